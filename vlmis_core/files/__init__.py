"""Files of people: tables that they send, and text that a spreadsheet will open."""

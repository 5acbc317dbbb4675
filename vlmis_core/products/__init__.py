"""Products and the HMIS Codes that they report into."""

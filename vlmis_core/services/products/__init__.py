"""Products and their HMIS Codes."""

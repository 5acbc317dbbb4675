"""What became of the records on their way to DHIS2, for people to read."""

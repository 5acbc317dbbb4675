"""What became of the data values on their way to DHIS2."""

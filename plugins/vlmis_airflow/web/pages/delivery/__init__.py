"""What became of the figures on their way to DHIS2."""

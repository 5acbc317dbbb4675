"""What DHIS2 must be told of frozen days, and whether it knows."""

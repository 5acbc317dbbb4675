"""What the system costs, as ratios to what the machine itself needs. Run with ``make bench``."""

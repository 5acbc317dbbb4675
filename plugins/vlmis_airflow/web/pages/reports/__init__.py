"""What the stores hold, received and gave out."""

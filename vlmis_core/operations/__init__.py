"""What keeps a deployment sound: examinations and the log of changes."""

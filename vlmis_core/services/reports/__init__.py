"""What people read: End of Day, daily operations, stock card."""

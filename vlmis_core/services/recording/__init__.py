"""What people see while they record: their stores, balances, entries and waiting returns."""

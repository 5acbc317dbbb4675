"""The monthly national file as a daily ledger."""

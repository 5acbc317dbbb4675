"""The national monthly file, turned into a daily ledger."""

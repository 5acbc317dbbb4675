"""The ledger: movements, counts, returns, reversals."""

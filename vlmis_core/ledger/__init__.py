"""The append-only stock ledger: movements, counts, returns."""

"""Accounts: who has one, and who is let in."""

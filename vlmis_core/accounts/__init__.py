"""People, their roles, and how they log in."""

from vlmis_core.accounts.refresh_accounts import refresh_accounts

__all__ = ["refresh_accounts"]

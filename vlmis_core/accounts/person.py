"""A person who is logged in: what they may do, see and record."""

from dataclasses import dataclass

from vlmis_core.accounts.roles import MATRIX, Action, Role


@dataclass(frozen=True, slots=True)
class Person:
    """A logged-in person; built for each request from the account, never from the token alone.

    Attributes:
        account_id: The account's key; 0 for the break-glass administrator, who has no account.
        username: As DHIS2 spells it; recorded in ``recorded_by``.
        display_name: First name and surname.
        roles: The roles of the account.
        store_ids: The stores that the account keeps; None means every store of the country.
        store_ids_below: The stores below those in the supply tree; empty if they are every store.
    """

    account_id: int
    username: str
    display_name: str
    roles: frozenset[Role]
    store_ids: frozenset[int] | None
    store_ids_below: frozenset[int] = frozenset()

    def may(self, action: Action) -> bool:
        """Tell whether one of the roles allows the action."""
        return any(action in MATRIX[role] for role in self.roles)

    def may_record_at(self, store_id: int) -> bool:
        """Tell whether the person may record movements of this store: only of their own."""
        if self.store_ids is None:  # An analyst sees every store, and records at none of them.
            return Role.ADMINISTRATOR in self.roles
        return self.may(Action.RECORD) and store_id in self.store_ids

"""A person who is logged in: what they may do, and at which stores."""

from dataclasses import dataclass

from vlmis_core.accounts.roles import MATRIX, OWN_STORE_ACTIONS, STORE_ROLES, Action, Role

StoreIds = frozenset[int] | None
"""Ids of stores; None: every store of the country."""


@dataclass(frozen=True, slots=True)
class Person:
    """A logged-in person; built for each request from the account, never from the token alone.

    Attributes:
        account_id: The account's key; 0 for the break-glass administrator, who has no account.
        username: As DHIS2 spells it; recorded in ``recorded_by``.
        display_name: First name and surname.
        roles: The roles of the account.
        store_ids: The stores that the account keeps or views; they bound its store roles only.
        store_ids_below: The stores below those in the supply tree.
    """

    account_id: int
    username: str
    display_name: str
    roles: frozenset[Role]
    store_ids: frozenset[int] = frozenset()
    store_ids_below: frozenset[int] = frozenset()

    def may(self, action: Action) -> bool:
        """Tell whether one of the roles allows the action, at some store at least."""
        return any(action in MATRIX[role] for role in self.roles)

    def stores_for(self, action: Action) -> StoreIds:
        """Return the stores at which the roles allow the action, each role for itself.

        A role without stores allows it in the whole country. A store role allows it at the stores
        of the account, and below them unless the action is for own stores only.
        """
        allowing = {role for role in self.roles if action in MATRIX[role]}
        if allowing - STORE_ROLES:
            return None
        if not allowing:
            return frozenset()
        return self.store_ids | (
            frozenset() if action in OWN_STORE_ACTIONS else self.store_ids_below
        )

    def may_at(self, action: Action, store_id: int) -> bool:
        """Tell whether one of the roles allows the action at a store."""
        stores = self.stores_for(action)
        return stores is None or store_id in stores

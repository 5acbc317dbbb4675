"""Gaps of the set-up: what an administrator has still to enter, or to decide."""

from dataclasses import dataclass

from vlmis_core.accounts.roles import STORE_ROLES
from vlmis_core.database import Database
from vlmis_core.messages import Message
from vlmis_core.stores.list_conflicts import read_store_conflicts


@dataclass(frozen=True, slots=True)
class StorelessAccount:
    """An account with a role for some stores only, and without any store."""

    account_id: int
    username: str
    display_name: str


@dataclass(frozen=True, slots=True)
class GapCounts:
    """How many products in use, open stores and org units lack something."""

    products_without_hmis_code: int
    stores_without_org_unit: int
    org_units_set_aside: int
    products_without_limits: int


@dataclass(frozen=True, slots=True)
class SetupGaps:
    """What is missing, the accounts without stores, and what stores and org units disagree on."""

    counts: GapCounts
    accounts: list[StorelessAccount]
    conflicts: list[Message]


def report_setup_gaps(database: Database) -> SetupGaps:
    """Report what is not set up, of the whole country."""
    with database.transaction() as tx:
        counts = tx.row("operations/count_setup_gaps", as_=GapCounts)
        assert counts is not None
        return SetupGaps(
            counts=counts,
            accounts=tx.rows(
                "operations/select_accounts_without_stores",
                as_=StorelessAccount,
                store_roles=sorted(STORE_ROLES),
            ),
            conflicts=read_store_conflicts(tx),
        )

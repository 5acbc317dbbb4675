"""Forms that were sent after the session had ended: kept until their sender has logged in again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from vlmis_core.database import Database

KEPT_FOR = timedelta(hours=1)
MOST_BYTES = 100_000
"""More than the largest form that can be saved; the table takes no more either."""

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class KeptForm:
    """What somebody had typed: the address of the form below the pages, and its fields."""

    path: str
    fields: Fields


def keep_form(
    database: Database, form: KeptForm, *, account_id: int, username: str, now: datetime
) -> bool:
    """Keep a form for the account that it was shown to; returns whether it was kept.

    An account keeps one form at a time, the latest.

    Args:
        database: The VLMIS database, as the recorder.
        form: The form; one that is too large is not kept.
        account_id: Whose form it is.
        username: Of the same account.
        now: When.
    """
    fields = json.dumps({name: list(texts) for name, texts in form.fields.items()})
    if len(fields.encode()) > MOST_BYTES:
        return False
    with database.transaction() as tx:
        tx.run("accounts/delete_old_forms", oldest=now - KEPT_FOR)
        tx.run(
            "accounts/upsert_form",
            account_id=account_id,
            username=username,
            path=form.path,
            fields=fields,
            kept_at=now,
        )
    return True


def find_kept_form(database: Database, account_id: int, *, now: datetime) -> KeptForm | None:
    """Find the form that is kept for an account; None: there is none, or it is too old."""
    with database.transaction() as tx:
        return tx.row(
            "accounts/select_form", as_=KeptForm, account_id=account_id, oldest=now - KEPT_FOR
        )


def forget_form(database: Database, account_id: int) -> None:
    """Forget the form of an account, once it was saved."""
    with database.transaction() as tx:
        tx.run("accounts/delete_form", account_id=account_id)

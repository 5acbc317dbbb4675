"""Record movements in the ledger: all of a request or file, or nothing. Rules: docs/adr/0003."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import BadField, BadInputError
from vlmis_core.ledger.movements import Entry, MovementLine, Recorded
from vlmis_core.ledger.post_drafts import Horizon, find_negative_balances, open_intake, post_drafts

_BLOCK_BYTES = 1 << 20


def record_movements(database: Database, lines: Iterable[MovementLine], entry: Entry) -> Recorded:
    """Record ``lines`` in one transaction. Sent again, they are "already recorded".

    Raises:
        BadInputError: names every bad line (position from 1); nothing was stored.
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        return record_movements_in(tx, lines, entry)


def record_movements_in(
    tx: Transaction,
    lines: Iterable[MovementLine],
    entry: Entry,
    *,
    opened_pairs: Iterable[tuple[str, str, date]] = (),
    what: str = "request",
) -> Recorded:
    """As `record_movements`, in the caller's transaction; at most once in a transaction.

    ``opened_pairs`` (store code, product code, day) opens pairs that have no movement: an import
    line of 0. ``what`` names the source in errors.
    """
    horizon = open_intake(tx)
    tx.copy_rows("ledger/copy_intake_lines", _numbered(lines))
    tx.copy_rows("ledger/copy_intake_pairs", opened_pairs)
    return _record_intake(tx, horizon, entry, what)


def import_movements(database: Database, path: Path, entry: Entry) -> Recorded:
    """Record a CSV file (UTF-8, header ``source_key … reason`` in the documented order).

    The file goes to the database as it is; nothing of it passes through Python line by line.

    Raises:
        BadInputError: names every bad line (the header is line 1); nothing was stored.
    """
    with database.transaction() as tx, path.open("rb") as file:
        horizon = open_intake(tx)
        try:
            tx.copy_blocks("ledger/copy_intake_file", iter(lambda: file.read(_BLOCK_BYTES), b""))
        except psycopg.DataError as error:
            raise BadInputError(path.name, [_unreadable(error)]) from error
        return _record_intake(tx, horizon, entry, path.name)


def _record_intake(tx: Transaction, horizon: Horizon, entry: Entry, what: str) -> Recorded:
    tx.script("ledger/resolve_intake")
    # The pairs are locked before anything is judged: what another writer just recorded is seen.
    tx.run("ledger/touch_pairs_of_lines", first_open_day=horizon.first_open_day)
    tx.run("ledger/open_pairs")
    settled = tx.run("ledger/settle_recorded")
    repeated = tx.rows("ledger/find_repeated_keys")
    bad = [
        *_as_bad_fields(
            tx.rows("ledger/find_bad_fields", today=entry.today, first_day=horizon.first_day)
        ),
        *_contradictions(repeated),
    ]
    if bad:
        bad += _negative_among_the_rest(tx, horizon, bad)
        raise BadInputError(what, sorted(bad, key=lambda field: field.line))
    dropped = tx.run("ledger/drop_repeated_lines") if repeated else 0
    tx.run("ledger/draft_movements")
    posted = post_drafts(tx, horizon, entry, what)
    return Recorded(posted.lines, settled + dropped, posted.late)


def _as_bad_fields(rows: Iterable[Any]) -> list[BadField]:
    return [BadField(row.line, row.field, row.value, row.reason) for row in rows]


def _negative_among_the_rest(
    tx: Transaction, horizon: Horizon, bad: Iterable[BadField]
) -> list[BadField]:
    """Name overdrawn lines together with the bad ones, so that one round mends a whole file."""
    tx.run("ledger/drop_lines_of_bad_pairs", lines=[field.line for field in bad])
    tx.run("ledger/drop_repeated_lines")
    tx.run("ledger/draft_movements")
    tx.run("ledger/draft_count_corrections")
    return find_negative_balances(tx, horizon)


def _contradictions(repeated: Iterable[Any]) -> list[BadField]:
    """Lines whose key stands on an earlier line of the same file, with other content."""
    return [
        BadField(
            row.line,
            "source_key",
            row.source_key,
            f"stands on line {row.first_line} with other content",
        )
        for row in repeated
        if not row.is_same
    ]


def _numbered(lines: Iterable[MovementLine]) -> Iterable[tuple[Any, ...]]:
    for number, line in enumerate(lines, start=1):
        yield (
            number,
            line.source_key,
            line.store_code,
            line.product_code,
            str(line.kind),
            line.quantity,
            line.occurred_on,
            line.counterpart_store_code,
            line.lot,
            line.expires_on,
            line.reason,
        )


def _unreadable(error: psycopg.DataError) -> BadField:
    """PostgreSQL names the line in the context: ``COPY intake_line, line 3: "…"``."""
    context = error.diag.context or ""
    number = "".join(filter(str.isdigit, context.partition(", line ")[2].partition(":")[0]))
    said = error.diag.message_primary or "cannot be read"
    return BadField(int(number or 1), "(line)", context.partition(": ")[2][:80], said)

"""The digests of a day, computed again from their description in docs/architecture.md."""

import re
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import groupby

from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.freeze.audit_days import audit_days

FIGURES = (
    "opening, arrivals, requisitions_received, distributions_out, returns_in, returns_out,"
    " count_adjustment, dispensing, wastage, closing"
)
FIRST_DIGEST = "00" * 32


def hexadecimal(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def instant(moment: datetime) -> str:
    text = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return text.rstrip("0").rstrip(".") + "+00"


def written(value: object) -> str:
    return instant(value) if isinstance(value, datetime) else str(value)


def as_row(*values: object) -> str:
    """Write values as PostgreSQL writes a row."""

    def field(value: object) -> str:
        if value is None:
            return ""
        text = written(value)
        if text and not re.search(r'[,()"\\\s]', text):
            return text
        return '"' + text.replace("\\", "\\\\").replace('"', '""') + '"'

    return "(" + ",".join(map(field, values)) + ")"


def store_text(vlmis: TestDatabase, day: date, head: tuple) -> str:
    rows = vlmis.rows(
        f"select product_id, {FIGURES}, has_late_entries from vlmis.eod_row"
        " where day = :day and store_id = :store order by product_id",
        day=day,
        store=head[0],
    )
    lines = ["|".join([*map(str, row[:-1]), "t" if row[-1] else "f"]) for row in rows]
    return "|".join("" if part is None else str(part) for part in head) + "\n" + "\n".join(lines)


def rows_text(vlmis: TestDatabase, day: date, previous: str) -> str:
    """The text of a day of version 1, which the newer form has as well."""
    heads = vlmis.rows(
        "select store_id, org_unit_uid, supplier_store_id, level, path from vlmis.walk_store"
        " where day = :day order by store_id",
        day=day,
    )
    stores = [f"{head[0]}:{hexadecimal(store_text(vlmis, day, head))}" for head in heads]
    return "\n".join([f"{day}|{previous}", *stores])


def movement_text(day: date, movement: tuple) -> str:
    (_, _, number, product, kind, quantity, key, name, transfer, counterpart, *others) = movement
    parts = [number, product, kind, quantity, len(key.encode()), key, len(name.encode()), name]
    if transfer or counterpart:
        parts.append(f"{transfer or ''}:{counterpart or ''}")
    if others[0] != day or any(value is not None for value in others[1:]):
        parts.append(as_row(*others))
    return "|".join(map(str, parts))


def of_each_store(rows: list[tuple], lines_of: object) -> list[str]:
    assert callable(lines_of)
    stores = groupby(rows, lambda row: row[0])
    return [f"{store}:{hexadecimal(chr(10).join(lines_of(list(own))))}" for store, own in stores]


def ledger_text(vlmis: TestDatabase, day: date) -> str:
    movements = vlmis.rows(
        "select store_id, recorded_at, movement_id, product_id, kind::text, quantity, source_key,"
        " recorded_by, transfer_id, counterpart_store_id, occurred_on, reason, lot, expires_on,"
        " count_id, reverses_movement_id from vlmis.movement where stock_day = :day"
        " order by store_id, recorded_at, movement_id",
        day=day,
    )
    counts = vlmis.rows(
        "select store_id, count_id, product_id, occurred_on, counted, balance, kind::text, reason,"
        " source_key, recorded_at, recorded_by from vlmis.stock_count where stock_day = :day"
        " order by store_id, count_id",
        day=day,
    )
    lots = vlmis.rows(
        "select store_id, product_id, lot, closing, expires_on, recorded_at, recorded_by"
        " from vlmis.lot_closing left join vlmis.lot using (product_id, lot) where day = :day"
        ' order by store_id, product_id, lot collate "C"',
        day=day,
    )

    def movement_lines(own: list[tuple]) -> list[str]:
        entries = groupby(own, lambda row: row[1])
        return [
            line
            for at, entry in entries
            for line in (instant(at), *(movement_text(day, movement) for movement in entry))
        ]

    def count_lines(own: list[tuple]) -> list[str]:
        return [line for count in own for line in (as_row(*count[1:]), *lines_seen(count[1]))]

    def lines_seen(count_id: int) -> list[str]:
        seen = vlmis.rows(
            "select line, lot, expires_on, quantity from vlmis.stock_count_line"
            " where count_id = :count order by line",
            count=count_id,
        )
        return [as_row(*line) for line in seen]

    return "\n".join(
        [
            "movements",
            *of_each_store(movements, movement_lines),
            "counts",
            *of_each_store(counts, count_lines),
            "lots",
            *of_each_store(lots, lambda own: [as_row(*lot[1:]) for lot in own]),
        ]
    )


def described_digest(vlmis: TestDatabase, day: date, previous: str) -> str:
    (totals,) = vlmis.rows(
        "select run_id, begun_at, early_reason, early_by, frozen_at, store_count, row_count,"
        " movement_count, late_count, opening_total, closing_total from vlmis.stock_day"
        " where day = :day",
        day=day,
    )
    head = f"2|{hexadecimal(ledger_text(vlmis, day))}|{as_row(*totals)}"
    return hexadecimal(head + "\n" + rows_text(vlmis, day, previous))


def a_varied_country(vlmis: TestDatabase) -> Country:
    """Three frozen days with transfers, reversals, counts, lots, late entries and odd names."""
    country = Country(vlmis, stock={"C": 100, "S": 20})
    country.track(since="2026-03-02")
    country.record(
        """
        2026-03-01 dispensing       S 5 key=given
        2026-03-01 arrival          C 7 product=OPV key=née|(à,"b")
        2026-03-01 distribution_out C 9 > R
        """
    )
    country.count("2026-03-01", "S", 12)
    country.freeze("2026-03-01")
    country.record(
        """
        2026-03-01 wastage          S 1 reason=broken lot=unassigned
        2026-03-02 arrival          C 4 lot=A-1 expires=2027-01-31
        """
    )
    country.count_lots("2026-03-02", "R", "unassigned 8, B2 2 2027-06-30")
    country.reverse("given")
    country.freeze("2026-03-02")
    return country


def test_the_digests_are_what_their_description_says(vlmis: TestDatabase) -> None:
    a_varied_country(vlmis)
    previous = FIRST_DIGEST
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)):
        ((ledger, sealed),) = vlmis.rows(
            "select encode(ledger_digest, 'hex'), encode(digest, 'hex')"
            " from vlmis.stock_day where day = :day",
            day=day,
        )
        assert ledger == hexadecimal(ledger_text(vlmis, day))
        assert sealed == described_digest(vlmis, day, previous)
        previous = str(sealed)


def test_a_day_of_version_1_is_verified_as_it_was_sealed(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"C": 100})
    day_zero = date(2026, 2, 28)
    as_version_1(vlmis, day_zero, FIRST_DIGEST)
    country.record("2026-03-01 dispensing C 5")
    country.freeze("2026-03-01")
    assert [found for _, found in audit_days(vlmis.pipeline)] == [[], []]


def test_a_day_never_has_an_older_version_than_the_day_before(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"C": 100})
    country.record("2026-03-01 dispensing C 5")
    country.freeze("2026-03-01")
    day_zero = vlmis.value("select encode(digest, 'hex') from vlmis.stock_day order by day limit 1")
    as_version_1(vlmis, date(2026, 3, 1), str(day_zero))
    (*_, (_, found)) = audit_days(vlmis.pipeline)
    assert [violation.rule for violation in found] == ["digest_continues_chain"]


def as_version_1(vlmis: TestDatabase, day: date, previous: str) -> None:
    """Give a frozen day the version and the digest of the form that covered its rows only."""
    vlmis.execute(
        f"""
        set session_replication_role = replica;
        update vlmis.stock_day
        set digest_version = 1, ledger_digest = null,
            digest = decode('{hexadecimal(rows_text(vlmis, day, previous))}', 'hex')
        where day = '{day}';
        """,
        role="postgres",
    )

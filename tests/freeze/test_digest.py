"""The digest of a day, computed again from its description in docs/architecture.md."""

from datetime import date
from hashlib import sha256

from tests.support.country import Country
from tests.support.postgres import TestDatabase

FIGURES = (
    "opening, arrivals, requisitions_received, distributions_out, returns_in, returns_out,"
    " count_adjustment, dispensing, wastage, closing"
)


def hexadecimal(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def store_text(vlmis: TestDatabase, day: date, head: tuple) -> str:
    rows = vlmis.rows(
        f"select product_id, {FIGURES}, has_late_entries from vlmis.eod_row"
        " where day = :day and store_id = :store order by product_id",
        day=day,
        store=head[0],
    )
    lines = ["|".join([*map(str, row[:-1]), "t" if row[-1] else "f"]) for row in rows]
    return "|".join("" if part is None else str(part) for part in head) + "\n" + "\n".join(lines)


def described_digest(vlmis: TestDatabase, day: date, previous: str) -> str:
    heads = vlmis.rows(
        "select store_id, org_unit_uid, supplier_store_id, level, path from vlmis.walk_store"
        " where day = :day order by store_id",
        day=day,
    )
    stores = [f"{head[0]}:{hexadecimal(store_text(vlmis, day, head))}" for head in heads]
    return hexadecimal("\n".join([f"{day}|{previous}", *stores]))


def test_the_digest_is_what_its_description_says(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"C": 100, "S": 20})
    country.record(
        """
        2026-03-01 dispensing S 5
        2026-03-01 arrival    C 7 product=OPV
        """
    )
    country.freeze("2026-03-01")
    country.record("2026-03-01 wastage S 1 reason=broken")
    country.freeze("2026-03-02")
    previous = "00" * 32
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)):
        sealed = vlmis.value(
            "select encode(digest, 'hex') from vlmis.stock_day where day = :day", day=day
        )
        assert sealed == described_digest(vlmis, day, previous)
        previous = str(sealed)

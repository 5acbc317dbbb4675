"""An org unit was merged in DHIS2: named the next night, put right by the commands it gives.

docs/runbooks/org_unit_merge.md
"""

import re
import shlex
from collections.abc import Iterator
from datetime import timedelta

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import (
    SERVICE_USER,
    data_element_uid,
    option_combo_uid,
    org_unit_uid,
)
from tests.support.command import Command
from tests.support.delivery import FIRST_DAY, NEW, OLD, PRODUCTS, Delivery, delivering
from tests.support.postgres import TestDatabase
from vlmis_core.dhis2.categories import CATEGORIES

SECOND_DAY = FIRST_DAY + timedelta(days=1)
FOREIGN = PRODUCTS[2]

Values = dict[tuple[str, str, str, str], str]
"""Value by day, org unit, data element and combo."""


class MergingCountry(Delivery):
    """Three sites and two frozen days; the second site, the target, lacks a product."""

    def initial_stock(self) -> list[tuple[str, str, int]]:
        """What every pair begins with."""
        lacking = (self.sites[1], FOREIGN)
        return [row for row in super().initial_stock() if row[:2] != lacking]

    @property
    def held_values(self) -> Values:
        """Every value that DHIS2 holds."""
        return {
            (key.period, key.org_unit, key.cell[0], key.cell[1]): str(row.value)
            for key, row in self.dhis2.store.rows()
            if not row.is_deleted
        }

    @property
    def frozen_values(self) -> Values:
        """Every value as it was frozen, at the org unit that its store has now."""
        rows = self.vlmis.rows(
            "select day, org_unit_uid, product.code, vlmis.record_data_values(eod_row)"
            " from vlmis.eod_row join vlmis.store using (store_id)"
            " join vlmis.product using (product_id) where day >= :first",
            first=FIRST_DAY,
        )
        return {
            (f"{day:%Y%m%d}", unit, data_element_uid(code), option_combo_uid(category)): str(value)
            for day, unit, code, values in rows
            for category, value in zip(CATEGORIES, values, strict=True)
        }


@pytest.fixture(params=[OLD, NEW])
def country(
    request: pytest.FixtureRequest,
    vlmis: TestDatabase,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MergingCountry]:
    """Two days are posted to either importer, and the night after had nothing to do."""
    monkeypatch.setenv("VLMIS_DHIS2_USERNAME", SERVICE_USER.username)
    monkeypatch.setenv("VLMIS_DHIS2_PASSWORD", SERVICE_USER.password)
    monkeypatch.setenv("VLMIS_PRODUCTION", "true")
    with delivering(vlmis, request.param, sites=3, kind=MergingCountry) as made:
        monkeypatch.setenv("VLMIS_DHIS2_URL", made.base_url)
        made.freeze(SECOND_DAY)
        command("push", "production", "on", "--from", FIRST_DAY)
        night(made, command)
        assert made.held_values == made.frozen_values
        night(made, command)
        yield made


def night(country: MergingCountry, command: Command) -> str:
    """An evening by hand: the refresh at seven and the push at eight; gives what the push says."""
    country.next_night()
    command("org-units", "refresh")
    return str(command("push").stdout)


def commands_in(text: str) -> list[list[str]]:
    """The commands that messages give, as they are typed."""
    printed = re.findall(
        r"vlmis ((?:requeue|withdraw|stores reattach) [^\n]*?(?:'…'|REASON))", text
    )
    return [shlex.split(each) for each in printed]


def type_all(command: Command, text: str, **known: str) -> None:
    """Type the commands of a message, and those that the commands give."""
    for words in commands_in(text):
        typed = [
            known.get(word, "merged in DHIS2" if word in ("…", "REASON") else word)
            for word in words
        ]
        type_all(command, str(command(*typed, "--yes").stdout), **known)


def free_org_unit(country: MergingCountry) -> str:
    """The uid of a facility that no store reports as."""
    return str(
        country.vlmis.value(
            "select org_unit.org_unit_uid from vlmis.org_unit left join vlmis.store"
            " using (org_unit_uid) where org_unit.level = 4 and store.code is null"
            " and org_unit.removed_at is null order by org_unit.code limit 1"
        )
    )


@pytest.mark.parametrize("strategy", ["LAST_UPDATED", "DISCARD"])
def test_a_merge_is_put_right_by_the_commands_that_the_message_gives(
    country: MergingCountry, command: Command, strategy: str
) -> None:
    gone, target, _ = country.sites
    edits.merge_org_units(country.dhis2, [gone], target, strategy)
    told = night(country, command)

    assert f"({org_unit_uid(gone)})" in told
    if strategy == "LAST_UPDATED":
        # Opening and closing balances of two products and two days; nine values of a third product.
        assert re.search(rf"8 posted data values of [^,]*\({target}\)", told)
        assert re.search(rf"18 data values that [^,]*\({gone}\) had posted", told)
    assert re.search(rf"6 posted records of [^,]*\({gone}\)", told)
    assert country.held_values != country.frozen_values

    type_all(command, told, ORG_UNIT=free_org_unit(country))
    assert "18 data values" not in night(country, command)

    assert country.held_values == country.frozen_values
    assert country.states() == {"posted": 16}
    quiet = night(country, command)
    assert commands_in(quiet) == []
    assert country.held_values == country.frozen_values


def test_a_store_that_reports_nowhere_any_more_is_withdrawn(
    country: MergingCountry, command: Command
) -> None:
    gone, target, _ = country.sites
    edits.merge_org_units(country.dhis2, [gone], target)
    type_all(command, re.sub(r"vlmis stores reattach", "", night(country, command)))
    which = (
        "--store",
        gone,
        "--from",
        FIRST_DAY,
        "--to",
        SECOND_DAY,
        "--reason",
        "merged",
        "--yes",
    )
    command("requeue", "--posted", *which)
    command("withdraw", *which)
    night(country, command)

    others = {key: v for key, v in country.frozen_values.items() if key[1] != org_unit_uid(gone)}
    assert country.held_values == others
    assert country.states() == {"posted": 10, "withdrawn": 6}
    assert commands_in(night(country, command)) == []


def test_the_doctor_the_list_and_the_trace_name_what_differs(
    country: MergingCountry, command: Command
) -> None:
    gone, target, _ = country.sites
    edits.merge_org_units(country.dhis2, [gone], target)
    night(country, command)

    listed = command("push", "differences", "--values").stdout
    assert commands_in(listed)
    assert "in no record" in listed
    assert "posted data values" in command("doctor", code=None).stdout
    traced = command(
        "explain", "--store", target, "--product", PRODUCTS[0], "--day", FIRST_DAY
    ).stdout
    assert "Since then" in " ".join(traced.split())

"""Analytics, as the recorded servers answered: conversations 738 to 760, and their arithmetic."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.stand_in.analytics import SHOWS_ZEROS, Analytics, generate
from sandbox.stand_in.analytics_periods import periods_of
from sandbox.stand_in.data_values import Row
from sandbox.stand_in.dhis2 import VERSION_242, VERSION_243, Dhis2
from sandbox.stand_in.registrations import Registration
from sandbox.stand_in.schema import DEFAULT_OPTION_COMBO
from sandbox.stand_in.server import running
from tests.sandbox.test_org_unit_merge import ADMIN, DATA_SET, conversation
from vlmis_core.dhis2_setup.model.content import indicator_type
from vlmis_core.dhis2_setup.model.indicators import (
    CLOSING,
    CLOSING_OF_DAY,
    CONSUMPTION,
    MONTHS_OF_STOCK,
    STOCK_INDICATORS,
    STOCK_OUTS,
    WASTAGE_OF_AVAILABLE,
    WASTAGE_OF_USED,
    StockIndicator,
    formula_of,
)

COUNTRY, REGION, DISTRICT = "JDsFKsCrtVv", "TlXqti8SEXL", "District001"
ELEMENT, CLOSING_COMBO, INDICATOR = "VtViZcMNOWm", "QdfWYiXshnS", "R6R3HCLXmCw"
NAME = "MICROGYNON 0.03/0.15 MG BTE / 3 CYCLES BOITE closing balance"
COMBOS = [f"Combo{number:06}" for number in range(8)] + [CLOSING_COMBO]
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
TODAY = NOW.date()
both_versions = pytest.mark.parametrize("version", [VERSION_242, VERSION_243])


def country(version: str, sites: Iterable[str] = ("SiteA000001", "SiteB000001")) -> Dhis2:
    """A country of one district, with one product and its seven indicators."""
    dhis2 = Dhis2(version=version, now=NOW)
    dhis2.clock.set(NOW, is_standing=True)
    dhis2.output_period_types = ["Daily", "Weekly", "Monthly"]
    dhis2.change_setting(SHOWS_ZEROS, True)
    units = [(COUNTRY, None), (REGION, COUNTRY), (DISTRICT, REGION)]
    units += [(site, DISTRICT) for site in sites]
    kinds = [indicator_type(is_percentage=each) for each in (False, True)]
    dhis2.metadata.load(
        {
            "organisationUnits": [
                {"id": uid, "name": "Cote d'Ivoire" if parent is None else uid,
                 **({"parent": {"id": parent}} if parent else {})}
                for uid, parent in units
            ],
            "dataElements": [{"id": ELEMENT, "name": "Stock", "zeroIsSignificant": True}],
            "indicatorTypes": [dict(each) for each in kinds],
            "indicators": [
                {"id": uid_of_row(row), "name": NAME,
                 "indicatorType": {"id": kinds[row.is_percentage]["id"]},
                 "numerator": formula.numerator, "denominator": formula.denominator}
                for row in STOCK_INDICATORS
                for formula in [formula_of(row, ELEMENT, COMBOS)]
            ],
            "userRoles": [{"id": "ServiceRol1", "authorities": ["F_DATAVALUE_ADD"]}],
            "users": [
                {"id": "ServiceUsr1", "username": "vlmis.svc", "password": "p",
                 "userRoles": [{"id": "ServiceRol1"}],
                 "organisationUnits": [{"id": COUNTRY}],
                 "dataViewOrganisationUnits": [{"id": COUNTRY}]}
            ],
        }
    )  # fmt: skip
    return dhis2


def uid_of_row(row: StockIndicator) -> str:
    return INDICATOR if row is CLOSING else f"Ind{STOCK_INDICATORS.index(row):08}"


def put(dhis2: Dhis2, site: str, day: str, value: float | str, combo: str = CLOSING_COMBO) -> None:
    row = Row(str(int(float(value))), "vlmis.svc", NOW, NOW)
    dhis2.store.put(day, site, (ELEMENT, combo, DEFAULT_OPTION_COMBO), row)


def value(dhis2: Dhis2, row: StockIndicator, period: str, unit: str = COUNTRY) -> float | None:
    """What a generation and a query give."""
    (asked,) = periods_of(period, TODAY)
    answer = Analytics(dhis2, generate(dhis2)).answer(uid_of_row(row), unit, asked)
    return None if answer is None else round(answer.value, 2)


def asked_again(dhis2: Dhis2, number: str) -> tuple[dict[str, Any], httpx.Response]:
    """A recorded conversation, and the answer of the stand-in to its request."""
    recorded = conversation(dhis2.version, number)
    request = recorded["request"]
    user = ADMIN if request["user"] == "admin" else ("vlmis.svc", "p")
    with running(dhis2) as url, httpx.Client(base_url=url, timeout=10, auth=user) as client:
        answer = client.request(request["method"], request["path"], params=request["params"])
    return recorded["response"], answer


@both_versions
@pytest.mark.parametrize(("number", "with_zeros"), [("744", True), ("760", False)])
def test_balances_of_sites_with_and_without_zeros_are_answered_as_recorded(
    version: str, number: str, with_zeros: bool
) -> None:
    closing, shown_without_zeros = (
        {row[1]: row[3] for row in conversation(version, each)["response"]["body"]["rows"]}
        for each in ("744", "760")
    )
    dhis2 = country(version, closing)
    for site, balance in closing.items():
        put(dhis2, site, "20261125", balance)
        if site in shown_without_zeros and float(balance) == 0:
            put(dhis2, site, "20261120", shown_without_zeros[site])
    dhis2.change_setting(SHOWS_ZEROS, with_zeros)
    dhis2.analytics_tables = generate(dhis2)

    recorded, answer = asked_again(dhis2, number)

    assert answer.status_code == recorded["status"]
    found, wanted = answer.json(), recorded["body"]
    assert sorted(found.pop("rows")) == sorted(wanted.pop("rows"))
    assert found == wanted


@both_versions
def test_numerators_and_relative_periods_are_answered_as_recorded(version: str) -> None:
    dhis2 = country(version)
    rows = conversation(version, "747")["response"]["body"]["rows"]
    for _, _, day, balance, *_parts in rows[:-1]:  # Of the last day nothing was sent.
        put(dhis2, "SiteA000001", day, balance)
    dhis2.analytics_tables = generate(dhis2)

    recorded, answer = asked_again(dhis2, "747")

    found, wanted = answer.json(), recorded["body"]
    wanted["metaData"]["items"].pop("LAST_7_DAYS")
    assert found == wanted


@both_versions
@pytest.mark.parametrize("number", ["739", "740", "748", "749"])
def test_settings_and_refusals_are_answered_as_recorded(version: str, number: str) -> None:
    dhis2 = country(version)
    dhis2.analytics_tables = generate(dhis2)
    recorded, answer = asked_again(dhis2, number)
    assert (answer.status_code, answer.json()) == (recorded["status"], recorded["body"])


def test_output_period_types_are_listed_as_recorded_and_unknown_to_2_42() -> None:
    dhis2 = country(VERSION_243)
    recorded = conversation(VERSION_243, "738")["response"]["body"]
    dhis2.output_period_types = [each["name"] for each in recorded]
    assert asked_again(dhis2, "738")[1].json() == recorded
    assert asked_again(country(VERSION_242), "738")[1].status_code == 404


def test_without_output_period_types_flows_are_empty_and_last_balances_are_not() -> None:
    dhis2 = country(VERSION_243)
    put(dhis2, "SiteA000001", "20261110", 5, COMBOS[5])
    put(dhis2, "SiteA000001", "20261110", 7)
    assert (value(dhis2, CONSUMPTION, "202611"), value(dhis2, CLOSING, "202611")) == (5, 7)
    dhis2.output_period_types = []
    assert (value(dhis2, CONSUMPTION, "202611"), value(dhis2, CLOSING, "202611")) == (None, 7)


@both_versions
def test_stock_outs_of_a_period_are_those_of_every_day_in_it(version: str) -> None:
    """As recorded: 113 at the end of a day, 85 in its week (conversations 751 and 753)."""
    dhis2 = country(version)
    for day, first, second in (("20261123", 0, 4), ("20261124", 0, 0)):
        put(dhis2, "SiteA000001", day, first)
        put(dhis2, "SiteB000001", day, second)
    shown = [value(dhis2, STOCK_OUTS, each) for each in ("20261123", "20261124", "2026W48")]
    assert shown == [1, 2, 1]
    dhis2.change_setting(SHOWS_ZEROS, False)
    assert value(dhis2, STOCK_OUTS, "20261124") is None  # As recorded: 5 for 113 (764).


@both_versions
def test_each_indicator_divides_as_its_definition_says(version: str) -> None:
    dhis2 = country(version)
    _, received, _, _, _, dispensing, wastage, _, _ = COMBOS
    for day, numbers in {
        "20260915": {dispensing: 10, CLOSING_COMBO: 40},
        "20261124": {received: 50, dispensing: 20, wastage: 10, CLOSING_COMBO: 60},
    }.items():
        for combo, number in numbers.items():
            put(dhis2, "SiteA000001", day, number, combo)
    put(dhis2, "SiteB000001", "20261120", 6)
    shown = {row.code: value(dhis2, row, "202611") for row in STOCK_INDICATORS}
    assert shown == {
        CLOSING.code: 66,
        CLOSING_OF_DAY.code: 66,
        CONSUMPTION.code: 20,
        MONTHS_OF_STOCK.code: 6.6,
        WASTAGE_OF_AVAILABLE.code: 10.42,  # 10 of 46 and 50.
        WASTAGE_OF_USED.code: 33.33,
        STOCK_OUTS.code: 0,
    }
    assert value(dhis2, MONTHS_OF_STOCK, "202610") == 12
    assert value(dhis2, CLOSING_OF_DAY, "20261124") == 60
    assert value(dhis2, CONSUMPTION, "202611", "SiteB000001") is None


@both_versions
def test_reporting_rates_are_answered_as_recorded(version: str) -> None:
    rows = conversation(version, "746")["response"]["body"]["rows"]
    shown = {(item.partition(".")[2], period): float(number) for item, _, period, number in rows}
    assigned = int(shown["EXPECTED_REPORTS", "20261125"])
    sites = [f"Site{number:07}" for number in range(assigned)]
    dhis2 = country(version, sites)
    dhis2.metadata.load(
        {"dataSets": [{"id": DATA_SET, "organisationUnits": [{"id": uid} for uid in sites]}]}
    )
    actual = {day: int(shown["ACTUAL_REPORTS", day]) for day in ("20261124", "20261125")}
    actual["20261101"] = int(shown["ACTUAL_REPORTS", "202611"]) - sum(actual.values())
    for day, count in actual.items():
        for site in sites[:count]:
            complete = Registration("2026-11-27", "vlmis.svc", is_completed=True)
            dhis2.registrations.put((DATA_SET, day, site), complete)
    dhis2.registrations.put(
        (DATA_SET, "20261102", sites[0]), Registration("", "vlmis.svc", is_completed=False)
    )
    dhis2.analytics_tables = generate(dhis2)

    recorded, answer = asked_again(dhis2, "746")

    found, wanted = answer.json(), recorded["body"]
    assert sorted(found.pop("rows")) == sorted(wanted.pop("rows"))
    assert found == wanted


def test_tables_that_were_never_generated_are_no_answer() -> None:
    _, answer = asked_again(country(VERSION_243), "744")
    assert (answer.status_code, answer.json()["errorCode"]) == (409, "E7144")

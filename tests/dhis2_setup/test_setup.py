"""``vlmis dhis2 setup``: a DHIS2 with nothing but its org units takes our figures afterwards."""

import json
import shlex
from pathlib import Path

import pytest
import requests

from sandbox.stand_in.country import org_unit_uid
from sandbox.stand_in.schema import DEFAULT_COMBO, DEFAULT_OPTION_COMBO
from tests.support.codes import raises_code
from tests.support.delivery import NEW, OLD
from tests.support.new_dhis2 import ADMIN, ADMIN_PASSWORD, SERVICE_PASSWORD, NewDhis2, new_dhis2
from tests.support.postgres import TestDatabase
from vlmis_core.dhis2_setup.model.dashboard import CHARTS
from vlmis_core.dhis2_setup.model.indicators import STOCK_INDICATORS
from vlmis_core.errors import PermanentError


@pytest.fixture
def version() -> str:
    """What DHIS2 is, where a test does not say otherwise."""
    return NEW


both_versions = pytest.mark.parametrize("version", [OLD, NEW])


@pytest.fixture
def country(vlmis: TestDatabase, version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A new DHIS2, and an installation with two products."""
    with new_dhis2(vlmis, version, tmp_path, monkeypatch) as made:
        yield made


def writes(country: NewDhis2) -> int:
    """Requests so far that could have changed DHIS2."""
    return sum(request.method != "GET" for request in country.dhis2.requests)


@both_versions
def test_an_empty_dhis2_is_set_up_and_takes_every_figure(country: NewDhis2) -> None:
    assert "Created in DHIS2: data elements (2)." in country.setup("--apply", "--set-codes").stdout
    country.refresh_and_attach(sites=3)
    before = writes(country)
    told = country.setup("--apply").stdout
    assert "The data set was assigned to 4 more org units." in told
    assert writes(country) == before + 1

    summary = country.push()

    assert (summary.posted, summary.refused) == (8, 0)
    assert country.dhis2.store.count() == 8 * 9


def test_a_set_up_done_again_writes_nothing(country: NewDhis2) -> None:
    first = country.setup("--apply", "--set-codes")
    assert SERVICE_PASSWORD not in first.output
    before, revision = writes(country), country.dhis2.metadata.revision

    again = country.setup("--apply", "--set-codes")

    assert "Nothing is missing" in again.stdout
    assert "Different" not in again.stdout
    assert (writes(country), country.dhis2.metadata.revision) == (before, revision)


@both_versions
def test_a_second_root_does_not_become_the_root_of_the_service_user(country: NewDhis2) -> None:
    country.dhis2.metadata.load({"organisationUnits": [{"id": "OtherRoot01", "name": "Other"}]})
    country.setup("--apply", "--set-codes")
    (user,) = [
        each for each in country.dhis2.metadata.of("users").values() if each["username"] == "vlmis"
    ]
    assert [unit["id"] for unit in user["organisationUnits"]] == [org_unit_uid("CI")]


def test_a_plan_changes_nothing_and_its_json_is_what_would_be_made(country: NewDhis2) -> None:
    printed = country.setup("--print")
    assert writes(country) == 0
    missing = json.loads(printed.stdout)
    assert [each["code"] for each in missing["dataElements"]] == ["BCG", "OPV"]
    assert len(missing["categoryOptionCombos"]) == 9
    assert "printed without a password" in printed.stderr
    assert SERVICE_PASSWORD not in printed.stdout

    country.setup("--apply")

    for kind, objects in missing.items():
        made = country.dhis2.metadata.of(kind)
        for each in objects:
            assert each.items() <= made[each["id"]].items()


def test_a_data_element_of_others_under_our_code_stays_and_is_named(country: NewDhis2) -> None:
    theirs = {"id": "Theirs00001", "code": "BCG", "name": "BCG given", "valueType": "TEXT",
              "domainType": "AGGREGATE", "zeroIsSignificant": True}  # fmt: skip
    country.dhis2.metadata.load({"dataElements": [theirs]})
    kept = dict(country.dhis2.metadata.of("dataElements")["Theirs00001"])

    told = country.setup("--apply", "--set-codes").stdout

    assert "data element BCG (Theirs00001): It has the type TEXT; stock data values need" in told
    assert country.dhis2.metadata.of("dataElements")["Theirs00001"] == kept
    codes = dict(country.vlmis.rows("select code, hmis_code from vlmis.product"))
    assert codes["BCG"] is None
    assert codes["OPV"] is not None


def test_who_is_no_administrator_is_told_so_and_changes_nothing(
    country: NewDhis2, tmp_path: Path
) -> None:
    country.setup("--apply")
    before = writes(country)
    file = tmp_path / "password"
    file.write_text(SERVICE_PASSWORD, encoding="utf-8")

    with raises_code("not_a_dhis2_administrator"):
        country.run("setup", "--apply", "--username", "vlmis", "--password-file", str(file))

    assert writes(country) == before


def test_the_service_user_is_never_taken_for_an_administrator(
    country: NewDhis2, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_DHIS2_USERNAME", "admin")
    monkeypatch.setenv("VLMIS_DHIS2_PASSWORD", "district")
    with raises_code("apply_needs_an_administrator"):
        country.run("setup", "--apply")
    assert country.dhis2.requests == []


@both_versions
def test_combos_that_nobody_generated_are_generated(country: NewDhis2) -> None:
    country.setup("--apply")
    metadata = country.dhis2.metadata
    for kind in ("categoryOptionCombos", "indicators"):  # These come with other uids.
        for uid in set(metadata.of(kind)) - {DEFAULT_OPTION_COMBO}:
            metadata.remove(kind, uid)

    assert "generated the category option combinations" in country.setup("--apply").stdout
    assert "Different" not in country.setup().stdout


def test_dhis2s_reasons_for_a_refusal_are_told(country: NewDhis2) -> None:
    other = {"id": "OtherCombo1", "code": "WASTAGE", "name": "Taken",
             "categoryCombo": {"id": DEFAULT_COMBO}, "categoryOptions": []}  # fmt: skip
    country.dhis2.metadata.load({"categoryOptionCombos": [other]})
    with pytest.raises(PermanentError, match=r"`WASTAGE` .* already exists on object OtherCombo1"):
        country.setup("--apply")


def test_an_indicator_of_others_under_our_code_stays_and_is_named(country: NewDhis2) -> None:
    theirs = {"id": "OtherIndi01", "code": "VLMIS_OPV_CONSUMPTION", "name": "Given",
              "numerator": "1", "denominator": "1"}  # fmt: skip
    country.dhis2.metadata.load({"indicators": [theirs]})
    told = country.setup("--apply").stdout
    assert "indicator VLMIS_OPV_CONSUMPTION (OtherIndi01): It is not (#{" in told
    assert country.dhis2.metadata.of("indicators")["OtherIndi01"]["numerator"] == "1"


@both_versions
def test_the_dashboard_shows_every_product_and_every_chart(country: NewDhis2) -> None:
    told = country.setup("--apply").stdout
    assert "Created in DHIS2: indicators (14)." in told
    metadata = country.dhis2.metadata
    indicators = metadata.of("indicators")
    assert {each["code"] for each in indicators.values()} == {
        f"VLMIS_{product}_{row.code}" for product in ("BCG", "OPV") for row in STOCK_INDICATORS
    }
    charts = metadata.of("visualizations")
    for chart in CHARTS:
        shown = charts[chart.uid]["dataDimensionItems"]
        names = {indicators[i["indicator"]["id"]]["code"] for i in shown if "indicator" in i}
        wanted = [f"VLMIS_{p}_{row.code}" for p in ("BCG", "OPV") for row in chart.indicators]
        assert names == set(wanted)
    (dashboard,) = metadata.of("dashboards").values()
    shown = [item.get("visualization") or item.get("map") for item in dashboard["dashboardItems"]]
    assert [each and each["id"] for each in shown] == [None, *charts, *metadata.of("maps")]


def test_a_dashboard_without_a_newer_product_stays_and_is_named(country: NewDhis2) -> None:
    country.setup("--apply")
    country.vlmis.execute("insert into vlmis.product (code, name) values ('MR', 'Measles')")
    told = country.setup("--apply").stdout
    assert "Created in DHIS2: indicators (7)." in told
    assert "visualization VLMIS_WASTAGE_BY_MONTH" in told
    assert "It lacks 2 indicators of the products in use." in told


@both_versions
def test_settings_of_analytics_are_changed_only_when_told(country: NewDhis2) -> None:
    country.dhis2.output_period_types = ["Quarterly", "Monthly"]
    listed = country.setup().stdout
    assert "Zeros are left out of analytics" in listed
    country.setup("--apply")
    assert country.dhis2.settings["keyIncludeZeroValuesInAnalytics"] is False
    assert country.dhis2.output_period_types == ["Quarterly", "Monthly"]

    told = country.setup("--apply", "--include-zeros", "--output-period-types").stdout

    assert "keyIncludeZeroValuesInAnalytics is on" in told
    assert "after the next generation of the analytics tables" in told
    assert country.dhis2.settings["keyIncludeZeroValuesInAnalytics"] is True
    is_new = country.dhis2.version == NEW
    added = ["Daily", "Weekly", "Yearly"] if is_new else []
    assert country.dhis2.output_period_types == ["Quarterly", "Monthly", *added]
    assert ("Added to the output period types: Daily, Weekly" in told) is is_new
    before = writes(country)
    country.setup("--apply", "--include-zeros", "--output-period-types")
    assert writes(country) == before


def test_settings_of_analytics_need_apply(country: NewDhis2) -> None:
    assert country.run("setup", "--include-zeros", catch=True).exit_code == 2
    assert country.dhis2.requests == []


def test_what_is_printed_assigns_the_data_set_by_hand(country: NewDhis2) -> None:
    country.setup("--apply", "--set-codes")
    country.refresh_and_attach(sites=3)
    printed = country.setup("--print")
    (line,) = [each for each in printed.stderr.splitlines() if "curl" in each]
    words = shlex.split(line)
    body, address = words[words.index("--data") + 1], words[-1]

    answer = requests.post(address, body, auth=(ADMIN, ADMIN_PASSWORD), timeout=10, headers={
        "Content-Type": "application/json"})  # fmt: skip

    assert answer.status_code == 200
    assert "Nothing is missing" in country.setup("--apply").stdout

"""``vlmis dhis2 setup``: a DHIS2 with nothing but its org units takes our figures afterwards."""

import json
from pathlib import Path

import pytest

from sandbox.stand_in.country import org_unit_uid
from sandbox.stand_in.schema import DEFAULT_COMBO, DEFAULT_OPTION_COMBO
from tests.support.codes import raises_code
from tests.support.delivery import NEW, OLD
from tests.support.new_dhis2 import SERVICE_PASSWORD, NewDhis2, new_dhis2
from tests.support.postgres import TestDatabase
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
    assert "The data set is assigned to 4 of 4 org units." in country.setup("--apply").stdout

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

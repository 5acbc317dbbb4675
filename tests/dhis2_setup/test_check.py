"""``vlmis dhis2 check``: a sound set-up has no problem; each mistake has its own, and no other."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.stand_in import edits
from tests.support.delivery import NEW, NIGHT, OLD, evening
from tests.support.new_dhis2 import SERVICE_PASSWORD, SERVICE_USER, NewDhis2, new_dhis2
from tests.support.postgres import TestServer
from vlmis_core.dhis2.categories import CATEGORIES
from vlmis_core.dhis2.identifiers import uid_of
from vlmis_core.dhis2_setup.check_setup import CheckChoices, check_setup
from vlmis_core.dhis2_setup.model.content import element_uid
from vlmis_core.dhis2_setup.model.dashboard import DASHBOARD_CODE
from vlmis_core.dhis2_setup.model.rules import RULES, SetupProblem
from vlmis_core.messages import message

ELEMENT = element_uid("BCG")
ELEMENT_KINDS = "dataElements"


@pytest.fixture(scope="module", params=[OLD, NEW])
def sound(
    request: pytest.FixtureRequest, postgres: TestServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NewDhis2]:
    """A DHIS2 of either version that ``vlmis dhis2 setup`` has prepared, zeros shown."""
    with (
        postgres.fresh_database() as database,
        pytest.MonkeyPatch.context() as environment,
        new_dhis2(database, request.param, tmp_path_factory.mktemp("s"), environment) as made,
    ):
        made.setup("--apply", "--set-codes")
        made.refresh_and_attach(sites=2)
        made.setup("--apply", "--include-zeros", "--output-period-types")
        yield made


def check(country: NewDhis2, **choices: Any) -> list[SetupProblem]:
    """Check at a moment on which both clocks agree."""
    usual: dict[str, Any] = {
        "data_set": "VLMIS_DAILY",
        "zone": ZoneInfo("Africa/Abidjan"),
        "uses_token": True,
    }
    chosen = CheckChoices(category_codes=CATEGORIES, **usual | choices)
    country.dhis2.clock.set(evening(NIGHT), is_standing=True)
    return check_setup(country.vlmis.recorder, country.client, chosen, now=evening(NIGHT))


def test_a_set_up_that_the_command_made_is_sound(sound: NewDhis2) -> None:
    assert check(sound) == []


Change = Callable[[NewDhis2], object]


def changed(kind: str, name: str, **properties: Any) -> Change:
    """A change of metadata in DHIS2."""
    return lambda country: edits.change(country.dhis2, kind, name, properties)


def rights(*authorities: str) -> Change:
    return changed("userRoles", uid_of("userRole", "VLMIS_SERVICE"), authorities=list(authorities))


def user(**properties: Any) -> Change:
    return changed("users", SERVICE_USER, **properties)


def site(country: NewDhis2, position: int = 0) -> str:
    found = country.vlmis.rows(
        "select code from vlmis.store where supplier_store_id is not null order by code"
    )
    return str(found[position][0])


def region_of_another(country: NewDhis2) -> list[dict[str, str]]:
    """An org unit without a store below it."""
    paths = [path for (path,) in country.vlmis.rows(
        "select path from vlmis.store join vlmis.org_unit using (org_unit_uid)")]  # fmt: skip
    regions = country.vlmis.rows("select org_unit_uid from vlmis.org_unit where level = 2")
    return [{"id": next(uid for (uid,) in regions if not any(uid in path for path in paths))}]


def below_the_root(right: str) -> Change:
    """The user captures (or views) at every store's org unit, and not at the root."""
    return lambda country: _below_the_root(country, right)


def _below_the_root(country: NewDhis2, right: str) -> None:
    units = country.vlmis.rows("select org_unit_uid from vlmis.org_unit where level >= 2")
    root = country.vlmis.value("select org_unit_uid from vlmis.org_unit where level = 1")
    country.vlmis.execute(
        "update vlmis.store set org_unit_uid = (select org_unit_uid from vlmis.org_unit where"
        " level = 2 order by code limit 1) where org_unit_uid = :root", root=root
    )  # fmt: skip
    edits.assign_org_unit(country.dhis2, "VLMIS_DAILY", str(country.vlmis.value(
        "select org_unit_uid from vlmis.store where supplier_store_id is null")))  # fmt: skip
    user(**{right: [{"id": uid} for (uid,) in units]})(country)


BREAKS: dict[str, Change] = {
    "version_is_too_old": lambda c: setattr(c.dhis2, "version", "2.37.9"),
    "version_is_untried": lambda c: setattr(c.dhis2, "version", "2.45.0"),
    "user_may_not_write": rights("F_USER_VIEW"),
    "user_may_not_read_back": lambda c: user(
        dataViewOrganisationUnits=region_of_another(c))(c),
    "category_option_is_closed":
        changed("categoryOptions", "WASTAGE", sharing={"public": "r-------"}),
    "org_unit_is_outside_hierarchy": lambda c: user(organisationUnits=region_of_another(c))(c),
    "user_does_not_capture_at_the_root": below_the_root("organisationUnits"),
    "user_does_not_view_at_the_root": below_the_root("dataViewOrganisationUnits"),
    "user_is_superuser": rights("ALL"),
    "user_may_not_look_up_people": rights("F_DATAVALUE_ADD"),
    "token_expires_soon": lambda c: c.dhis2.accounts.new_token(
        SERVICE_USER, expire=int((evening(NIGHT) + timedelta(days=3)).timestamp() * 1000)),
    "data_set_is_missing": changed("dataSets", "VLMIS_DAILY", code="OTHER"),
    "data_set_is_not_daily": changed("dataSets", "VLMIS_DAILY", periodType="Weekly"),
    "data_set_has_attributes": changed(
        "dataSets", "VLMIS_DAILY", categoryCombo={"id": uid_of("categoryCombo", "VLMIS_STOCK")}),
    "data_set_has_input_periods": changed(
        "dataSets", "VLMIS_DAILY", dataInputPeriods=[{"period": {"id": "20260301"}}]),
    "five_attempts_do_not_fit": changed("dataSets", "VLMIS_DAILY", expiryDays=5),
    "expiry_leaves_no_slack": changed("dataSets", "VLMIS_DAILY", expiryDays=6),
    "today_is_closed": changed("dataSets", "VLMIS_DAILY", openFuturePeriods=0),
    "product_has_no_hmis_code": lambda c: c.vlmis.execute(
        "update vlmis.product set hmis_code = null where code = 'BCG'"),
    "hmis_code_is_not_in_dhis2": lambda c: c.vlmis.execute(
        "update vlmis.product set hmis_code = 'NoElement01' where code = 'BCG'"),
    "data_element_is_not_in_data_set":
        lambda c: edits.remove_data_element(c.dhis2, "VLMIS_DAILY", ELEMENT),
    "data_element_takes_no_integers":
        changed(ELEMENT_KINDS, ELEMENT, valueType="INTEGER_ZERO_OR_POSITIVE"),
    "data_element_takes_decimals": changed(ELEMENT_KINDS, ELEMENT, valueType="NUMBER"),
    "zeros_are_not_significant": changed(ELEMENT_KINDS, ELEMENT, zeroIsSignificant=False),
    "zeros_are_left_out_of_analytics": changed(ELEMENT_KINDS, ELEMENT, zeroIsSignificant=False),
    "categories_are_missing": changed(ELEMENT_KINDS, ELEMENT, categoryCombo=None),
    "flows_are_not_summed": changed(ELEMENT_KINDS, ELEMENT, aggregationType="LAST"),
    "zeros_are_hidden":
        lambda c: c.dhis2.change_setting("keyIncludeZeroValuesInAnalytics", False),
    "output_period_types_are_missing":
        lambda c: setattr(c.dhis2, "output_period_types", ["Daily", "Yearly"]),
    "dashboard_part_is_missing": lambda c: c.dhis2.metadata.remove(
        "dashboards", uid_of("dashboard", DASHBOARD_CODE)),
    "dashboard_part_differs": changed("indicators", "VLMIS_BCG_CLOSING", numerator="1"),
    "store_has_no_org_unit": lambda c: c.vlmis.execute(
        "update vlmis.store set org_unit_uid = null where code = :code", code=site(c)),
    "org_unit_is_not_in_dhis2": lambda c: edits.delete_org_unit(c.dhis2, site(c)),
    "org_unit_is_set_aside": lambda c: edits.change(
        c.dhis2, "organisationUnits", site(c), {"openingDate": "20211-03-01"}),
    "org_unit_is_not_assigned":
        lambda c: edits.unassign_org_unit(c.dhis2, "VLMIS_DAILY", site(c)),
    "org_unit_was_not_open": lambda c: edits.close_org_unit(c.dhis2, site(c), "2026-01-31"),
}  # fmt: skip
ONLY = {"zeros_are_not_significant": OLD, "zeros_are_left_out_of_analytics": NEW}
"""Rules that hold on one generation only; all others are tried on the new one."""
OF_FROZEN_DAYS = {"stock_is_shown_too_high"}
OF_THE_CLOCK = {"clock_is_ahead", "clock_is_behind", "days_begin_earlier", "days_begin_later"}


@pytest.fixture
def country(sound: NewDhis2) -> Iterator[NewDhis2]:
    """The sound set-up, to be broken; it is whole again afterwards."""
    dhis2, vlmis = sound.dhis2, sound.vlmis
    kept = deepcopy((dhis2.metadata._objects, dhis2.settings, dhis2.accounts.tokens, dhis2.version))
    types = list(dhis2.output_period_types)
    stores = vlmis.rows("select code, org_unit_uid from vlmis.store")
    products = vlmis.rows("select code, hmis_code from vlmis.product")
    yield sound
    dhis2.metadata._objects, dhis2.settings, dhis2.accounts.tokens, dhis2.version = kept
    dhis2.output_period_types = types
    dhis2.metadata.change_quietly()
    for code, uid in stores:
        vlmis.execute("update vlmis.store set org_unit_uid = :u where code = :c", u=uid, c=code)
    for code, uid in products:
        vlmis.execute("update vlmis.product set hmis_code = :u where code = :c", u=uid, c=code)


@pytest.mark.parametrize(
    ("sound", "rule"),
    [pytest.param(ONLY.get(rule, NEW), rule, id=rule) for rule in BREAKS],
    indirect=["sound"],
)
def test_each_mistake_has_its_own_problem_and_no_other(country: NewDhis2, rule: str) -> None:
    BREAKS[rule](country)
    found = check(country)
    assert [problem.code for problem in found] == [rule]
    assert {example.code for example in found[0].examples} == {rule}


def test_every_rule_is_tried() -> None:
    assert {rule.code for rule in RULES} == BREAKS.keys() | OF_THE_CLOCK | OF_FROZEN_DAYS


def test_another_calendar_and_another_clock_are_named(sound: NewDhis2) -> None:
    (later,) = check(sound, zone=ZoneInfo("Asia/Karachi"))
    assert later.examples == (message("days_begin_later", count=300),)
    (earlier,) = check(sound, zone=ZoneInfo("America/Guyana"))
    assert earlier.examples == (message("days_begin_earlier", count=240),)
    chosen = CheckChoices("VLMIS_DAILY", CATEGORIES, ZoneInfo("UTC"), uses_token=False)
    for code, minutes in (("clock_is_behind", 10), ("clock_is_ahead", -10)):
        at = evening(NIGHT) + timedelta(minutes=minutes)
        (clock,) = check_setup(sound.vlmis.recorder, sound.client, chosen, now=at)
        assert clock.examples == (message(code, count=600),)


def test_the_exit_code_tells_whether_data_values_arrive(
    sound: NewDhis2, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_DHIS2_USERNAME", SERVICE_USER)
    monkeypatch.setenv("VLMIS_DHIS2_PASSWORD", SERVICE_PASSWORD)
    sound.dhis2.clock.set(None)
    assert "is ready" in sound.run("check").stdout
    edits.change(sound.dhis2, "dataSets", "VLMIS_DAILY", {"expiryDays": 3})
    try:
        told = sound.run("check", "--json", catch=True)
        assert told.exit_code == 1
        (problem,) = json.loads(told.stdout)
        assert (problem["code"], problem["status"]) == ("five_attempts_do_not_fit", "error")
        assert problem["examples"][0]["values"]["count"] == 3
    finally:
        edits.change(sound.dhis2, "dataSets", "VLMIS_DAILY", {"expiryDays": 10})

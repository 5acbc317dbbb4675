"""A traced data value shows what was recorded, frozen, sent, answered and read back."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_set_uid, org_unit_uid
from tests.support.codes import raises_code
from tests.support.country import Country, parse_line
from tests.support.delivery import (
    FIRST_DAY,
    NEW,
    OLD,
    PRODUCTS,
    Delivery,
    both_importers,
    evening,
)
from tests.support.postgres import TestDatabase
from vlmis_core.cli.trace_text import trace_text
from vlmis_core.delivery.current_values import read_current_values
from vlmis_core.delivery.model.category_names import find_category
from vlmis_core.delivery.production import switch_production_off
from vlmis_core.delivery.trace_value import (
    TracedRecord,
    ValueChoice,
    trace_value,
)
from vlmis_core.delivery.value_status import ValueStatus
from vlmis_core.dhis2.categories import Category
from vlmis_core.errors import Dhis2UnavailableError
from vlmis_core.ledger.movements import Entry
from vlmis_core.ledger.receipts import (
    DistributionChoice,
    ReceiptLine,
    confirm_receipts,
    list_distributions,
)
from vlmis_core.ledger.record_movements import record_movements
from vlmis_core.messages import FixBy, Value, translator
from vlmis_core.settings import Settings

pytestmark = pytest.mark.sites(1)

GOLDEN = Path(__file__).parents[1] / "data" / "explain"
ENGLISH = translator("en", UTC)
SECOND_DAY = FIRST_DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VLMIS_HOME", str(tmp_path))


def traced_value(
    delivery: Delivery,
    *,
    site: int = 0,
    day: date = FIRST_DAY,
    category: Category | None = None,
    is_production: bool = True,
) -> TracedRecord:
    """Trace the first product at a site in this night."""
    settings = Settings(production=is_production)
    if not settings.home.joinpath("installation-id").exists():
        delivery.allow_sending(settings.home)
    return trace_value(
        delivery.vlmis.pipeline,
        ValueChoice(delivery.sites[site], PRODUCTS[0], day, category),
        settings,
        now=evening(delivery.night),
    )


def record_second_day(delivery: Delivery) -> None:
    """On the second day the first site gives out, breaks, and types something of the first day."""
    site, product = delivery.sites[0], PRODUCTS[0]
    lines = f"""
        2026-03-02 dispensing {site} 5 product={product}
        2026-03-02 wastage {site} 2 product={product} reason=broken lot=A17
        2026-03-01 dispensing {site} 3 product={product}
    """
    record_movements(
        delivery.vlmis.recorder,
        [parse_line(line) for line in lines.strip().splitlines()],
        Entry("awa", datetime(2026, 3, 3, 8, tzinfo=UTC), date(2026, 3, 3)),
    )


def codes_of(traced: TracedRecord) -> list[str]:
    """The codes of the answer, in their order."""
    return [part.code for part in traced.answer]


def part_of(traced: TracedRecord, code: str) -> Mapping[str, Value]:
    """The values of one part of the answer."""
    (part,) = [part for part in traced.answer if part.code == code]
    return part.values


def on_one_line(traced: TracedRecord) -> str:
    """The printed text, however its sentences are broken."""
    return " ".join(trace_text(traced, None, ENGLISH).split())


def assert_golden(name: str, traced: TracedRecord) -> None:
    """The printed text is that of a file; ids and clocks that vary are taken out of both."""
    text = trace_text(traced, None, ENGLISH)
    for pattern, stands_for in (
        (r"X-Request-ID [0-9a-f]{32}", "X-Request-ID <id>"),
        (r"body [0-9a-f]{16}…", "body <digest>"),
        (r"digest of the day [0-9a-f]{16}…", "digest of the day <digest>"),
        (r"(Frozen|sent) \d{4}-\d\d-\d\d \d\d:\d\d", r"\1 <time>"),
        (r"\([\d,]+ characters\)", "(<n> characters)"),
        (r"http://[^/ ]+", "http://<dhis2>"),
    ):
        text = re.sub(pattern, stands_for, text)
    assert text + "\n" == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.sites(2)
def test_an_accepted_value_is_followed_from_the_movements_to_the_read_back(
    delivery: Delivery,
) -> None:
    record_second_day(delivery)
    delivery.freeze(SECOND_DAY)
    delivery.push()
    found = traced_value(delivery, day=SECOND_DAY)
    assert found.status is ValueStatus.POSTED
    assert [line.stock_effect for line in found.trace.movements] == [-5, -2, -3]
    assert [line.is_late for line in found.trace.movements] == [False, False, True]
    assert found.trace.eod is not None
    assert (found.trace.eod.closing_before, found.trace.eod.closing) == (100, 90)
    (request,) = [request for request in found.trace.requests if request.is_certain]
    assert (request.outcome, len(request.header_id)) == ("accepted", 32)
    assert_golden("accepted", found)
    assert [line.stock_effect for line in traced_value(delivery).trace.counted_later] == [-3]


@both_importers
@pytest.mark.sites(2)
def test_a_refused_value_names_the_night_the_code_and_the_request(
    delivery: Delivery, version: str
) -> None:
    delivery.push_refused()
    found = traced_value(delivery)
    assert found.status is ValueStatus.REFUSED
    (attempt,) = found.trace.attempts
    refused = part_of(found, "value_is_refused")
    assert (refused["attempts"], refused["limit"]) == (1, 5)
    assert str(refused["answer"]).startswith(attempt.code)
    assert found.fix_by is FixBy.DHIS2_ADMINISTRATOR
    assert attempt.request_id in [r.request_id for r in found.trace.requests if r.is_certain]
    assert_golden("refused_2_43" if version == NEW else "refused_2_42", found)
    assert traced_value(delivery, site=1).status is ValueStatus.POSTED


@pytest.mark.sites(2)
def test_a_value_on_hold_names_every_issue_and_who_can_fix_it(delivery: Delivery) -> None:
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
    delivery.vlmis.execute(
        "update vlmis.product set hmis_code = null where code = :c", c=PRODUCTS[0]
    )
    delivery.push()
    found = traced_value(delivery)
    assert found.status is ValueStatus.HELD
    assert [hold.message.code for hold in found.trace.holds] == [
        "product_has_no_hmis_code",
        "org_unit_is_not_assigned",
    ]
    assert part_of(found, "more_holds") == {"count": 1}
    assert found.fix_by is FixBy.STORE_ADMINISTRATOR
    assert_golden("held", found)


@pytest.mark.sites(2)
@pytest.mark.parametrize("version", [OLD])
def test_a_value_restored_after_an_outage_shows_both_nights(delivery: Delivery) -> None:
    plan = delivery.plan()
    delivery.dhis2.faults.add("bad_gateway", path="dataValueSets", skip=1, times=None)
    with pytest.raises(Dhis2UnavailableError):
        delivery.send(plan)
    during = traced_value(delivery)
    assert during.status is ValueStatus.UNCONFIRMED
    assert "answer_proves_nothing" in codes_of(during)
    delivery.dhis2.faults.clear()
    delivery.next_night()
    delivery.push()
    found = traced_value(delivery)
    assert found.status is ValueStatus.POSTED
    assert part_of(found, "sent_on_several_nights")["nights"] == 2
    assert [request.outcome for request in found.trace.requests][-1] == "accepted"
    assert found.trace.requests[0].http_status == 502
    assert_golden("restored_after_an_outage", found)


def test_an_exhausted_value_says_how_to_send_it_again(delivery: Delivery) -> None:
    edits.change(delivery.dhis2, "dataSets", data_set_uid(), {"expiryDays": 30})
    for _ in range(5):
        delivery.push_refused()
        delivery.next_night()
    found = traced_value(delivery)
    assert found.status is ValueStatus.EXHAUSTED
    assert [attempt.attempt for attempt in found.trace.attempts] == [1, 2, 3, 4, 5]
    command = f"vlmis requeue --store {delivery.sites[0]} --product {PRODUCTS[0]} --from"
    assert command in str(part_of(found, "value_has_failed")["command"])
    delivery.requeue(store_code=delivery.sites[0], reason="assigned for good")
    delivery.push()
    again = traced_value(delivery)
    assert again.status is ValueStatus.POSTED
    assert again.trace.delivery is not None
    assert again.trace.delivery.round == 2
    assert [act.reason for act in again.trace.requeues] == ["assigned for good"]
    assert traced_value(delivery, day=SECOND_DAY).trace.requeues == again.trace.requeues


def test_an_open_day_shows_what_was_recorded_so_far_and_when_it_is_frozen(
    delivery: Delivery,
) -> None:
    record_second_day(delivery)
    found = traced_value(delivery, day=SECOND_DAY, category=Category.CLOSING_BALANCE)
    assert found.status is ValueStatus.DAY_IS_OPEN
    assert part_of(found, "traced_value_is_open")["stock"] == 90
    assert part_of(found, "day_is_still_open") == {"due_at": "2026-03-03T23:59:00+00:00"}
    assert (found.trace.stock_before, found.trace.stock_so_far) == (100, 90)
    assert len(found.trace.movements) == 3
    assert found.trace.values == ()


def test_an_older_day_says_from_when_on_values_are_sent(delivery: Delivery) -> None:
    delivery.allow_sending(Settings().home, SECOND_DAY)
    found = traced_value(delivery)
    assert found.status is ValueStatus.BEFORE_PUSH_FROM
    older = part_of(found, "day_is_before_the_first_sent")
    assert older["first_day"] == "2026-03-02"
    assert "--from 2026-03-01 --to 2026-03-01" in str(older["command"])


def test_initial_stock_is_never_sent(delivery: Delivery) -> None:
    found = traced_value(delivery, day=FIRST_DAY - timedelta(days=1))
    assert found.status is ValueStatus.DAY_ZERO
    assert "value_is_initial_stock" in codes_of(found)
    assert "DELIVERY" not in on_one_line(found)


def test_a_value_that_waits_says_for_what(delivery: Delivery) -> None:
    assert traced_value(delivery).status is ValueStatus.PENDING
    not_production = traced_value(delivery, is_production=False)
    assert not_production.status is ValueStatus.NOT_PRODUCTION
    assert "VLMIS_PRODUCTION is off in this deployment." in on_one_line(not_production)
    switch_production_off(delivery.vlmis.recorder, by="sita", now=delivery.midnight)
    assert "sita switched production off" in on_one_line(traced_value(delivery))


def test_a_value_that_was_sent_and_not_read_back_is_not_called_posted(delivery: Delivery) -> None:
    delivery.send(delivery.plan())
    assert "accepted_and_not_read_back" in codes_of(traced_value(delivery))


def test_a_value_that_somebody_changed_in_dhis2_names_them(delivery: Delivery) -> None:
    delivery.send(delivery.plan())
    change_opening(delivery)
    delivery.read_back()
    found = traced_value(delivery)
    assert found.status is ValueStatus.UNCONFIRMED
    assert part_of(found, "other_value_read_back") == {
        "found": "7",
        "person": "amina",
        "category": "OPENING_BALANCE",
        "frozen": 100,
    }
    assert "amina" in on_one_line(found)


def change_opening(delivery: Delivery) -> None:
    """Somebody types 7 over the opening balance in DHIS2."""
    trace = traced_value(delivery).trace
    period, unit = f"{FIRST_DAY:%Y%m%d}", org_unit_uid(delivery.sites[0])
    combo = trace.values[0].option_combo_uid
    (cell, row), *_ = [
        (cell, row)
        for cell, row in delivery.dhis2.store.block(period, unit).items()
        if cell[:2] == (trace.target.data_element_uid, combo)
    ]
    delivery.dhis2.store.put(period, unit, cell, row._replace(value="7", stored_by="amina"))


def test_what_dhis2_holds_now_stands_beside_what_was_frozen(delivery: Delivery) -> None:
    delivery.push()
    change_opening(delivery)
    found = traced_value(delivery)
    current = read_current_values(delivery.client, found.trace)
    assert [value.is_equal for value in current.values] == [False] + [True] * 8
    assert "DIFFERENT" in trace_text(found, current, ENGLISH)


def test_dhis2_being_down_leaves_the_rest_to_be_read(delivery: Delivery) -> None:
    delivery.push()
    found = traced_value(delivery)
    delivery.dhis2.faults.add("bad_gateway", path="dataValueSets", times=None)
    current = read_current_values(delivery.client, found.trace)
    assert current.problem is not None
    assert current.problem.code == "dhis2_could_not_be_read"
    text = trace_text(found, current, ENGLISH)
    assert "DHIS2 could not be read." in text
    assert "All nine data values were equal" in text


def test_a_changed_hmis_code_is_told_of_a_posted_value(delivery: Delivery) -> None:
    delivery.push()
    delivery.vlmis.execute(
        "update vlmis.product set hmis_code = null where code = :c", c=PRODUCTS[0]
    )
    found = traced_value(delivery)
    assert found.status is ValueStatus.POSTED
    assert found.trace.is_remapped
    assert "The HMIS Code or the org unit has changed" in on_one_line(found)


def test_one_category_shows_that_value_alone(delivery: Delivery) -> None:
    delivery.push()
    found = traced_value(delivery, category=Category.CLOSING_BALANCE)
    assert " ".join(ENGLISH.text(part) for part in found.answer) == (
        "Closing balance of AS27000 at Site C1004 (C1004) on "
        "2026-03-01 is 100 (dose). DHIS2 has it: read back equal in the night of 2026-03-03."
    )
    (value,) = found.trace.values
    assert (value.category, value.columns) == (Category.CLOSING_BALANCE, ("closing",))


@pytest.mark.parametrize("name", ["closing", "Closing balance", "closing-balance", "CLOSING"])
def test_a_category_is_found_by_what_people_call_it(name: str) -> None:
    assert find_category(name) is Category.CLOSING_BALANCE
    assert find_category("returned") is find_category("") is find_category("stock") is None


def test_a_pair_without_a_row_is_an_answer(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"C": 10})
    country.record("2026-03-02 arrival C 5")
    country.record("2026-03-02 distribution_out C 2 > R")
    country.freeze("2026-03-01", "2026-03-02")
    never = of_country(country, "S", "2026-03-01")
    assert codes_of(never) == ["no_traced_record", "store_never_held_product"]
    later = of_country(country, "R", "2026-03-01")
    assert later.status is ValueStatus.NO_ROW
    assert part_of(later, "store_held_product_later") == {"day": "2026-03-02"}
    assert "to R (transfer" in on_one_line(of_country(country, "C", "2026-03-02"))


def test_a_distribution_says_what_the_child_confirmed(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"R": 10})
    country.record("2026-03-02 distribution_out R 5 > S")
    assert "to confirm" in on_one_line(of_country(country, "S", "2026-03-02"))
    (sent,) = list_distributions(vlmis.recorder, DistributionChoice())
    receipt = ReceiptLine("in", sent.transfer_id, 4, date(2026, 3, 3))
    confirm_receipts(vlmis.recorder, [receipt], country.entry)
    for store in ("R", "S"):
        assert "4 of 5 arrived on 2026-03-03, confirmed by tester" in on_one_line(
            of_country(country, store, "2026-03-02")
        )
    assert "lost in transit" in on_one_line(of_country(country, "S", "2026-03-03"))


def of_country(country: Country, store: str, day: str, product: str = "BCG") -> TracedRecord:
    """The traced of a figure of the small country, on the evening of its today."""
    return trace_value(
        country.vlmis.pipeline,
        ValueChoice(store, product, date.fromisoformat(day)),
        Settings(production=True),
        now=evening(country.today),
    )


def test_counts_and_reversals_name_what_they_belong_to(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 20})
    country.record("2026-03-01 dispensing S 5")
    country.count("2026-03-01", "S", 13)
    country.freeze("2026-03-01")
    text = on_one_line(of_country(country, "S", "2026-03-01"))
    assert "reason: count; count of 2026-03-01: 13 seen" in text
    assert "opening 20 (the closing of 2026-02-28) + count adjustment −2 − dispensing 5" in text


def test_what_does_not_exist_is_refused_with_what_is_nearby(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"C": 10})
    country.freeze("2026-03-01")
    for store, day, product, code in (
        ("C", "2026-03-01", "BCQ", "similar_product_exists"),
        ("X9", "2026-03-01", "BCG", "store_not_found"),
        ("C", "2026-03-11", "BCG", "day_is_in_the_future"),
        ("C", "2026-02-01", "BCG", "day_is_before_the_ledger"),
    ):
        with raises_code(code):
            of_country(country, store, day, product=product)

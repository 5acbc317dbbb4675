"""For one figure: what was recorded, frozen, sent, answered, read back; or why it is not there."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_set_uid, org_unit_uid
from tests.support.country import Country, parse_line
from tests.support.delivery import FIRST_DAY, NEW, OLD, PRODUCTS, Delivery, delivering, evening
from tests.support.postgres import TestDatabase
from vlmis_core.cli.trace_text import trace_text
from vlmis_core.delivery.current_values import read_current_values
from vlmis_core.delivery.model.category_names import find_category
from vlmis_core.delivery.requeue_records import RequeueChoice, requeue_records
from vlmis_core.delivery.trace_value import (
    Circumstances,
    TracedRecord,
    ValueChoice,
    trace_value,
)
from vlmis_core.delivery.value_status import ValueStatus
from vlmis_core.dhis2.categories import Category
from vlmis_core.errors import Dhis2UnavailableError, PermanentError
from vlmis_core.ledger.movements import Entry
from vlmis_core.ledger.record_movements import record_movements

GOLDEN = Path(__file__).parents[1] / "data" / "explain"
SECOND_DAY = FIRST_DAY + timedelta(days=1)
both_importers = pytest.mark.parametrize("version", [OLD, NEW])


def traced_value(
    delivery: Delivery,
    *,
    site: int = 0,
    day: date = FIRST_DAY,
    category: Category | None = None,
    is_production: bool = True,
) -> TracedRecord:
    """The traced of the first product at a site, tonight."""
    return trace_value(
        delivery.vlmis.pipeline,
        ValueChoice(delivery.sites[site], PRODUCTS[0], day, category),
        Circumstances(evening(delivery.night), UTC, is_production),
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


def refuse(delivery: Delivery, site: int = 0) -> None:
    """A night on which a site is not assigned, seen only by DHIS2."""
    plan = delivery.plan()
    edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[site])
    delivery.send(plan)
    delivery.read_back()
    edits.assign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[site])


def on_one_line(traced: TracedRecord) -> str:
    """The printed text, however its sentences are broken."""
    return " ".join(trace_text(traced, None, UTC).split())


def assert_golden(name: str, traced: TracedRecord) -> None:
    """The printed text is that of a file; ids and clocks that vary are taken out of both."""
    text = trace_text(traced, None, UTC)
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


def test_an_accepted_figure_is_followed_from_the_movements_to_the_read_back(
    vlmis: TestDatabase,
) -> None:
    with delivering(vlmis, NEW, sites=2) as delivery:
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
def test_a_refused_figure_names_the_night_the_code_and_the_request(
    vlmis: TestDatabase, version: str
) -> None:
    with delivering(vlmis, version, sites=2) as delivery:
        refuse(delivery)
        found = traced_value(delivery)
        assert found.status is ValueStatus.REFUSED
        (attempt,) = found.trace.attempts
        assert f"refusal 1 of at most 5: {attempt.code} " in found.answer
        assert "Who can mend it: DHIS2 administrator." in found.answer
        assert attempt.request_id in [r.request_id for r in found.trace.requests if r.is_certain]
        assert_golden("refused_2_43" if version == NEW else "refused_2_42", found)
        assert traced_value(delivery, site=1).status is ValueStatus.POSTED


def test_a_held_figure_names_every_cause_and_who_can_mend_it(vlmis: TestDatabase) -> None:
    with delivering(vlmis, NEW, sites=2) as delivery:
        edits.unassign_org_unit(delivery.dhis2, data_set_uid(), delivery.sites[0])
        vlmis.execute("update vlmis.product set hmis_code = null where code = :c", c=PRODUCTS[0])
        delivery.push()
        found = traced_value(delivery)
        assert found.status is ValueStatus.HELD
        assert [hold.reason_code for hold in found.trace.holds] == [
            "product_has_no_hmis_code",
            "org_unit_is_not_assigned",
        ]
        assert "Who can mend it: store administrator. 1 more cause below." in found.answer
        assert_golden("held", found)


def test_a_figure_restored_after_an_outage_shows_both_nights(vlmis: TestDatabase) -> None:
    with delivering(vlmis, OLD, sites=2) as delivery:
        plan = delivery.plan()
        delivery.dhis2.faults.add("bad_gateway", path="dataValueSets", skip=1, times=None)
        with pytest.raises(Dhis2UnavailableError):
            delivery.send(plan)
        during = traced_value(delivery)
        assert during.status is ValueStatus.UNCONFIRMED
        assert "no answer that proves anything" in during.answer
        delivery.dhis2.faults.clear()
        delivery.next_night()
        delivery.push()
        found = traced_value(delivery)
        assert found.status is ValueStatus.POSTED
        assert "after it had been sent on 2 nights" in found.answer
        assert [request.outcome for request in found.trace.requests][-1] == "accepted"
        assert found.trace.requests[0].http_status == 502
        assert_golden("restored_after_an_outage", found)


def test_an_exhausted_figure_says_how_to_send_it_again(vlmis: TestDatabase) -> None:
    with delivering(vlmis, NEW, sites=1) as delivery:
        edits.change(delivery.dhis2, "dataSets", data_set_uid(), {"expiryDays": 30})
        for _ in range(5):
            refuse(delivery)
            delivery.next_night()
        found = traced_value(delivery)
        assert found.status is ValueStatus.EXHAUSTED
        assert [attempt.attempt for attempt in found.trace.attempts] == [1, 2, 3, 4, 5]
        command = f"vlmis requeue --store {delivery.sites[0]} --product {PRODUCTS[0]} --from"
        assert command in found.answer
        requeue_records(
            vlmis.pipeline,
            RequeueChoice(store_code=delivery.sites[0]),
            by="sita",
            reason="assigned for good",
            now=evening(delivery.night),
        )
        delivery.push()
        again = traced_value(delivery)
        assert again.status is ValueStatus.POSTED
        assert again.trace.delivery is not None
        assert again.trace.delivery.round == 2
        assert [act.reason for act in again.trace.requeues] == ["assigned for good"]
        assert traced_value(delivery, day=SECOND_DAY).trace.requeues == again.trace.requeues


def test_an_open_day_shows_what_was_recorded_so_far_and_when_it_is_frozen(
    vlmis: TestDatabase,
) -> None:
    with delivering(vlmis, NEW, sites=1) as delivery:
        record_second_day(delivery)
        found = traced_value(delivery, day=SECOND_DAY, category=Category.CLOSING_BALANCE)
        assert found.status is ValueStatus.DAY_IS_OPEN
        assert "not frozen yet, stock so far 90" in found.answer
        assert "it is frozen from 2026-03-03 23:59 (UTC) on" in found.answer
        assert (found.trace.stock_before, found.trace.stock_so_far) == (100, 90)
        assert len(found.trace.movements) == 3
        assert found.trace.values == ()


def test_an_older_day_says_from_when_on_figures_are_sent(vlmis: TestDatabase) -> None:
    with delivering(vlmis, NEW, sites=1) as delivery:
        delivery.plan(push_from=SECOND_DAY)
        found = traced_value(delivery)
        assert found.status is ValueStatus.BEFORE_PUSH_FROM
        assert "stock days are sent from 2026-03-02 on" in found.answer
        assert "--from 2026-03-01 --to 2026-03-01" in found.answer


def test_initial_stock_is_never_sent(vlmis: TestDatabase) -> None:
    with delivering(vlmis, NEW, sites=1) as delivery:
        found = traced_value(delivery, day=FIRST_DAY - timedelta(days=1))
        assert found.status is ValueStatus.DAY_ZERO
        assert "never sent to DHIS2" in found.answer
        assert "DELIVERY" not in on_one_line(found)


def test_a_figure_that_waits_says_for_what(vlmis: TestDatabase) -> None:
    with delivering(vlmis, NEW, sites=1) as delivery:
        assert "vlmis push production on" in traced_value(delivery).answer
        delivery.plan()
        assert traced_value(delivery).status is ValueStatus.PENDING
        not_production = traced_value(delivery, is_production=False)
        assert not_production.status is ValueStatus.NOT_PRODUCTION
        assert "not switched on as production" in not_production.answer


def test_a_figure_that_was_sent_and_not_read_back_is_not_called_posted(
    vlmis: TestDatabase,
) -> None:
    with delivering(vlmis, NEW, sites=1) as delivery:
        delivery.send(delivery.plan())
        assert "it is posted once it is read back equal" in traced_value(delivery).answer


def test_a_figure_that_somebody_changed_in_dhis2_names_them(vlmis: TestDatabase) -> None:
    with delivering(vlmis, NEW, sites=1) as delivery:
        delivery.send(delivery.plan())
        change_opening(delivery)
        delivery.read_back()
        found = traced_value(delivery)
        assert found.status is ValueStatus.UNCONFIRMED
        assert "DHIS2 then held 7 (entered by amina) as opening balance instead of 100" in (
            found.answer
        )
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


def test_what_dhis2_holds_now_stands_beside_what_was_frozen(vlmis: TestDatabase) -> None:
    with delivering(vlmis, NEW, sites=1) as delivery:
        delivery.push()
        change_opening(delivery)
        found = traced_value(delivery)
        current = read_current_values(delivery.client, found.trace)
        assert [value.is_equal for value in current.values] == [False] + [True] * 8
        assert "DIFFERS" in trace_text(found, current, UTC)


def test_dhis2_being_down_leaves_the_rest_to_be_read(vlmis: TestDatabase) -> None:
    with delivering(vlmis, NEW, sites=1) as delivery:
        delivery.push()
        found = traced_value(delivery)
        delivery.dhis2.faults.add("bad_gateway", path="dataValueSets", times=None)
        current = read_current_values(delivery.client, found.trace)
        assert current.problem.startswith("DHIS2 could not be asked.")
        text = trace_text(found, current, UTC)
        assert "DHIS2 could not be asked." in text
        assert "All nine figures were equal" in text


def test_a_changed_hmis_code_is_told_of_a_posted_figure(vlmis: TestDatabase) -> None:
    with delivering(vlmis, NEW, sites=1) as delivery:
        delivery.push()
        vlmis.execute("update vlmis.product set hmis_code = null where code = :c", c=PRODUCTS[0])
        found = traced_value(delivery)
        assert found.status is ValueStatus.POSTED
        assert found.trace.is_remapped
        assert "the HMIS Code or the org unit was changed" in on_one_line(found)


def test_one_category_shows_that_figure_alone(vlmis: TestDatabase) -> None:
    with delivering(vlmis, NEW, sites=1) as delivery:
        delivery.push()
        found = traced_value(delivery, category=Category.CLOSING_BALANCE)
        assert found.answer == (
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
    assert "never held the product" in of_country(country, "S", "2026-03-01").answer
    later = of_country(country, "R", "2026-03-01")
    assert later.status is ValueStatus.NO_ROW
    assert "first held the product on 2026-03-02" in later.answer
    assert "to R (transfer" in on_one_line(of_country(country, "C", "2026-03-02"))


def of_country(country: Country, store: str, day: str, product: str = "BCG") -> TracedRecord:
    """The traced of a figure of the small country, on the evening of its today."""
    return trace_value(
        country.vlmis.pipeline,
        ValueChoice(store, product, date.fromisoformat(day)),
        Circumstances(evening(country.today), UTC, is_production=True),
    )


def test_counts_and_reversals_name_what_they_belong_to(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"S": 20})
    country.record("2026-03-01 dispensing S 5")
    country.count("2026-03-01", "S", 13)
    country.freeze("2026-03-01")
    text = on_one_line(of_country(country, "S", "2026-03-01"))
    assert "reason: count; count of 2026-03-01: 13 seen" in text
    assert "opening 20 (the closing of 2026-02-28) + count adjustment -2 − dispensing 5" in text


def test_what_does_not_exist_is_refused_with_what_is_nearby(vlmis: TestDatabase) -> None:
    country = Country(vlmis, stock={"C": 10})
    country.freeze("2026-03-01")
    with pytest.raises(PermanentError, match=r"no product with the code 'BCQ'. Did you mean BCG"):
        of_country(country, "C", "2026-03-01", product="BCQ")
    with pytest.raises(PermanentError, match=r"no store with the code 'X9'. See vlmis stores"):
        of_country(country, "X9", "2026-03-01")
    with pytest.raises(PermanentError, match="has not come yet, today is 2026-03-10"):
        of_country(country, "C", "2026-03-11")
    with pytest.raises(PermanentError, match="its first day is 2026-03-01"):
        of_country(country, "C", "2026-02-01")

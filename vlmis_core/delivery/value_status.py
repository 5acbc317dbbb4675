"""Where a data value is on its way to DHIS2, and the messages that say so."""

import shlex
from collections.abc import Iterator
from enum import StrEnum

from vlmis_core.delivery.model.delivery_states import ATTEMPTS_MAX
from vlmis_core.delivery.value_differences import differing_since
from vlmis_core.delivery.value_trace import TracedAttempt, TracedHold, ValueTrace
from vlmis_core.dhis2.categories import VALUES_PER_RECORD
from vlmis_core.messages import FixBy, Given, Message, message


class ValueStatus(StrEnum):
    """Where a data value is."""

    POSTED = "posted"
    UNCONFIRMED = "unconfirmed"
    """Sent, and nothing proves that DHIS2 has it as it was frozen."""
    REFUSED = "refused"
    EXHAUSTED = "exhausted"
    WITHDRAWN = "withdrawn"
    HELD = "held"
    PENDING = "pending"
    NOT_PRODUCTION = "not_production"
    BEFORE_PUSH_FROM = "before_push_from"
    DAY_ZERO = "day_zero"
    DAY_IS_OPEN = "day_is_open"
    NO_ROW = "no_row"


def status_of(trace: ValueTrace) -> ValueStatus:
    """Return the status of the data values of a trace."""
    if trace.pair.opened_on is None or (trace.day.state == "frozen" and trace.eod is None):
        return ValueStatus.NO_ROW
    if trace.day.state != "frozen":
        return ValueStatus.DAY_IS_OPEN
    if trace.day.day == trace.day_zero:
        return ValueStatus.DAY_ZERO
    state = trace.delivery.state if trace.delivery else None
    if state in (ValueStatus.POSTED, ValueStatus.EXHAUSTED, ValueStatus.WITHDRAWN):
        return ValueStatus(state)
    is_older = trace.push_from is not None and trace.day.day < trace.push_from
    return ValueStatus.BEFORE_PUSH_FROM if state is None and is_older else _unposted(trace)


def _unposted(trace: ValueTrace) -> ValueStatus:
    """Return the status of a record that is to be sent and is not proved to be in DHIS2."""
    if current_holds(trace):
        return ValueStatus.HELD
    if trace.delivery is not None and trace.delivery.state == ValueStatus.REFUSED:
        return ValueStatus.REFUSED
    if trace.delivery is not None and trace.delivery.was_sent:
        return ValueStatus.UNCONFIRMED
    return ValueStatus.NOT_PRODUCTION if trace.off_because else ValueStatus.PENDING


def current_holds(trace: ValueTrace) -> list[TracedHold]:
    """Return the holds that have not ended, the most basic one first."""
    return [hold for hold in trace.holds if hold.is_current]


def fix_by_of(trace: ValueTrace, status: ValueStatus) -> FixBy | None:
    """Return who can get a refused, failed or held record into DHIS2; None where nobody need."""
    if status is ValueStatus.HELD:
        return current_holds(trace)[0].message.fix_by
    is_refused = status in (ValueStatus.REFUSED, ValueStatus.EXHAUSTED)
    return FixBy.DHIS2_ADMINISTRATOR if is_refused else None


def answer_of(trace: ValueTrace, status: ValueStatus) -> tuple[Message, ...]:
    """Return the whole answer for somebody who knows the stores: what it is, and where it is."""
    return (_subject(trace, status), *_ANSWERS[status](trace))


def requeue_command(trace: ValueTrace, options: str = "") -> str:
    """Return the command that sends this record again."""
    pair, day = trace.pair, trace.day.day
    return (
        f"vlmis requeue {options}--store {shlex.quote(pair.store_code)} "
        f"--product {shlex.quote(pair.product_code)} --from {day} --to {day} --reason '…'"
    )


def _named(name: str, code: str) -> str:
    return name if name == code else f"{name} ({code})"


def _subject(trace: ValueTrace, status: ValueStatus) -> Message:
    pair, row = trace.pair, trace.eod
    which: dict[str, Given] = {
        "product": _named(pair.product_name, pair.product_code),
        "store": _named(pair.store_name, pair.store_code),
        "day": trace.day.day,
    }
    if status is ValueStatus.NO_ROW:
        return message("no_traced_record", **which)
    if row is None and trace.category is None:
        stock = trace.stock_so_far
        return message("traced_record_is_open", **which, stock=stock, unit=pair.unit)
    if row is None:
        category, stock = trace.category, trace.stock_so_far
        return message(
            "traced_value_is_open", **which, category=category, stock=stock, unit=pair.unit
        )
    if trace.category is None:
        return message(
            "traced_record", **which, opening=row.opening, closing=row.closing, unit=pair.unit
        )
    value = trace.values[0].value
    return message("traced_value", **which, category=trace.category, value=value, unit=pair.unit)


Answer = Iterator[Message]


def _posted(trace: ValueTrace) -> Answer:
    assert trace.delivery is not None
    code = "value_is_posted" if trace.category else "record_is_posted"
    yield message(code, night=trace.delivery.posted_night)
    if trace.delivery.nights_tried > 1:
        yield _sent(trace)
    yield from differing_since(trace, requeue_command(trace, "--differences "))


def _sent(trace: ValueTrace) -> Message:
    assert trace.delivery is not None
    night, nights = trace.delivery.last_night, trace.delivery.nights_tried
    if nights > 1:
        return message("sent_on_several_nights", nights=nights, night=night)
    return message("sent_on_one_night" if nights else "sent_for_a_past_night", night=night)


def _unconfirmed(trace: ValueTrace) -> Answer:
    assert trace.delivery is not None
    yield _sent(trace)
    if trace.delivery.is_awaiting_read_back and _was_accepted(trace):
        yield message("accepted_and_not_read_back")
        return
    night = trace.delivery.last_night
    different = [d for d in trace.differences if d.night == night and d.kind == "not_as_sent"]
    if not different:
        yield message("answer_proves_nothing")
        return
    last = different[-1]
    known: dict[str, Given] = {"category": last.category, "frozen": last.frozen_value}
    if last.found_value is None:
        yield message("no_value_read_back", **known)
    else:
        yield message(
            "other_value_read_back", **known, found=last.found_value, person=last.stored_by
        )


def _was_accepted(trace: ValueTrace) -> bool:
    assert trace.delivery is not None
    sent = trace.delivery.request_id
    return any(r.request_id == sent and r.outcome == "accepted" for r in trace.requests)


def _refused(trace: ValueTrace) -> Answer:
    assert trace.delivery is not None
    last = trace.attempts[-1]
    yield message(
        "value_is_refused",
        night=last.night,
        attempts=trace.delivery.attempts,
        limit=ATTEMPTS_MAX,
        answer=_answer(last),
    )
    yield from _about(last)
    yield from _not_sending(trace)


def _exhausted(trace: ValueTrace) -> Answer:
    last = trace.attempts[-1]
    yield message(
        "value_has_failed",
        limit=ATTEMPTS_MAX,
        night=last.night,
        answer=_answer(last),
        command=requeue_command(trace),
    )
    yield from _about(last)


def _withdrawn(trace: ValueTrace) -> Answer:
    assert trace.delivery is not None
    yield message(
        "value_is_withdrawn",
        person=trace.delivery.withdrawn_by,
        withdrawn_at=trace.delivery.withdrawn_at,
        reason=trace.delivery.withdrawal_reason,
        command=f"{requeue_command(trace)} --withdrawn",
    )


def _answer(attempt: TracedAttempt) -> str | None:
    """Return what DHIS2 answered, in its own words; None: it gave no reason."""
    return f"{attempt.code} {attempt.answer}".strip().rstrip(".") or None


def _about(attempt: TracedAttempt) -> Answer:
    if len(attempt.categories) not in (0, VALUES_PER_RECORD):
        yield message("refusal_is_about_categories", categories=attempt.categories)


def _held(trace: ValueTrace) -> Answer:
    first, *others = current_holds(trace)
    yield message("value_is_on_hold")
    yield first.message
    if others:
        yield message("more_holds", count=len(others))
    yield message("hold_costs_no_attempt")
    yield from _not_sending(trace)


def _pending(trace: ValueTrace) -> Answer:
    if trace.pair.hmis_code is None:
        yield message("value_waits_for_hmis_code")
    elif trace.pair.org_unit_uid is None:
        yield message("value_waits_for_org_unit")
    else:
        yield message("value_is_waiting")


def _not_production(trace: ValueTrace) -> Answer:
    yield message("value_was_not_sent")
    yield from _not_sending(trace)


def _not_sending(trace: ValueTrace) -> Answer:
    if trace.off_because is not None:
        yield message("nothing_is_sent_from_here", reason=trace.off_because)


def _before_push_from(trace: ValueTrace) -> Answer:
    yield message(
        "day_is_before_the_first_sent",
        first_day=trace.push_from,
        command=requeue_command(trace),
    )


def _day_zero(trace: ValueTrace) -> Answer:
    yield message("value_is_initial_stock", day=trace.day_zero)


def _day_is_open(trace: ValueTrace) -> Answer:
    if trace.day.state == "closing":
        yield message("day_is_being_frozen")
    else:
        yield message("day_is_still_open", due_at=trace.day.due_at)


def _no_row(trace: ValueTrace) -> Answer:
    pair, day = trace.pair, trace.day.day
    if pair.opened_on is None:
        yield message("store_never_held_product")
    elif pair.opened_on > day:
        yield message("store_held_product_later", day=pair.opened_on)
    elif pair.retired_on is not None and pair.retired_on <= day:
        yield message("product_was_retired_before", day=pair.retired_on)
    elif pair.closed_on is not None and pair.closed_on <= day:
        yield message("store_was_closed_before", day=pair.closed_on)
    else:
        yield message("pair_was_opened_after_the_freeze")


_ANSWERS = {
    ValueStatus.POSTED: _posted,
    ValueStatus.UNCONFIRMED: _unconfirmed,
    ValueStatus.REFUSED: _refused,
    ValueStatus.EXHAUSTED: _exhausted,
    ValueStatus.WITHDRAWN: _withdrawn,
    ValueStatus.HELD: _held,
    ValueStatus.PENDING: _pending,
    ValueStatus.NOT_PRODUCTION: _not_production,
    ValueStatus.BEFORE_PUSH_FROM: _before_push_from,
    ValueStatus.DAY_ZERO: _day_zero,
    ValueStatus.DAY_IS_OPEN: _day_is_open,
    ValueStatus.NO_ROW: _no_row,
}

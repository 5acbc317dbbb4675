"""Where a figure stands on its trace to DHIS2, and the sentence that says so."""

from enum import StrEnum

from vlmis_core.delivery.model.category_names import in_words
from vlmis_core.delivery.model.delivery_states import ATTEMPTS_MAX
from vlmis_core.delivery.model.hold_reasons import FixBy
from vlmis_core.delivery.value_trace import TracedAttempt, TracedHold, ValueTrace
from vlmis_core.dhis2.categories import Category

_BY_DHIS2 = f"Who can mend it: {FixBy.DHIS2_ADMINISTRATOR.label}."


class ValueStatus(StrEnum):
    """Where a figure stands."""

    POSTED = "posted"
    UNCONFIRMED = "unconfirmed"
    """Sent, and nothing proves that DHIS2 has it as it was frozen."""
    REFUSED = "refused"
    EXHAUSTED = "exhausted"
    HELD = "held"
    PENDING = "pending"
    NOT_PRODUCTION = "not_production"
    BEFORE_PUSH_FROM = "before_push_from"
    DAY_ZERO = "day_zero"
    DAY_IS_OPEN = "day_is_open"
    NO_ROW = "no_row"


def status_of(trace: ValueTrace) -> ValueStatus:
    """Where the figures of ``trace`` stand."""
    if trace.pair.opened_on is None or (trace.day.state == "frozen" and trace.eod is None):
        return ValueStatus.NO_ROW
    if trace.day.state != "frozen":
        return ValueStatus.DAY_IS_OPEN
    if trace.day.day == trace.day_zero:
        return ValueStatus.DAY_ZERO
    if trace.delivery is not None and trace.delivery.state in (
        ValueStatus.POSTED,
        ValueStatus.EXHAUSTED,
    ):
        return ValueStatus(trace.delivery.state)
    is_older = trace.push_from is not None and trace.day.day < trace.push_from
    return ValueStatus.BEFORE_PUSH_FROM if trace.delivery is None and is_older else _waiting(trace)


def _waiting(trace: ValueTrace) -> ValueStatus:
    """Of a record that is to be sent and is not proved to be in DHIS2."""
    if standing(trace):
        return ValueStatus.HELD
    if trace.delivery is not None and trace.delivery.state == ValueStatus.REFUSED:
        return ValueStatus.REFUSED
    if trace.delivery is not None and trace.delivery.was_sent:
        return ValueStatus.UNCONFIRMED
    return ValueStatus.PENDING if trace.may_send else ValueStatus.NOT_PRODUCTION


def standing(trace: ValueTrace) -> list[TracedHold]:
    """The causes that stand, the most basic one first."""
    return [hold for hold in trace.holds if hold.is_standing]


def answer_of(trace: ValueTrace, status: ValueStatus) -> str:
    """The whole answer in a sentence or two, for somebody who knows the stores."""
    return f"{_figure(trace, status)} {_ANSWERS[status](trace)}"


def requeue_command(trace: ValueTrace) -> str:
    """The command that sends this record again."""
    pair, day = trace.pair, trace.day.day
    return (
        f"vlmis requeue --store {pair.store_code} --product {pair.product_code} "
        f"--from {day} --to {day} --reason '…'"
    )


def named(name: str, code: str) -> str:
    """``Name (code)``, or the name alone where both are the same."""
    return name if name == code else f"{name} ({code})"


def _figure(trace: ValueTrace, status: ValueStatus) -> str:
    pair, day = trace.pair, trace.day.day
    what = named(pair.product_name, pair.product_code)
    place = f"{what} at {named(pair.store_name, pair.store_code)} on {day}"
    if status is ValueStatus.NO_ROW:
        return f"There is no figure of {place}."
    if trace.eod is None:
        figure = f"{in_words(trace.category)} of {place}" if trace.category else place
        return f"{figure}: not frozen yet, stock so far {trace.stock_so_far:,} ({pair.unit})."
    if trace.category is None:
        row = trace.eod
        return f"{place}: opening {row.opening:,}, closing {row.closing:,} ({pair.unit})."
    return f"{in_words(trace.category)} of {place} is {trace.values[0].value:,} ({pair.unit})."


def _posted(trace: ValueTrace) -> str:
    assert trace.delivery is not None
    nights = trace.delivery.nights_tried
    tried = f", after it had been sent on {nights} nights" if nights > 1 else ""
    what = "it" if trace.category else "all nine figures"
    return (
        f"DHIS2 has {what}: read back equal in the night of {trace.delivery.posted_night}{tried}."
    )


def _unconfirmed(trace: ValueTrace) -> str:
    assert trace.delivery is not None
    night, nights = trace.delivery.last_night, trace.delivery.nights_tried
    began = f"It was sent on {nights} night{'s' if nights > 1 else ''}, last on {night}"
    if not nights:
        began = f"It was sent for the past night of {night} only"
    if trace.delivery.is_awaiting_read_back and _was_accepted(trace):
        return f"{began}, and DHIS2 accepted it; it is posted once it is read back equal."
    wrong = [found for found in trace.differences if found.night == night]
    if wrong:
        one = wrong[-1]
        held = "nothing" if one.found_value is None else one.found_value
        by = f" (entered by {one.stored_by})" if one.stored_by else ""
        what = in_words(Category(one.category)).lower()
        return (
            f"{began}, but DHIS2 then held {held}{by} as {what} instead of "
            f"{one.frozen_value:,}. It is sent again at the next push."
        )
    finding = next((r.finding for r in reversed(trace.requests) if r.finding), None)
    why = f" ({finding})" if finding else ""
    return (
        f"{began}, but DHIS2 gave no answer that proves anything{why}. "
        "No attempt was counted; it is sent again at the next push."
    )


def _was_accepted(trace: ValueTrace) -> bool:
    assert trace.delivery is not None
    sent = trace.delivery.request_id
    return any(r.request_id == sent and r.outcome == "accepted" for r in trace.requests)


def _refused(trace: ValueTrace) -> str:
    last = trace.attempts[-1]
    return (
        f"DHIS2 refused it in the night of {last.night}, {_count(trace)}: {_said(last)} "
        f"{_BY_DHIS2} It is tried again at the next push.{_not_sending(trace)}"
    )


def _exhausted(trace: ValueTrace) -> str:
    last = trace.attempts[-1]
    return (
        f"DHIS2 refused it on {ATTEMPTS_MAX} nights, last on {last.night}: {_said(last)} "
        f"{_BY_DHIS2} It is not sent any more. Once that is mended: {requeue_command(trace)}"
    )


def _said(attempt: TracedAttempt) -> str:
    about = ", ".join(in_words(Category(name)).lower() for name in attempt.categories)
    said = f"{attempt.code} {attempt.sentence}".strip().rstrip(".") or "without a reason"
    all_nine = len(attempt.categories) in (0, 9)
    return f"{said}." if all_nine else f"{said} (about: {about}; all nine are sent together)."


def _count(trace: ValueTrace) -> str:
    assert trace.delivery is not None
    return f"refusal {trace.delivery.attempts} of at most {ATTEMPTS_MAX}"


def _held(trace: ValueTrace) -> str:
    holds = standing(trace)
    first = holds[0]
    more = len(holds) - 1
    also = f" {more} more cause{'s' if more > 1 else ''} below." if more else ""
    return (
        f"It is not sent for now. {first.sentence.rstrip('.')}. Who can mend it: "
        f"{FixBy(first.fix_by).label}.{also} It is examined again at every push; "
        f"no attempt is lost.{_not_sending(trace)}"
    )


def _pending(trace: ValueTrace) -> str:
    if trace.push_from is None:
        return (
            "It was never sent, and no first day to send is known: "
            "a person has to allow it once, with vlmis push production on."
        )
    if trace.pair.hmis_code is None:
        return "It was not sent yet, and will be held: the product has no HMIS Code. Enter it."
    if trace.pair.org_unit_uid is None:
        return "It was not sent yet, and will be held: the store has no org unit. Attach it."
    return "It was not sent yet; it goes out at the next push, at 20:00."


def _not_production(trace: ValueTrace) -> str:
    return f"It was not sent.{_not_sending(trace)}"


def _not_sending(trace: ValueTrace) -> str:
    if trace.may_send:
        return ""
    return (
        " But nothing is sent from here now: this installation is not switched on as production "
        "(VLMIS_PRODUCTION, and vlmis push production on)."
    )


def _before_push_from(trace: ValueTrace) -> str:
    return (
        f"It is not sent: stock days are sent from {trace.push_from} on. "
        f"To send it all the same: {requeue_command(trace)}"
    )


def _day_zero(trace: ValueTrace) -> str:
    return f"It is the initial stock of day zero, {trace.day_zero}, which is never sent to DHIS2."


def _day_is_open(trace: ValueTrace) -> str:
    if trace.day.state == "closing":
        return "The day is being frozen at this moment; look again when that is done."
    return (
        f"The day is still open, so its figures can change and are not sent: "
        f"it is frozen from {trace.day.due_at:%Y-%m-%d %H:%M} ({trace.day.due_at:%Z}) on, "
        "after the days before it."
    )


def _no_row(trace: ValueTrace) -> str:
    pair, day = trace.pair, trace.day.day
    if pair.opened_on is None:
        return "The store never held the product, so there is nothing to report."
    if pair.opened_on > day:
        return f"The store first held the product on {pair.opened_on}."
    if pair.retired_on is not None and pair.retired_on <= day:
        return f"The product was retired on {pair.retired_on}, with no stock left."
    if pair.closed_on is not None and pair.closed_on <= day:
        return f"The store was closed on {pair.closed_on}, with no stock left."
    return "When the day was frozen, the two had not met; what came later counts in a later day."


_ANSWERS = {
    ValueStatus.POSTED: _posted,
    ValueStatus.UNCONFIRMED: _unconfirmed,
    ValueStatus.REFUSED: _refused,
    ValueStatus.EXHAUSTED: _exhausted,
    ValueStatus.HELD: _held,
    ValueStatus.PENDING: _pending,
    ValueStatus.NOT_PRODUCTION: _not_production,
    ValueStatus.BEFORE_PUSH_FROM: _before_push_from,
    ValueStatus.DAY_ZERO: _day_zero,
    ValueStatus.DAY_IS_OPEN: _day_is_open,
    ValueStatus.NO_ROW: _no_row,
}

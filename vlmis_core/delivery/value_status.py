"""Where a figure stands on its way to DHIS2, and the sentence that says so."""

from enum import StrEnum

from vlmis_core.delivery.model.category_names import in_words
from vlmis_core.delivery.model.delivery_states import ATTEMPTS_MAX
from vlmis_core.delivery.model.hold_reasons import FixBy
from vlmis_core.delivery.value_trace import AttemptOfFigure, FigureWay, HoldOfFigure
from vlmis_core.dhis2.categories import Category

_BY_DHIS2 = f"Who can mend it: {FixBy.DHIS2_ADMINISTRATOR}."


class Verdict(StrEnum):
    """Where a figure stands."""

    POSTED = "posted"
    UNPROVED = "unproved"
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


def verdict_of(way: FigureWay) -> Verdict:
    """Where the figures of ``way`` stand."""
    if way.pair.opened_on is None or (way.day.state == "frozen" and way.eod is None):
        return Verdict.NO_ROW
    if way.day.state != "frozen":
        return Verdict.DAY_IS_OPEN
    if way.day.day == way.day_zero:
        return Verdict.DAY_ZERO
    if way.delivery is not None and way.delivery.state in (Verdict.POSTED, Verdict.EXHAUSTED):
        return Verdict(way.delivery.state)
    is_older = way.push_from is not None and way.day.day < way.push_from
    return Verdict.BEFORE_PUSH_FROM if way.delivery is None and is_older else _waiting(way)


def _waiting(way: FigureWay) -> Verdict:
    """Of a record that is to be sent and is not proved to be in DHIS2."""
    if standing(way):
        return Verdict.HELD
    if way.delivery is not None and way.delivery.state == Verdict.REFUSED:
        return Verdict.REFUSED
    if way.delivery is not None and way.delivery.was_sent:
        return Verdict.UNPROVED
    return Verdict.PENDING if way.may_send else Verdict.NOT_PRODUCTION


def standing(way: FigureWay) -> list[HoldOfFigure]:
    """The causes that stand, the most basic one first."""
    return [hold for hold in way.holds if hold.is_standing]


def answer_of(way: FigureWay, verdict: Verdict) -> str:
    """The whole answer in a sentence or two, for somebody who knows the stores."""
    return f"{_figure(way, verdict)} {_ANSWERS[verdict](way)}"


def requeue_command(way: FigureWay) -> str:
    """The command that sends this record again."""
    pair, day = way.pair, way.day.day
    return (
        f"vlmis requeue --store {pair.store_code} --product {pair.product_code} "
        f"--from {day} --to {day} --reason '…'"
    )


def named(name: str, code: str) -> str:
    """``Name (code)``, or the name alone where both are the same."""
    return name if name == code else f"{name} ({code})"


def _figure(way: FigureWay, verdict: Verdict) -> str:
    pair, day = way.pair, way.day.day
    what = named(pair.product_name, pair.product_code)
    place = f"{what} at {named(pair.store_name, pair.store_code)} on {day}"
    if verdict is Verdict.NO_ROW:
        return f"There is no figure of {place}."
    if way.eod is None:
        figure = f"{in_words(way.category)} of {place}" if way.category else place
        return f"{figure}: not frozen yet, stock so far {way.stock_so_far:,} ({pair.unit})."
    if way.category is None:
        row = way.eod
        return f"{place}: opening {row.opening:,}, closing {row.closing:,} ({pair.unit})."
    return f"{in_words(way.category)} of {place} is {way.values[0].value:,} ({pair.unit})."


def _posted(way: FigureWay) -> str:
    assert way.delivery is not None
    nights = way.delivery.nights_tried
    tried = f", after it had been sent on {nights} nights" if nights > 1 else ""
    what = "it" if way.category else "all nine figures"
    return f"DHIS2 has {what}: read back equal in the night of {way.delivery.posted_night}{tried}."


def _unproved(way: FigureWay) -> str:
    assert way.delivery is not None
    night, nights = way.delivery.last_night, way.delivery.nights_tried
    began = f"It was sent on {nights} night{'s' if nights > 1 else ''}, last on {night}"
    if not nights:
        began = f"It was sent for the past night of {night} only"
    if way.delivery.is_awaiting_read_back and _was_accepted(way):
        return f"{began}, and DHIS2 accepted it; it is posted once it is read back equal."
    wrong = [found for found in way.differences if found.night == night]
    if wrong:
        one = wrong[-1]
        held = "nothing" if one.found_value is None else one.found_value
        by = f" (entered by {one.stored_by})" if one.stored_by else ""
        what = in_words(Category(one.category)).lower()
        return (
            f"{began}, but DHIS2 then held {held}{by} as {what} instead of "
            f"{one.frozen_value:,}. It is sent again at the next push."
        )
    finding = next((r.finding for r in reversed(way.requests) if r.finding), None)
    why = f" ({finding})" if finding else ""
    return (
        f"{began}, but DHIS2 gave no answer that proves anything{why}. "
        "No attempt was counted; it is sent again at the next push."
    )


def _was_accepted(way: FigureWay) -> bool:
    assert way.delivery is not None
    sent = way.delivery.request_id
    return any(r.request_id == sent and r.outcome == "accepted" for r in way.requests)


def _refused(way: FigureWay) -> str:
    last = way.attempts[-1]
    return (
        f"DHIS2 refused it in the night of {last.night}, {_count(way)}: {_said(last)} "
        f"{_BY_DHIS2} It is tried again at the next push.{_not_sending(way)}"
    )


def _exhausted(way: FigureWay) -> str:
    last = way.attempts[-1]
    return (
        f"DHIS2 refused it on {ATTEMPTS_MAX} nights, last on {last.night}: {_said(last)} "
        f"{_BY_DHIS2} It is not sent any more. Once that is mended: {requeue_command(way)}"
    )


def _said(attempt: AttemptOfFigure) -> str:
    about = ", ".join(in_words(Category(name)).lower() for name in attempt.categories)
    said = f"{attempt.code} {attempt.sentence}".strip().rstrip(".") or "without a reason"
    all_nine = len(attempt.categories) in (0, 9)
    return f"{said}." if all_nine else f"{said} (about: {about}; all nine are sent together)."


def _count(way: FigureWay) -> str:
    assert way.delivery is not None
    return f"refusal {way.delivery.attempts} of at most {ATTEMPTS_MAX}"


def _held(way: FigureWay) -> str:
    holds = standing(way)
    first = holds[0]
    more = len(holds) - 1
    also = f" {more} more cause{'s' if more > 1 else ''} below." if more else ""
    return (
        f"It is not sent for now. {first.sentence.rstrip('.')}. Who can mend it: "
        f"{FixBy(first.fix_by).label}.{also} It is examined again at every push; "
        f"no attempt is lost.{_not_sending(way)}"
    )


def _pending(way: FigureWay) -> str:
    if way.push_from is None:
        return (
            "It was never sent, and no first day to send is known: "
            "a person has to allow it once, with vlmis push production on."
        )
    if way.pair.hmis_code is None:
        return "It was not sent yet, and will be held: the product has no HMIS Code. Enter it."
    if way.pair.org_unit_uid is None:
        return "It was not sent yet, and will be held: the store has no org unit. Attach it."
    return "It was not sent yet; it goes out at the next push, at 20:00."


def _not_production(way: FigureWay) -> str:
    return f"It was not sent.{_not_sending(way)}"


def _not_sending(way: FigureWay) -> str:
    if way.may_send:
        return ""
    return (
        " But nothing is sent from here now: this installation is not switched on as production "
        "(VLMIS_PRODUCTION, and vlmis push production on)."
    )


def _before_push_from(way: FigureWay) -> str:
    return (
        f"It is not sent: stock days are sent from {way.push_from} on. "
        f"To send it all the same: {requeue_command(way)}"
    )


def _day_zero(way: FigureWay) -> str:
    return f"It is the initial stock of day zero, {way.day_zero}, which is never sent to DHIS2."


def _day_is_open(way: FigureWay) -> str:
    if way.day.state == "closing":
        return "The day is being frozen at this moment; look again when that is done."
    return (
        f"The day is still open, so its figures can change and are not sent: "
        f"it is frozen from {way.day.due_at:%Y-%m-%d %H:%M} ({way.day.due_at:%Z}) on, "
        "after the days before it."
    )


def _no_row(way: FigureWay) -> str:
    pair, day = way.pair, way.day.day
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
    Verdict.POSTED: _posted,
    Verdict.UNPROVED: _unproved,
    Verdict.REFUSED: _refused,
    Verdict.EXHAUSTED: _exhausted,
    Verdict.HELD: _held,
    Verdict.PENDING: _pending,
    Verdict.NOT_PRODUCTION: _not_production,
    Verdict.BEFORE_PUSH_FROM: _before_push_from,
    Verdict.DAY_ZERO: _day_zero,
    Verdict.DAY_IS_OPEN: _day_is_open,
    Verdict.NO_ROW: _no_row,
}

"""The part of a trace that is about DHIS2: delivery, requests, reading back."""

from datetime import tzinfo

from vlmis_core.cli.text_lines import moment, sentence, table_lines
from vlmis_core.delivery.current_values import CurrentValues
from vlmis_core.delivery.model.category_names import in_words
from vlmis_core.delivery.model.delivery_states import ATTEMPTS_MAX
from vlmis_core.delivery.model.hold_reasons import FixBy
from vlmis_core.delivery.value_trace import (
    TracedDelivery,
    TracedHold,
    TracedRequest,
    ValueTrace,
)
from vlmis_core.dhis2.categories import Category

REQUESTS_SHOWN = 6


def delivery_lines(trace: ValueTrace, zone: tzinfo) -> list[str]:
    """The state with both counters, every refusal, every cause, every requeue."""
    delivery = trace.delivery
    lines = ["Sent on no night yet."] if delivery is None else _state(delivery)
    if trace.attempts:
        lines.append("Refusals that counted:")
        lines += table_lines(
            ("night", "round", "refusal", "code", "request", "about", "DHIS2 said"),
            [
                (
                    str(attempt.night),
                    attempt.round,
                    attempt.attempt,
                    attempt.code or "none",
                    attempt.request_id,
                    _about(attempt.categories),
                    attempt.sentence or "nothing",
                )
                for attempt in trace.attempts
            ],
        )
    for hold in trace.holds:
        lines += _hold(trace, hold)
    for requeue in trace.requeues:
        at = moment(requeue.requeued_at, zone)
        lines += sentence(f"Sent again by {requeue.requeued_by}, {at}: {requeue.reason}", "  ")
    return lines


def _state(delivery: TracedDelivery) -> list[str]:
    if not delivery.was_sent:
        return [f"State {delivery.state}: asked for, sent on no night yet."]
    round_ = f", in round {delivery.round}" if delivery.round > 1 else ""
    nights = f"on {delivery.nights_tried} night{'s' if delivery.nights_tried > 1 else ''}, last on"
    if not delivery.nights_tried:
        nights = "for a past night only, which adds to no count:"
    return [
        f"State {delivery.state}. Sent {nights} {delivery.last_night}; "
        f"refused on {delivery.attempts} of at most {ATTEMPTS_MAX} nights{round_}."
    ]


def _about(categories: tuple[str, ...]) -> str:
    if len(categories) in (0, len(Category)):
        return "all nine"
    return ", ".join(in_words(Category(name)).lower() for name in categories)


def _hold(trace: ValueTrace, hold: TracedHold) -> list[str]:
    is_over = trace.delivery is not None and trace.delivery.state in ("posted", "exhausted")
    if hold.is_standing and not is_over:
        text = (
            f"Held since {hold.first_night}: {hold.sentence} Who can mend it: "
            f"{FixBy(hold.fix_by).label}. ({hold.reason_code})"
        )
    elif hold.is_standing:
        return []  # It covers what is not sent yet; this record is past it.
    else:
        text = f"Was held from {hold.first_night} to {hold.last_night}: {hold.sentence}"
    return sentence(text, "  ")


def request_lines(trace: ValueTrace, zone: tzinfo) -> list[str]:
    """The newest requests that carried the record, or may have."""
    if not trace.requests:
        return ["None."]
    shown = trace.requests[-REQUESTS_SHOWN:]
    lines = []
    left_out = len(trace.requests) - len(shown)
    if left_out:
        lines.append(f"{left_out} earlier ones: --json.")
    for request in shown:
        has_refused = any(attempt.request_id == request.request_id for attempt in trace.attempts)
        lines += _request(request, zone, has_refused=has_refused)
    return lines


def _request(request: TracedRequest, zone: tzinfo, *, has_refused: bool) -> list[str]:
    part = f" ({request.label})" if request.label else ""
    lines = sentence(
        f"no. {request.request_id}, night of {request.night}: sent "
        f"{moment(request.sent_at, zone)}, {request.record_count:,} records{part}",
        "  ",
    )
    lines += sentence(f"  {_outcome(request)}", "  ")
    lines += [
        f"  X-Request-ID {request.header_id}, DHIS2 {request.server_version}, "
        f"body {request.body_digest[:16]}…"
    ]
    if has_refused:
        lines.append("  Its answer refused this record.")
    if not request.is_certain:
        lines.append("  It covered this org unit; whether it held this record is not kept.")
    if request.answer:
        lines.append(f"  Its answer is kept ({len(request.answer):,} characters): --json shows it.")
    return lines


def _outcome(request: TracedRequest) -> str:
    status = f"HTTP {request.http_status}" if request.http_status else "no answer"
    counted = [
        (request.imported, "new"),
        (request.updated, "changed"),
        (request.ignored, "ignored"),
        (request.deleted, "deleted"),
    ]
    counts = ", ".join(f"{count:,} {word}" for count, word in counted if count is not None)
    values = f"; values: {counts}" if any(count for count, _ in counted) else ""
    if request.outcome != "accepted":
        finding = f": {request.finding}" if request.finding not in (None, status) else ""
        return f"{status}, outcome {request.outcome}{finding}{values}"
    # What an accepted request found is about the records that it did not accept.
    but = f", but for {request.refused_count:,} of its records" if request.refused_count else ""
    return f"{status}, outcome accepted{but}{values}"


def read_back_lines(trace: ValueTrace, zone: tzinfo) -> list[str]:
    """On which night it was proved, and every difference that was seen."""
    delivery = trace.delivery
    lines = []
    if trace.differences:
        lines += table_lines(
            ("seen at", "figure", "frozen", "DHIS2 held", "entered by", "when"),
            [
                (
                    moment(found.seen_at, zone),
                    in_words(Category(found.category)),
                    found.frozen_value,
                    "nothing" if found.found_value is None else found.found_value,
                    found.stored_by or "not known",
                    found.stored_at or "not known",
                )
                for found in trace.differences
            ],
        )
    if delivery is not None and delivery.state == "posted":
        lines.append(f"All nine figures were equal in the night of {delivery.posted_night}.")
    elif delivery is not None and delivery.is_awaiting_read_back:
        lines.append("Sent, and not compared with DHIS2 yet.")
    elif not lines:
        was_sent = delivery is not None and delivery.was_sent
        lines.append("Not found equal so far." if was_sent else "Nothing to compare yet.")
    return lines


def current_value_lines(current: CurrentValues) -> list[str]:
    """What DHIS2 holds at this moment, beside what was frozen."""
    if current.problem:
        return sentence(current.problem)
    return table_lines(
        ("figure", "frozen", "DHIS2 holds", "entered by", "when", ""),
        [
            (
                in_words(value.category),
                value.frozen_value,
                "nothing" if value.current_value is None else value.current_value,
                value.stored_by or "",
                value.stored_at or "",
                "equal" if value.is_equal else "DIFFERS",
            )
            for value in current.values
        ],
    )

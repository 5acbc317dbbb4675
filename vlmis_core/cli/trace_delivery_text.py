"""The part of a trace that is about DHIS2: delivery, requests, reading back."""

from vlmis_core.cli.text_lines import table_lines, wrapped
from vlmis_core.delivery.current_values import CurrentValues
from vlmis_core.delivery.model.delivery_states import (
    ATTEMPTS_MAX,
    OPEN_STATES,
    DeliveryState,
)
from vlmis_core.delivery.value_trace import (
    TracedAttempt,
    TracedDelivery,
    TracedHold,
    TracedRequest,
    ValueTrace,
)
from vlmis_core.dhis2.categories import VALUES_PER_RECORD
from vlmis_core.messages import Translator, _

REQUESTS_SHOWN = 6


def delivery_lines(trace: ValueTrace, tr: Translator) -> list[str]:
    """Write the state with both counters, every refusal, hold and requeue, and the withdrawal."""
    delivery = trace.delivery
    lines = (
        [tr.gettext("Sent on no night yet.")] if delivery is None else _state_lines(delivery, tr)
    )
    if trace.attempts:
        lines.append(tr.gettext("Refusals that counted:"))
        lines += _attempt_table(trace, tr)
    for hold in trace.holds:
        lines += _hold_lines(trace, hold, tr)
    for requeue in trace.requeues:
        text = tr.gettext(
            "Sent again by {person}, {requeued_at:instant}: {reason}",
            person=requeue.requeued_by,
            requeued_at=requeue.requeued_at,
            reason=requeue.reason,
        )
        lines += wrapped(text, "  ")
    if delivery is not None and delivery.withdrawn_at is not None:
        text = tr.gettext(
            "Withdrawn by {person}, {withdrawn_at:instant}: {reason}",
            person=delivery.withdrawn_by,
            withdrawn_at=delivery.withdrawn_at,
            reason=delivery.withdrawal_reason,
        )
        lines += wrapped(text, "  ")
    return lines


def _attempt_table(trace: ValueTrace, tr: Translator) -> list[str]:
    headings = (
        _("night"),
        _("round"),
        _("refusal"),
        _("code"),
        _("request"),
        _("about"),
        _("DHIS2 answered"),
    )
    rows = [
        (
            str(attempt.night),
            attempt.round,
            attempt.attempt,
            attempt.code or tr.gettext("none"),
            attempt.request_id,
            _about(attempt, tr),
            attempt.answer or tr.gettext("nothing"),
        )
        for attempt in trace.attempts
    ]
    return table_lines(headings, rows, tr)


def _about(attempt: TracedAttempt, tr: Translator) -> str:
    if len(attempt.categories) in (0, VALUES_PER_RECORD):
        return tr.gettext("all nine")
    return ", ".join(tr.term("category", name) for name in attempt.categories)


def _state_lines(delivery: TracedDelivery, tr: Translator) -> list[str]:
    state = tr.term("delivery_state", delivery.state)
    night = delivery.last_night
    if not delivery.was_sent and delivery.state == DeliveryState.WITHDRAWN:
        sent = tr.gettext("Sent on no night yet.")
    elif not delivery.was_sent:
        sent = tr.gettext("Requeued, sent on no night yet.")
    elif not delivery.nights_tried:
        sent = tr.gettext(
            "Sent for the past night of {night} only, which is not counted.", night=night
        )
    else:
        sent = tr.ngettext(
            "Sent on {count} night, last on {night}.",
            "Sent on {count} nights, last on {night}.",
            delivery.nights_tried,
            night=night,
        )
    refused = tr.gettext(
        "Refused on {attempts} of at most {limit} nights in round {round}.",
        attempts=delivery.attempts,
        limit=ATTEMPTS_MAX,
        round=delivery.round,
    )
    return [f"{state}. {sent} {refused}"]


def _hold_lines(trace: ValueTrace, hold: TracedHold, tr: Translator) -> list[str]:
    is_over = trace.delivery is not None and trace.delivery.state not in OPEN_STATES
    if hold.is_current and is_over:
        return []  # The hold is on records that are not sent yet, and this one was sent.
    if hold.is_current:
        text = tr.gettext(
            "On hold since {night}: {hold} Who can fix it: {fix_by:fix_by}. ({code})",
            night=hold.first_night,
            hold=tr.text(hold.message),
            fix_by=hold.message.fix_by,
            code=hold.message.code,
        )
    else:
        text = tr.gettext(
            "Was on hold from {first_night} to {last_night}: {hold}",
            first_night=hold.first_night,
            last_night=hold.last_night,
            hold=tr.text(hold.message),
        )
    return wrapped(text, "  ")


def request_lines(trace: ValueTrace, tr: Translator) -> list[str]:
    """Write the newest requests that carried the record, or may have."""
    if not trace.requests:
        return [tr.gettext("None.")]
    shown = trace.requests[-REQUESTS_SHOWN:]
    lines = []
    if left_out := len(trace.requests) - len(shown):
        lines.append(
            tr.ngettext("{count} earlier one: --json.", "{count} earlier ones: --json.", left_out)
        )
    refusing = {attempt.request_id for attempt in trace.attempts}
    for request in shown:
        lines += _request_lines(request, tr, has_refused=request.request_id in refusing)
    return lines


def _request_lines(request: TracedRequest, tr: Translator, *, has_refused: bool) -> list[str]:
    part = f" ({request.label})" if request.label else ""
    sent = tr.gettext(
        "no. {id:plain}, night of {night}: sent {sent_at:instant}, {records} records",
        id=request.request_id,
        night=request.night,
        sent_at=request.sent_at,
        records=request.record_count,
    )
    lines = wrapped(sent + part, "  ")
    lines += wrapped(f"  {_outcome(request, tr)}", "  ")
    identity = tr.gettext(
        "X-Request-ID {id}, DHIS2 {version}, body {digest}…",
        id=request.header_id,
        version=request.server_version,
        digest=request.body_digest[:16],
    )
    lines.append(f"  {identity}")
    if has_refused:
        lines.append("  " + tr.gettext("Its answer refused this record."))
    if not request.is_certain:
        lines.append(
            "  "
            + tr.gettext("It included this org unit; whether it carried this record is not stored.")
        )
    if request.answer:
        kept = tr.gettext(
            "Its answer is stored ({size} characters): --json shows it.", size=len(request.answer)
        )
        lines.append(f"  {kept}")
    return lines


def _outcome(request: TracedRequest, tr: Translator) -> str:
    status = f"HTTP {request.http_status}" if request.http_status else tr.gettext("no answer")
    outcome = tr.gettext("outcome {outcome:request_outcome}", outcome=request.outcome)
    parts = [f"{status}, {outcome}"]
    finding = request.finding
    if request.outcome != "accepted" and finding and finding.code != "answer_has_http_status":
        parts[0] += f": {tr.text(finding)}"
    elif request.outcome == "accepted" and request.refused_count:
        parts[0] += ", " + tr.ngettext(
            "except for {count} of its records",
            "except for {count} of its records",
            request.refused_count,
        )
    counts = (request.imported, request.updated, request.ignored, request.deleted)
    if any(counts):
        new, changed, ignored, deleted = (count or 0 for count in counts)
        parts.append(
            tr.gettext(
                "values: {new} new, {changed} changed, {ignored} ignored, {deleted} deleted",
                new=new,
                changed=changed,
                ignored=ignored,
                deleted=deleted,
            )
        )
    return "; ".join(parts)


def read_back_lines(trace: ValueTrace, tr: Translator) -> list[str]:
    """Write on which night the record was proved, and every difference that was seen."""
    delivery = trace.delivery
    lines = _difference_table(trace, tr) if trace.differences else []
    if delivery is not None and delivery.state == "posted":
        night = delivery.posted_night
        lines.append(
            tr.gettext("All nine data values were equal in the night of {night}.", night=night)
        )
    elif delivery is not None and delivery.is_awaiting_read_back:
        lines.append(tr.gettext("Sent, and not compared with DHIS2 yet."))
    elif not lines and delivery is not None and delivery.was_sent:
        lines.append(tr.gettext("Not found equal so far."))
    elif not lines:
        lines.append(tr.gettext("Nothing to compare yet."))
    return lines


def _difference_table(trace: ValueTrace, tr: Translator) -> list[str]:
    headings = (
        _("seen at"),
        _("what"),
        _("data value"),
        _("frozen"),
        _("in DHIS2"),
        _("entered by"),
        _("when"),
    )
    unknown = tr.gettext("not known")
    rows = [
        (
            tr.instant(found.seen_at),
            tr.term("difference_kind", found.kind),
            tr.term("category", found.category),
            found.frozen_value,
            tr.gettext("nothing") if found.found_value is None else found.found_value,
            found.stored_by or unknown,
            found.stored_at or unknown,
        )
        for found in trace.differences
    ]
    return table_lines(headings, rows, tr)


def current_value_lines(current: CurrentValues, tr: Translator) -> list[str]:
    """Write what DHIS2 has at this moment, beside what was frozen."""
    if current.problem is not None:
        return wrapped(tr.text(current.problem))
    headings = (_("data value"), _("frozen"), _("in DHIS2"), _("entered by"), _("when"), "")
    rows = [
        (
            tr.term("category", value.category),
            value.frozen_value,
            tr.gettext("nothing") if value.current_value is None else value.current_value,
            value.stored_by or "",
            value.stored_at or "",
            tr.gettext("equal") if value.is_equal else tr.gettext("DIFFERENT"),
        )
        for value in current.values
    ]
    return table_lines(headings, rows, tr)

"""The trace of a data value as text, for somebody who knows the stores and not the code."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from vlmis_core.cli.text_lines import section, table_lines, wrapped
from vlmis_core.cli.trace_delivery_text import (
    current_value_lines,
    delivery_lines,
    read_back_lines,
    request_lines,
)
from vlmis_core.delivery.current_values import CurrentValues
from vlmis_core.delivery.trace_value import TracedRecord
from vlmis_core.delivery.value_status import ValueStatus, requeue_command
from vlmis_core.delivery.value_trace import FormerTarget, TracedEodRow, TracedMovement, ValueTrace
from vlmis_core.dhis2.identifiers import period_of
from vlmis_core.messages import Translator, _

_FLOWS = (
    ("arrivals", "+"),
    ("requisitions_received", "+"),
    ("distributions_out", "−"),
    ("returns_in", "+"),
    ("returns_out", "−"),
    ("count_adjustment", "+"),
    ("dispensing", "−"),
    ("wastage", "−"),
)


def trace_text(traced: TracedRecord, current: CurrentValues | None, tr: Translator) -> str:
    """Write the answer first, then the trace step by step."""
    trace = traced.trace
    answer = " ".join(tr.text(part) for part in traced.answer)
    if traced.fix_by is not None:
        fix_by = tr.term("fix_by", traced.fix_by)
        answer += " " + tr.gettext("Who can fix it: {fix_by}.", fix_by=fix_by)
    parts = [
        "\n".join(wrapped(answer)),
        section(tr.gettext("Recorded for {day}", day=trace.day.day), _recorded(trace, tr)),
    ]
    if trace.eod is not None:
        parts.append(section(tr.gettext("End-of-Day row"), _frozen(trace, trace.eod, tr)))
    if trace.eod is not None and traced.status is not ValueStatus.DAY_ZERO:
        parts += [
            section(tr.gettext("Data values, and their target in DHIS2"), _values(trace, tr)),
            section(tr.gettext("Delivery"), delivery_lines(trace, tr)),
            section(tr.gettext("Requests"), request_lines(trace, tr)),
            section(tr.gettext("Read back from DHIS2"), read_back_lines(trace, tr)),
        ]
    if current is not None:
        parts.append(
            section(tr.gettext("In DHIS2 at this moment"), current_value_lines(current, tr))
        )
    return "\n\n".join(parts)


def _recorded(trace: ValueTrace, tr: Translator) -> list[str]:
    lines = []
    if trace.stock_before is not None and trace.pair.opened_on is not None:
        before, so_far = trace.stock_before, trace.stock_so_far
        lines.append(tr.gettext("Stock before: {before}; now: {now}.", before=before, now=so_far))
    if trace.movements:
        lines += _movements(trace, trace.movements, tr)
    elif trace.eod:
        lines.append(tr.gettext("No movement: the stock stayed as it was."))
    else:
        lines.append(tr.gettext("No movement."))
    if trace.counted_later:
        lines += [
            "",
            tr.gettext(
                "Happened on this day, recorded after it was frozen, and counted in a later day:"
            ),
            *_movements(trace, trace.counted_later, tr),
        ]
    return lines


def _movements(trace: ValueTrace, movements: Sequence[TracedMovement], tr: Translator) -> list[str]:
    rows = [
        (
            line.movement_id,
            tr.term("movement_kind", line.kind),
            f"{line.stock_effect:+,}",
            str(line.occurred_on),
            tr.instant(line.recorded_at),
            line.recorded_by,
            "; ".join(_remarks(trace, line, tr)),
        )
        for line in movements
    ]
    headings = (
        _("no."),
        _("what"),
        _("effect"),
        _("happened on"),
        _("recorded at"),
        _("by"),
        _("remarks"),
    )
    return table_lines(headings, rows, tr)


def _remarks(trace: ValueTrace, line: TracedMovement, tr: Translator) -> Iterable[str]:
    if line.stock_day > trace.day.day:
        yield tr.gettext("late: counts in {day}", day=line.stock_day)
    elif line.is_late:
        yield tr.gettext("late: {day} was frozen already", day=line.occurred_on)
    if line.reason is not None:
        yield tr.gettext("reason: {reason}", reason=tr.term("movement_reason", line.reason))
    yield from _links(line, tr)
    if line.lot is not None:
        yield tr.gettext("lot {lot}", lot=line.lot)


def _links(line: TracedMovement, tr: Translator) -> Iterable[str]:
    """Write the transfer, the count and the entries that a movement belongs to."""
    if line.counterpart_store_name is not None:
        store, transfer = line.counterpart_store_name, line.transfer_id
        if line.kind in ("distribution_out", "return_out"):
            yield tr.gettext("to {store} (transfer {id:plain})", store=store, id=transfer)
        else:
            yield tr.gettext("from {store} (transfer {id:plain})", store=store, id=transfer)
    if line.received is not None:
        yield tr.gettext(
            "{received} of {sent} arrived on {day}, confirmed by {by}",
            received=line.received,
            sent=line.sent,
            day=line.received_on,
            by=line.received_by,
        )
    elif line.outcome is not None:
        yield tr.term("transfer_outcome", line.outcome)
    if line.count_id is not None:
        yield tr.gettext(
            "count of {day}: {counted} seen", day=line.counted_on, counted=line.counted
        )
    if line.reverses_movement_id is not None:
        yield tr.gettext("cancels no. {id:plain}", id=line.reverses_movement_id)
    if line.reversed_by_movement_id is not None:
        yield tr.gettext("cancelled by no. {id:plain}", id=line.reversed_by_movement_id)


def _frozen(trace: ValueTrace, eod: TracedEodRow, tr: Translator) -> list[str]:
    day = trace.day
    if day.day == trace.day_zero:
        before = tr.gettext("initial stock")
    elif eod.closing_before is None:
        before = tr.gettext("no row the day before")
    else:
        before = tr.gettext("the closing of {day}", day=day.day - timedelta(days=1))
    flows = "".join(
        f" {sign} {tr.term('quantity', column)} {tr.number(getattr(eod, column))}"
        for column, sign in _FLOWS
        if getattr(eod, column)
    )
    opening = f"{tr.term('quantity', 'opening')} {tr.number(eod.opening)} ({before})"
    closing = f"{tr.term('quantity', 'closing')} {tr.number(eod.closing)}"
    lines = [f"{opening}{flows} = {closing}"]
    if eod.has_late_entries:
        lines.append(tr.gettext("Late entries are counted in it."))
    if day.early_reason:
        lines.append(tr.gettext("Frozen early: {reason}", reason=day.early_reason))
    lines.append(
        tr.gettext(
            "Frozen {frozen_at:instant}; never changed since: digest of the day {digest}….",
            frozen_at=day.frozen_at,
            digest=(day.digest or "")[:16],
        )
    )
    return lines


def _values(trace: ValueTrace, tr: Translator) -> list[str]:
    target = trace.target
    headings = (_("data value"), _("value"), _("from the row's"), _("category option combo"))
    rows = [
        (
            tr.term("category", value.category),
            value.value,
            " + ".join(tr.term("quantity", column) for column in value.columns),
            value.option_combo_uid or "–",
        )
        for value in trace.values
    ]
    where = [
        (tr.gettext("data set"), target.data_set_name, target.data_set_uid),
        (tr.gettext("data element"), target.data_element_name, target.data_element_uid),
        (tr.gettext("org unit"), target.org_unit_name, target.org_unit_uid),
    ]
    lines = table_lines(headings, rows, tr)
    lines.append(
        tr.gettext("Sent to:")
        if target.is_sent
        else tr.gettext("Not sent yet. With the present settings it will be sent to:")
    )
    lines += [f"  {what}: {_named(name, uid, tr)}" for what, name, uid in where]
    period = tr.gettext("period")
    lines.append(f"  {period}: {period_of(trace.day.day)}")
    if trace.is_remapped:
        text = tr.gettext(
            "The HMIS Code or the org unit has changed since: now it would be sent to data element "
            "{element} and org unit {unit}. To send it there: {command}",
            element=trace.pair.hmis_code,
            unit=trace.pair.org_unit_uid,
            command=requeue_command(trace),
        )
        lines += wrapped(text)
    for former in trace.former_targets:
        lines += wrapped(_former_target(former, tr))
    return lines


def _former_target(former: FormerTarget, tr: Translator) -> str:
    sent = tr.gettext(
        "Until {left_at:instant} it was sent to data element {element} and org unit {unit}.",
        left_at=former.left_at,
        element=former.data_element_uid,
        unit=former.org_unit_uid,
    )
    return f"{sent} {tr.term('stale_values', former.deletion or 'not_asked')}"


def _named(name: str | None, uid: str | None, tr: Translator) -> str:
    if uid is None:
        return tr.gettext("none yet")
    return f"{name} ({uid})" if name else uid

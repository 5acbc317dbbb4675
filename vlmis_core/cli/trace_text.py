"""The trace of a data value as text, for somebody who knows the stores and not the code."""

from collections.abc import Iterable, Sequence
from datetime import timedelta, tzinfo

from vlmis_core.cli.text_lines import moment, section, sentence, table_lines
from vlmis_core.cli.trace_delivery_text import (
    current_value_lines,
    delivery_lines,
    read_back_lines,
    request_lines,
)
from vlmis_core.delivery.current_values import CurrentValues
from vlmis_core.delivery.model.category_names import in_words
from vlmis_core.delivery.trace_value import TracedRecord
from vlmis_core.delivery.value_status import ValueStatus, requeue_command
from vlmis_core.delivery.value_trace import TracedEodRow, TracedMovement, ValueTrace
from vlmis_core.dhis2.identifiers import period_of

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

_LEFT_BEHIND = {
    None: "left where they are, nobody asked to delete them",
    "waits": "waiting to be deleted",
    "deleted": "deleted",
    "absent": "nothing of ours stood there",
    "kept": "kept, because somebody else's stand there (vlmis push remapped)",
}
"""What became of figures at a place that a record left."""


def trace_text(traced: TracedRecord, current: CurrentValues | None, zone: tzinfo) -> str:
    """The answer first, then the trace step by step; instants in ``zone``."""
    trace = traced.trace
    parts = [
        "\n".join(sentence(traced.answer)),
        section(f"Recorded for {trace.day.day}", _recorded(trace, zone)),
    ]
    if trace.eod is not None:
        parts.append(section("End-of-Day row", _frozen(trace, trace.eod, zone)))
    if trace.eod is not None and traced.status is not ValueStatus.DAY_ZERO:
        parts += [
            section("Figures, and where they go in DHIS2", _figures(trace, zone)),
            section("Delivery", delivery_lines(trace, zone)),
            section("Requests", request_lines(trace, zone)),
            section("Read back from DHIS2", read_back_lines(trace, zone)),
        ]
    if current is not None:
        parts.append(section("In DHIS2 at this moment", current_value_lines(current)))
    return "\n\n".join(parts)


def _recorded(trace: ValueTrace, zone: tzinfo) -> list[str]:
    lines = []
    if trace.stock_before is not None and trace.pair.opened_on is not None:
        lines.append(f"Stock before: {trace.stock_before:,}; so far: {trace.stock_so_far:,}.")
    if trace.movements:
        lines += _movements(trace, trace.movements, zone)
    else:
        lines.append("No movement: the stock stayed as it was." if trace.eod else "No movement.")
    if trace.counted_later:
        lines += [
            "",
            "Happened on this day, but typed after it was frozen, so counted in a later day:",
            *_movements(trace, trace.counted_later, zone),
        ]
    return lines


def _movements(trace: ValueTrace, movements: Sequence[TracedMovement], zone: tzinfo) -> list[str]:
    rows = [
        (
            line.movement_id,
            line.kind.replace("_", " "),
            f"{line.stock_effect:+,}",
            str(line.occurred_on),
            moment(line.recorded_at, zone),
            line.recorded_by,
            "; ".join(_remarks(trace, line)),
        )
        for line in movements
    ]
    headings = ("no.", "what", "effect", "happened on", "recorded at", "by", "remarks")
    return table_lines(headings, rows)


def _remarks(trace: ValueTrace, line: TracedMovement) -> Iterable[str]:
    if line.stock_day > trace.day.day:
        yield f"late: counts in {line.stock_day}"
    elif line.is_late:
        yield f"late: {line.occurred_on} was frozen already"
    if line.reason is not None:
        yield f"reason: {line.reason.replace('_', ' ')}"
    yield from _links(line)
    if line.lot is not None:
        yield f"lot {line.lot}"


def _links(line: TracedMovement) -> Iterable[str]:
    """The transfer, the count and the movements that it belongs to."""
    if line.counterpart_store_name is not None:
        is_out = line.kind in ("distribution_out", "return_out")
        word = "to" if is_out else "from"
        yield f"{word} {line.counterpart_store_name} (transfer {line.transfer_id})"
    if line.count_id is not None:
        yield f"count of {line.counted_on}: {line.counted:,} seen"
    if line.reverses_movement_id is not None:
        yield f"takes back no. {line.reverses_movement_id}"
    if line.reversed_by_movement_id is not None:
        yield f"taken back by no. {line.reversed_by_movement_id}"


def _frozen(trace: ValueTrace, eod: TracedEodRow, zone: tzinfo) -> list[str]:
    day = trace.day
    assert day.frozen_at is not None
    yesterday = day.day - timedelta(days=1)
    if day.day == trace.day_zero:
        before = "initial stock"
    elif eod.closing_before is None:
        before = "new here: no row the day before"
    else:
        before = f"the closing of {yesterday}"
    flows = "".join(
        f" {sign} {column.replace('_', ' ')} {getattr(eod, column):,}"
        for column, sign in _FLOWS
        if getattr(eod, column)
    )
    early = f", early: {day.early_reason}" if day.early_reason else ""
    late = ["Late entries are counted in it."] if eod.has_late_entries else []
    return [
        f"opening {eod.opening:,} ({before}){flows} = closing {eod.closing:,}",
        *late,
        f"Frozen {moment(day.frozen_at, zone)}{early}; never changed since: digest of the day "
        f"{(day.digest or '')[:16]}….",
    ]


def _figures(trace: ValueTrace, zone: tzinfo) -> list[str]:
    target = trace.target
    rows = [
        (
            in_words(value.category),
            value.value,
            " + ".join(column.replace("_", " ") for column in value.columns),
            value.option_combo_uid or "–",
        )
        for value in trace.values
    ]
    where = [
        ("data set", target.data_set_name, target.data_set_uid),
        ("data element", target.data_element_name, target.data_element_uid),
        ("org unit", target.org_unit_name, target.org_unit_uid),
    ]
    lines = table_lines(("figure", "value", "from the row's", "category option combo"), rows)
    lines.append("Sent as:" if target.is_sent else "Not sent yet; by what is known now it goes to:")
    lines += [f"  {what}: {_place(name, uid)}" for what, name, uid in where]
    lines.append(f"  period: {period_of(trace.day.day)}")
    if trace.is_remapped:
        lines += sentence(
            f"Now it would go to data element {trace.pair.hmis_code or 'none'} and org unit "
            f"{trace.pair.org_unit_uid or 'none'}: the HMIS Code or the org unit was changed "
            f"since. To move it: {requeue_command(trace)}"
        )
    for place in trace.former_targets:
        lines += sentence(
            f"Before {moment(place.left_at, zone)} it was sent to data element "
            f"{place.data_element_uid} and org unit {place.org_unit_uid}; "
            f"the figures there: {_LEFT_BEHIND[place.deletion]}."
        )
    return lines


def _place(name: str | None, uid: str | None) -> str:
    if uid is None:
        return "none yet"
    return f"{name} ({uid})" if name else uid

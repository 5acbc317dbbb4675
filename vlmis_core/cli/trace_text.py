"""The explanation of a figure as text, for somebody who knows the stores and not the code."""

from collections.abc import Iterable, Sequence
from datetime import timedelta, tzinfo

from vlmis_core.cli.text_lines import moment, section, sentence, table_lines
from vlmis_core.cli.trace_delivery_text import (
    delivery_lines,
    present_lines,
    read_back_lines,
    request_lines,
)
from vlmis_core.delivery.current_values import PresentInDhis2
from vlmis_core.delivery.model.category_names import in_words
from vlmis_core.delivery.trace_value import FigureExplanation
from vlmis_core.delivery.value_status import Verdict, requeue_command
from vlmis_core.delivery.value_trace import EodOfFigure, FigureWay, MovementOfFigure
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
    "kept": "kept, because somebody else's stand there (vlmis moved)",
}
"""What became of figures at a place that a record left."""


def explanation_text(
    explanation: FigureExplanation, present: PresentInDhis2 | None, zone: tzinfo
) -> str:
    """The answer first, then the way step by step; instants in ``zone``."""
    way = explanation.way
    parts = [
        "\n".join(sentence(explanation.answer)),
        section(f"Recorded for {way.day.day}", _recorded(way, zone)),
    ]
    if way.eod is not None:
        parts.append(section("End-of-Day row", _frozen(way, way.eod, zone)))
    if way.eod is not None and explanation.verdict is not Verdict.DAY_ZERO:
        parts += [
            section("Figures, and where they go in DHIS2", _figures(way, zone)),
            section("Delivery", delivery_lines(way, zone)),
            section("Requests", request_lines(way, zone)),
            section("Read back from DHIS2", read_back_lines(way, zone)),
        ]
    if present is not None:
        parts.append(section("In DHIS2 at this moment", present_lines(present)))
    return "\n\n".join(parts)


def _recorded(way: FigureWay, zone: tzinfo) -> list[str]:
    lines = []
    if way.stock_before is not None and way.pair.opened_on is not None:
        lines.append(f"Stock before: {way.stock_before:,}; so far: {way.stock_so_far:,}.")
    if way.movements:
        lines += _movements(way, way.movements, zone)
    else:
        lines.append("No movement: the stock stayed as it was." if way.eod else "No movement.")
    if way.counted_later:
        lines += [
            "",
            "Happened on this day, but typed after it was frozen, so counted in a later day:",
            *_movements(way, way.counted_later, zone),
        ]
    return lines


def _movements(way: FigureWay, movements: Sequence[MovementOfFigure], zone: tzinfo) -> list[str]:
    rows = [
        (
            line.movement_id,
            line.kind.replace("_", " "),
            f"{line.stock_effect:+,}",
            str(line.occurred_on),
            moment(line.recorded_at, zone),
            line.recorded_by,
            "; ".join(_remarks(way, line)),
        )
        for line in movements
    ]
    headings = ("no.", "what", "effect", "happened on", "recorded at", "by", "remarks")
    return table_lines(headings, rows)


def _remarks(way: FigureWay, line: MovementOfFigure) -> Iterable[str]:
    if line.stock_day > way.day.day:
        yield f"late: counts in {line.stock_day}"
    elif line.is_late:
        yield f"late: {line.occurred_on} was frozen already"
    if line.reason is not None:
        yield f"reason: {line.reason.replace('_', ' ')}"
    yield from _links(line)
    if line.lot is not None:
        yield f"lot {line.lot}"


def _links(line: MovementOfFigure) -> Iterable[str]:
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


def _frozen(way: FigureWay, eod: EodOfFigure, zone: tzinfo) -> list[str]:
    day = way.day
    assert day.frozen_at is not None
    yesterday = day.day - timedelta(days=1)
    if day.day == way.day_zero:
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


def _figures(way: FigureWay, zone: tzinfo) -> list[str]:
    target = way.target
    rows = [
        (
            in_words(value.category),
            value.value,
            " + ".join(column.replace("_", " ") for column in value.columns),
            value.option_combo_uid or "–",
        )
        for value in way.values
    ]
    where = [
        ("data set", target.data_set_name, target.data_set_uid),
        ("data element", target.data_element_name, target.data_element_uid),
        ("org unit", target.org_unit_name, target.org_unit_uid),
    ]
    lines = table_lines(("figure", "value", "from the row's", "category option combo"), rows)
    lines.append("Sent as:" if target.is_sent else "Not sent yet; by what is known now it goes to:")
    lines += [f"  {what}: {_place(name, uid)}" for what, name, uid in where]
    lines.append(f"  period: {period_of(way.day.day)}")
    if way.is_elsewhere:
        lines += sentence(
            f"Now it would go to data element {way.pair.hmis_code or 'none'} and org unit "
            f"{way.pair.org_unit_uid or 'none'}: the HMIS Code or the org unit was changed since. "
            f"To move it: {requeue_command(way)}"
        )
    for place in way.former_targets:
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

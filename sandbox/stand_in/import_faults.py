"""The importer's own faults: what really happens and what is answered come apart."""

import dataclasses
from collections.abc import Callable

from sandbox.stand_in.data_values import DataValues
from sandbox.stand_in.faults import Fault, FaultKind
from sandbox.stand_in.import_body import Payload, UnreadableError
from sandbox.stand_in.import_facts import read_period
from sandbox.stand_in.import_options import ImportOptions
from sandbox.stand_in.import_summary import Conflict, ImportSummary
from sandbox.stand_in.schema import DEFAULT_OPTION_COMBO

Import = Callable[[Payload, ImportOptions], ImportSummary]
"""An import that does what it says."""


def import_with_fault(
    fault: Fault, payload: Payload, options: ImportOptions, carry_out: Import, store: DataValues,
    *, is_old: bool,
) -> ImportSummary:  # fmt: skip
    """Import a payload as a server does that suffers from a fault.

    Raises:
        UnreadableError: if the fault ends in a 500.
    """
    kind = _effective(fault.kind, payload, store)
    if kind is FaultKind.FALSE_E7611:
        store.periods |= new_periods(payload, store)  # The other request created them.
        return _lost(payload, is_old=is_old)
    if kind is FaultKind.FLUSH_FAILURE:
        carry_out(payload, options)
        return _flush_failure() if is_old else _lost(payload, is_old=False)
    if kind is FaultKind.SUCCESS_STORED_NOTHING:
        return carry_out(payload, dataclasses.replace(options, dry_run=True))
    if kind is FaultKind.ERROR_IN_THE_MIDDLE:
        if is_old:  # It stores as it goes; the new importer has one transaction.
            half = payload.values[: len(payload.values) // 2]
            carry_out(Payload(payload.header, half), options)
        raise UnreadableError("could not execute statement", 500)
    return _told_otherwise(kind, carry_out(payload, options))


def _effective(kind: FaultKind, payload: Payload, store: DataValues) -> FaultKind:
    """A lost race is the refusal that it causes, if there is something to race for."""
    if kind is FaultKind.LOST_RACE_FOR_PERIOD and new_periods(payload, store):
        return FaultKind.FALSE_E7611
    if kind is FaultKind.LOST_RACE_FOR_KEYS and has_new_keys(payload, store):
        return FaultKind.FLUSH_FAILURE
    return kind


def new_periods(payload: Payload, store: DataValues) -> set[str]:
    """Return the periods of a payload that the server has never seen."""
    default = payload.header.get("period")
    texts = {value.get("period", default) for value in payload.values}
    return {p.iso for p in map(read_period, texts) if p and p.iso not in store.periods}


def has_new_keys(payload: Payload, store: DataValues) -> bool:
    """Return whether a payload has a key under which nothing is stored."""
    for value in payload.values:
        period = read_period(value.get("period", payload.header.get("period")))
        cell = (
            value.get("dataElement", ""),
            value.get("categoryOptionCombo") or DEFAULT_OPTION_COMBO,
            value.get("attributeOptionCombo") or DEFAULT_OPTION_COMBO,
        )
        unit = value.get("orgUnit", payload.header.get("orgUnit", ""))
        if period and store.get(period.iso, unit, cell) is None:
            return True
    return False


def _lost(payload: Payload, *, is_old: bool) -> ImportSummary:
    """The new importer calls it a success and ignores all; the old one blames the period."""
    everything = list(range(len(payload.values)))
    if not is_old:
        return ImportSummary(ignored=len(everything))
    by_period: dict[str, list[int]] = {}
    for index, value in enumerate(payload.values):
        text = str(value.get("period", payload.header.get("period")))
        by_period.setdefault(text, []).append(index)
    conflicts = [
        Conflict(
            error_code="E7611",
            message=f"Period not valid: `{text}`",
            objects={"period": text},
            property="period",
            object=text,
            indexes=indexes,
        )
        for text, indexes in by_period.items()
    ]
    return ImportSummary(
        status="WARNING",
        ignored=len(everything),
        conflicts=conflicts,
        rejected_indexes=everything,
        description="Import process completed successfully",
    )


def _flush_failure() -> ImportSummary:
    return ImportSummary(
        status="ERROR",
        description="The import process failed: Failed to flush BatchHandler",
        data_set_complete=None,
    )


def _told_otherwise(kind: FaultKind, summary: ImportSummary) -> ImportSummary:
    if kind is FaultKind.WRONG_COUNTS:
        _miscount(summary)
    if kind is FaultKind.NO_REJECTED_INDEXES:
        summary.rejected_indexes = None
    return summary


def _miscount(summary: ImportSummary) -> None:
    for name in ("imported", "updated", "ignored", "deleted"):
        if count := getattr(summary, name):
            setattr(summary, name, count - 1)
            return
    summary.ignored += 1

"""Trace a value from the movements to what DHIS2 holds, or say why it is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from difflib import get_close_matches
from typing import Any, TypeVar

from sqlalchemy import Row

from vlmis_core.database import Database, Transaction
from vlmis_core.delivery.model.category_names import COLUMNS
from vlmis_core.delivery.model.hold_reasons import PREFLIGHT_REASONS
from vlmis_core.delivery.value_status import ValueStatus, answer_of, status_of
from vlmis_core.delivery.value_trace import (
    FormerTarget,
    TracedAttempt,
    TracedDay,
    TracedDelivery,
    TracedDifference,
    TracedEodRow,
    TracedHold,
    TracedMovement,
    TracedPair,
    TracedRequest,
    TracedRequeue,
    TracedTarget,
    TracedValue,
    ValueTrace,
)
from vlmis_core.dhis2.categories import CATEGORIES, VALUES_PER_RECORD, Category
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.calendar import freezes_at, local_date
from vlmis_core.ledger.frozen_days import FrozenDays, read_frozen_days

T = TypeVar("T")

_ORDER = {reason.code: number for number, reason in enumerate(PREFLIGHT_REASONS)}
_OPEN_UNBEGUN = {"state": "open"}


@dataclass(frozen=True, slots=True)
class ValueChoice:
    """Which figure: one category of a pair and day, or all nine (None)."""

    store_code: str
    product_code: str
    day: date
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the database cannot say: the clock, and what the deployment decided."""

    now: datetime
    zone: tzinfo
    """The country's time zone."""
    is_production: bool
    """The setting."""
    push_from: date | None = None
    """The setting; None: as production was switched on."""


@dataclass(frozen=True, slots=True)
class TracedRecord:
    """Where a figure stands, one answer for people, and the whole trace behind it."""

    status: ValueStatus
    answer: str
    trace: ValueTrace


def trace_value(
    database: Database, choice: ValueChoice, circumstances: Circumstances
) -> TracedRecord:
    """Follow a figure from the ledger to DHIS2, by what is written down; DHIS2 is not asked.

    A pair without an EoD row is an answer, not an error.

    Args:
        database: The VLMIS database, as the pipeline.
        choice: Which figure.
        circumstances: The clock and the settings that matter.

    Raises:
        PermanentError: no such store or product (the message names those that are alike), or a
            day outside the ledger.
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        frozen = read_frozen_days(tx)
        _demand_day_of_ledger(choice.day, frozen, circumstances)
        trace = _trace(tx, choice, circumstances, frozen)
    status = status_of(trace)
    return TracedRecord(status, answer_of(trace, status), trace)


def _demand_day_of_ledger(day: date, frozen: FrozenDays, circumstances: Circumstances) -> None:
    today = local_date(circumstances.now, circumstances.zone)
    if day > today:
        raise PermanentError(
            f"{day} has not come yet, today is {today}; the newest frozen day is {frozen.newest}."
        )
    if day < frozen.day_zero:
        raise PermanentError(
            f"{day} lies before the ledger: its first day is {frozen.first_day}, the initial "
            f"stock stands in day zero, {frozen.day_zero}."
        )


def _trace(
    tx: Transaction, choice: ValueChoice, circumstances: Circumstances, frozen: FrozenDays
) -> ValueTrace:
    pair = find_pair(tx, store_code=choice.store_code, product_code=choice.product_code)
    day = _day(tx, choice.day, circumstances)
    ids = {"store_id": pair.store_id, "product_id": pair.product_id}
    of_record = {"day": choice.day, **ids}
    movements = [
        TracedMovement(**row._mapping)
        for row in tx.rows("delivery/select_trace_movements", newest=frozen.newest, **of_record)
    ]
    eod = _one(TracedEodRow, tx.row("delivery/select_trace_eod", **of_record))
    target = _target(tx, of_record)
    begun = tx.row("delivery/select_trace_begun")
    assert begun is not None
    is_frozen = day.state == "frozen"
    return ValueTrace(
        pair=pair,
        category=choice.category,
        day=day,
        day_zero=frozen.day_zero,
        push_from=circumstances.push_from or begun.push_from,
        may_send=circumstances.is_production and begun.is_on is not False,
        movements=tuple(line for line in movements if line.stock_day == choice.day),
        counted_later=tuple(line for line in movements if line.stock_day > choice.day),
        stock_before=(
            None
            if is_frozen
            else tx.value("reports/select_balance_before", first_day=choice.day, **ids)
        ),
        eod=eod,
        values=_values(eod, target, choice.category),
        target=target,
        delivery=_one(TracedDelivery, tx.row("delivery/select_trace_delivery", **of_record)),
        holds=_holds(tx, of_record) if is_frozen and eod else (),
        attempts=tuple(
            TracedAttempt(**{**row._mapping, "categories": tuple(row.categories)})
            for row in tx.rows("delivery/select_trace_attempts", **of_record)
        ),
        requests=_all(TracedRequest, tx.rows("delivery/select_trace_requests", **of_record)),
        differences=_all(
            TracedDifference, tx.rows("delivery/select_trace_differences", **of_record)
        ),
        former_targets=_all(
            FormerTarget, tx.rows("delivery/select_trace_former_targets", **of_record)
        ),
        requeues=_requeues(tx, pair, choice.day),
    )


def _day(tx: Transaction, day: date, circumstances: Circumstances) -> TracedDay:
    row = tx.row("delivery/select_trace_day", day=day)
    known: dict[str, Any] = _OPEN_UNBEGUN if row is None else dict(row._mapping)
    return TracedDay(day=day, due_at=freezes_at(day, circumstances.zone), **known)


def _target(tx: Transaction, of_record: dict[str, Any]) -> TracedTarget:
    row = tx.row("delivery/select_trace_target", **of_record)
    assert row is not None
    combos = tuple(row.option_combo_uids or (None,) * VALUES_PER_RECORD)
    return TracedTarget(**{**row._mapping, "option_combo_uids": combos})


def _values(
    eod: TracedEodRow | None, target: TracedTarget, chosen: Category | None
) -> tuple[TracedValue, ...]:
    if eod is None:
        return ()
    return tuple(
        TracedValue(
            category,
            sum(getattr(eod, column) for column in COLUMNS[category]),
            COLUMNS[category],
            combo,
        )
        for category, combo in zip(CATEGORIES, target.option_combo_uids, strict=True)
        if chosen in (None, category)
    )


def _holds(tx: Transaction, of_record: dict[str, Any]) -> tuple[TracedHold, ...]:
    """Standing ones first, and of these the most basic reason first."""
    holds = _all(TracedHold, tx.rows("delivery/select_trace_holds", **of_record))
    return tuple(
        sorted(
            holds,
            key=lambda hold: (not hold.is_standing, _ORDER.get(hold.reason_code, len(_ORDER))),
        )
    )


def _requeues(tx: Transaction, pair: TracedPair, day: date) -> tuple[TracedRequeue, ...]:
    rows = tx.rows(
        "delivery/select_trace_requeues",
        day=day,
        store_code=pair.store_code,
        product_code=pair.product_code,
    )
    return _all(TracedRequeue, rows)


def _one(kind: type[T], row: Row[Any] | None) -> T | None:
    return None if row is None else kind(**row._mapping)


def _all(kind: type[T], rows: Sequence[Row[Any]]) -> tuple[T, ...]:
    return tuple(kind(**row._mapping) for row in rows)


_CODES_SHOWN = 5


def find_pair(tx: Transaction, *, store_code: str, product_code: str) -> TracedPair:
    """The store and the product of two codes.

    Raises:
        PermanentError: one of them does not exist; the message names those that are alike.
    """
    row = tx.row("delivery/select_trace_pair", store_code=store_code, product_code=product_code)
    if row is not None:
        return TracedPair(**row._mapping)
    names: dict[str, dict[str, str]] = {"store": {}, "product": {}}
    for known in tx.rows("delivery/select_trace_codes"):
        names[known.what][known.code] = known.name
    wrong = [
        _not_known(what, code, names[what])
        for what, code in (("store", store_code), ("product", product_code))
        if code not in names[what]
    ]
    raise PermanentError(" ".join(wrong))


def _not_known(what: str, code: str, names: dict[str, str]) -> str:
    """Say that there is no such code, and which ones are alike, by code or by name."""
    wanted = code.casefold()
    by_text = {text.casefold(): known for known, name in names.items() for text in (known, name)}
    alike = get_close_matches(wanted, by_text, n=_CODES_SHOWN, cutoff=0.5)
    begun = [text for text in by_text if wanted in text]
    codes = list(dict.fromkeys(by_text[text] for text in (*begun, *alike)))[:_CODES_SHOWN]
    command = "vlmis stores tree" if what == "store" else "vlmis products list"
    near = ", ".join(f"{known} ({names[known]})" for known in codes)
    hint = f"Did you mean {near}?" if codes else f"See {command}."
    return f"There is no {what} with the code {code!r}. {hint}"

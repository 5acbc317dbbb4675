"""Trace a data value from the movements to DHIS2, or tell why DHIS2 does not have it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from vlmis_core.database import Database, Transaction
from vlmis_core.delivery.model.category_names import COLUMNS
from vlmis_core.delivery.model.reason_order import rank_of_reason
from vlmis_core.delivery.production import production_state
from vlmis_core.delivery.value_status import ValueStatus, answer_of, fix_by_of, status_of
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
from vlmis_core.messages import FixBy, Message, message
from vlmis_core.settings import Settings
from vlmis_core.stores.find_stores import explain_store_code

_SIMILAR_SHOWN = 5
_NO_COMBOS: list[str | None] = [None] * VALUES_PER_RECORD


@dataclass(frozen=True, slots=True)
class ValueChoice:
    """Which data value: one category of a store, product and day, or all nine (None)."""

    store_code: str
    product_code: str
    day: date
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class TracedRecord:
    """The status of a data value, the answer for people, and every step behind it."""

    status: ValueStatus
    answer: tuple[Message, ...]
    fix_by: FixBy | None
    """Who can get a refused, failed or held record into DHIS2."""
    trace: ValueTrace


@dataclass(frozen=True, slots=True)
class _Start:
    """From when on records are sent; None: nothing was sent or switched on yet."""

    push_from: date | None


@dataclass(frozen=True, slots=True)
class _Known:
    """The code of a store or a product (``what``), and its name."""

    what: str
    code: str
    name: str


def trace_value(
    database: Database, choice: ValueChoice, settings: Settings, *, now: datetime
) -> TracedRecord:
    """Follow a data value from the ledger to DHIS2 by what the database holds.

    A store and product without an EoD row give an answer, not an error.

    Args:
        database: The VLMIS database, as the pipeline.
        choice: Which data value.
        settings: Decide whether, and from which day on, data values are sent.
        now: The clock.

    Raises:
        PermanentError: no such store or product (the message names similar ones), or a day
            outside the ledger.
        NotLiveError: the ledger has no first day yet.
    """
    with database.transaction() as tx:
        frozen = read_frozen_days(tx)
        _require_day_of_ledger(choice.day, frozen, today=local_date(now, settings.zone))
        trace = _trace(tx, choice, settings, frozen)
    status = status_of(trace)
    return TracedRecord(status, answer_of(trace, status), fix_by_of(trace, status), trace)


def _require_day_of_ledger(day: date, frozen: FrozenDays, *, today: date) -> None:
    if day > today:
        raise PermanentError(
            message("day_is_in_the_future", day=day, today=today, newest=frozen.newest)
        )
    if day < frozen.day_zero:
        raise PermanentError(
            message(
                "day_is_before_the_ledger",
                day=day,
                first_day=frozen.first_day,
                day_zero=frozen.day_zero,
            )
        )


def _trace(
    tx: Transaction, choice: ValueChoice, settings: Settings, frozen: FrozenDays
) -> ValueTrace:
    pair = _pair(tx, choice)
    due_at = freezes_at(choice.day, settings.zone)
    day = tx.row("delivery/select_trace_day", as_=TracedDay, day=choice.day, due_at=due_at)
    ids = {"store_id": pair.store_id, "product_id": pair.product_id}
    key = {"day": choice.day, **ids}
    target = tx.row("delivery/select_trace_target", as_=TracedTarget, **key)
    start = tx.row("delivery/select_trace_start", as_=_Start)
    assert day is not None
    assert target is not None
    assert start is not None
    movements = tx.rows(
        "delivery/select_trace_movements", as_=TracedMovement, newest=frozen.newest, **key
    )
    eod = tx.row("delivery/select_trace_eod", as_=TracedEodRow, **key)
    is_frozen = day.state == "frozen"
    return ValueTrace(
        pair=pair,
        category=choice.category,
        day=day,
        day_zero=frozen.day_zero,
        push_from=start.push_from or settings.push_from,
        off_because=production_state(tx, settings).off_because,
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
        delivery=tx.row("delivery/select_trace_delivery", as_=TracedDelivery, **key),
        holds=_holds(tx, key) if is_frozen and eod else (),
        attempts=tuple(tx.rows("delivery/select_trace_attempts", as_=TracedAttempt, **key)),
        requests=tuple(tx.rows("delivery/select_trace_requests", as_=TracedRequest, **key)),
        differences=tuple(
            tx.rows("delivery/select_trace_differences", as_=TracedDifference, **key)
        ),
        former_targets=tuple(
            tx.rows("delivery/select_trace_former_targets", as_=FormerTarget, **key)
        ),
        requeues=tuple(
            tx.rows(
                "delivery/select_trace_requeues",
                as_=TracedRequeue,
                day=choice.day,
                store_code=pair.store_code,
                product_code=pair.product_code,
            )
        ),
    )


def _values(
    eod: TracedEodRow | None, target: TracedTarget, chosen: Category | None
) -> tuple[TracedValue, ...]:
    if eod is None:
        return ()
    combos = target.option_combo_uids or _NO_COMBOS
    return tuple(
        TracedValue(
            category,
            sum(getattr(eod, column) for column in COLUMNS[category]),
            COLUMNS[category],
            combo,
        )
        for category, combo in zip(CATEGORIES, combos, strict=True)
        if chosen in (None, category)
    )


def _holds(tx: Transaction, key: dict[str, Any]) -> tuple[TracedHold, ...]:
    """Read the holds, current ones first, and of these the most basic reason first."""
    holds = tx.rows("delivery/select_trace_holds", as_=TracedHold, **key)
    return tuple(
        sorted(holds, key=lambda hold: (not hold.is_current, rank_of_reason(hold.message.code)))
    )


def _pair(tx: Transaction, choice: ValueChoice) -> TracedPair:
    pair = tx.row(
        "delivery/select_trace_pair",
        as_=TracedPair,
        store_code=choice.store_code,
        product_code=choice.product_code,
    )
    if pair is not None:
        return pair
    names: dict[str, dict[str, str]] = {"store": {}, "product": {}}
    for known in tx.rows("delivery/select_trace_codes", as_=_Known):
        names[known.what][known.code] = known.name
    if choice.store_code not in names["store"]:
        reason = explain_store_code(tx, choice.store_code)
        if reason.code == "store_code_is_former":
            raise PermanentError(reason)
        raise PermanentError(_not_found("store", choice.store_code, names["store"]))
    raise PermanentError(_not_found("product", choice.product_code, names["product"]))


def _not_found(what: str, code: str, names: Mapping[str, str]) -> Message:
    """Make the message that no store (product) has a code; it names similar ones."""
    wanted = code.casefold()
    by_text = {text.casefold(): known for known, name in names.items() for text in (known, name)}
    containing = [text for text in by_text if wanted in text]
    alike = get_close_matches(wanted, by_text, n=_SIMILAR_SHOWN, cutoff=0.5)
    codes = list(dict.fromkeys(by_text[text] for text in (*containing, *alike)))
    similar = [f"{known} ({names[known]})" for known in codes[:_SIMILAR_SHOWN]]
    if similar:
        return message(_SIMILAR[what], **{what: code}, similar=similar)
    return message(_NONE[what], **{what: code})


_SIMILAR = {"store": "similar_store_exists", "product": "similar_product_exists"}
_NONE = {"store": "store_not_found", "product": "product_not_found"}

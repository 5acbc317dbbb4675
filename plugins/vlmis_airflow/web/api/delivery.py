"""Delivery to DHIS2: the state of each record, and the trace of one data value."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import Query, Request
from pydantic import BaseModel, Field

from vlmis_airflow.language import translator_of
from vlmis_airflow.web.access import AllowedStores
from vlmis_airflow.web.api.callers import (
    AskedProduct,
    AskedStore,
    find_asked_store,
    require_product,
)
from vlmis_airflow.web.api.fields import Code, Day
from vlmis_airflow.web.api.messages import MessageBody
from vlmis_airflow.web.api.pages import AskedPart, Page
from vlmis_airflow.web.api.ranges import AskedRange
from vlmis_airflow.web.api.routers import reading_router
from vlmis_airflow.web.choices import Now, Pipeline, Reporting
from vlmis_core.accounts.roles import Action
from vlmis_core.delivery.list_records import DeliveryChoice, DeliveryLine, list_records
from vlmis_core.delivery.model.delivery_states import DeliveryState
from vlmis_core.delivery.trace_value import ValueChoice, trace_value
from vlmis_core.delivery.value_status import ValueStatus
from vlmis_core.delivery.value_trace import TracedHold, TracedRequest, ValueTrace
from vlmis_core.dhis2.categories import Category
from vlmis_core.messages import FixBy, Message, Translator
from vlmis_core.settings import load_settings

reading = reading_router("delivery", Action.READ_DELIVERY)


X = TypeVar("X")


@dataclass(frozen=True, slots=True)
class DescribedLine(DeliveryLine):
    """A record; the reason why it is not in DHIS2 has a text, and somebody who can fix it."""

    reason: MessageBody | None  # type: ignore[assignment]
    fix_by: FixBy | None


@reading.get("/delivery")
def records(
    request: Request,
    database: Pipeline,
    visible: AllowedStores,
    store: AskedStore,
    product: AskedProduct,
    days: AskedRange,
    part: AskedPart,
    state: Annotated[DeliveryState | None, Query()] = None,
) -> Page[DescribedLine]:
    """What became of each record (nine data values of a store, product and day), and why."""
    choice = DeliveryChoice(
        first_day=days.first_day,
        last_day=days.last_day,
        store_code=None if store is None else store.code,
        product_code=product,
        state=state,
        visible_store_ids=visible,
    )
    found = list_records(
        database,
        choice,
        after=part.after(date, str, str, first=None),
        line_count=part.line_count,
    )
    tr = translator_of(request)
    lines = [
        _described(DescribedLine, line, tr, fix_by=line.reason and line.reason.fix_by)
        for line in found
    ]
    return part.page(lines, lambda line: (line.day, line.store_code, line.product_code))


@dataclass(frozen=True, slots=True)
class DescribedRequest(TracedRequest):
    """A request of the trace; its finding has a text."""

    finding: MessageBody | None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class DescribedHold(TracedHold):
    """A hold of the trace with its text."""

    message: MessageBody  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class DescribedTrace(ValueTrace):
    """Every step of the trace; its messages have texts in the language of the reader."""

    off_because: MessageBody | None  # type: ignore[assignment]
    holds: tuple[DescribedHold, ...]
    requests: tuple[DescribedRequest, ...]


class TracedValue(BaseModel):
    """The status of a data value, the answer for people, and every step behind it."""

    status: ValueStatus
    answer: list[MessageBody]
    fix_by: FixBy | None = Field(description="Who can get a refused or held record into DHIS2.")
    trace: DescribedTrace


@reading.get("/delivery/explain")
def explain(
    request: Request,
    reporting: Reporting,
    database: Pipeline,
    visible: AllowedStores,
    now: Now,
    store: Annotated[Code, Query()],
    product: Annotated[Code, Query()],
    day: Annotated[Day, Query()],
    category: Annotated[Category | None, Query()] = None,
) -> TracedValue:
    """Trace one data value from the movements to DHIS2, or tell why it is not there."""
    find_asked_store(reporting, visible, store)
    require_product(reporting, product)
    traced = trace_value(
        database,
        ValueChoice(store, product, day, category),
        load_settings(),
        now=now,
    )
    tr, trace = translator_of(request), traced.trace
    return TracedValue(
        status=traced.status,
        answer=[MessageBody.of(part, tr) for part in traced.answer],
        fix_by=traced.fix_by,
        trace=_described(
            DescribedTrace,
            trace,
            tr,
            holds=tuple(_described(DescribedHold, hold, tr) for hold in trace.holds),
            requests=tuple(_described(DescribedRequest, sent, tr) for sent in trace.requests),
        ),
    )


def _described(kind: type[X], content: Any, tr: Translator, **replaced: object) -> X:
    """Make a ``kind`` of a dataclass; its messages get their texts, some fields are replaced."""
    found = {field.name: getattr(content, field.name) for field in fields(content)} | replaced
    return kind(
        **{
            name: MessageBody.of(value, tr) if isinstance(value, Message) else value
            for name, value in found.items()
        }
    )

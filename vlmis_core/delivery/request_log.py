"""Record every request of a push before it is sent, and its outcome after the answer."""

import hashlib
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from vlmis_core.database import Database, Transaction
from vlmis_core.delivery.holds import FoundHold, store_holds
from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.disagreements import contradicted_rules
from vlmis_core.delivery.model.import_answer import ImportAnswer
from vlmis_core.delivery.model.refusal_codes import ErrorScope
from vlmis_core.delivery.model.request_outcome import RefusedRecord, RequestOutcome
from vlmis_core.delivery.push_run import PushRun
from vlmis_core.dhis2.client import Dhis2Client, new_request_id
from vlmis_core.dhis2.import_summary import Answer, Counts
from vlmis_core.errors import Dhis2AccessError
from vlmis_core.messages import message

_LOG = logging.getLogger(__name__)

ANSWER_KEPT_CHARACTERS = 4_000
AFTER_THE_BATCHES = 0
"""The batch under which requests are logged that follow all batches and carry no values."""


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What all requests of one day of a batch have in common: columns of the request log."""

    base_url: str
    run_id: str
    batch: int
    day: date
    night: date
    counts_attempts: bool
    server_version: str
    is_reopened: bool = False
    """Whether DHIS2 has opened the day again for the stores of the request."""
    kind: str = "values"
    """What is asked of DHIS2: values, deletion, registration or deregistration."""

    @classmethod
    def of(cls, dhis2: Dhis2Client, run: PushRun, batch: int, day: date) -> Self:
        """The context of one day of a batch of ``run``, which sends to ``dhis2``."""
        of_run = (run.night, run.counts_attempts, run.server_version)
        return cls(dhis2.base_url, run.run_id, batch, day, *of_run)


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """A request in the log: its id in the database, and the id in DHIS2's own log."""

    request_id: int
    header_id: str


class PushLog:
    """The request log of a push: nothing is sent that is not recorded first."""

    def __init__(self, database: Database, context: RequestContext) -> None:
        """Record requests of ``context`` in ``database``."""
        self._database = database
        self._context = context
        self._has_begun_day = False

    def begin(self, records: Sequence[Record], body: bytes, *, sent_bytes: int) -> LoggedRequest:
        """Record a request, and that its records are being sent to their targets."""
        context = self._context
        org_unit_uids = [record.org_unit_uid for record in records]
        with self._database.transaction() as tx:
            request = begin_request(
                tx,
                context,
                body,
                org_unit_uids=org_unit_uids,
                sent_bytes=sent_bytes,
                records=records,
            )
            if not self._has_begun_day:
                tx.run("delivery/begin_delivery_of_day", day=context.day)
        self._has_begun_day = True
        return request

    def finish(
        self,
        request: LoggedRequest,
        answer: Answer,
        parsed: ImportAnswer,
        outcome: RequestOutcome,
    ) -> None:
        """Record the outcome of a request: one transaction for it and all its records."""
        context = self._context
        with self._database.transaction() as tx:
            self._finish_request(tx, request, answer, parsed, outcome)
            if outcome.refused and context.counts_attempts:
                self._refuse(tx, request, outcome.refused)
            self._settle(tx, outcome)
            store_holds(
                tx,
                _holds_of(outcome.held, context),
                night=context.night,
                is_from_answer=True,
            )
        self._warn_of_disagreements((*outcome.refused, *outcome.held))

    def finish_refused_access(self, request: LoggedRequest, error: Dhis2AccessError) -> None:
        """Record that DHIS2 refused the user: nothing was stored, and no attempt is counted."""
        with self._database.transaction() as tx:
            finish_refused_access(tx, request.request_id, error)

    def _finish_request(
        self,
        tx: Transaction,
        request: LoggedRequest,
        answer: Answer,
        parsed: ImportAnswer,
        outcome: RequestOutcome,
    ) -> None:
        is_clean = outcome.is_accepted and not outcome.refused and not outcome.held
        finish_request(
            tx,
            request.request_id,
            answer,
            parsed.counts,
            is_clean=is_clean,
            outcome=_outcome(parsed, outcome),
            refused_count=len(outcome.refused) + len(outcome.held),
            is_unanswered=outcome.unanswered is not None,
            finding=None if is_clean else parsed.why_unknown,
        )

    def _refuse(
        self, tx: Transaction, request: LoggedRequest, refused: Sequence[RefusedRecord]
    ) -> None:
        tx.run(
            "delivery/refuse_records",
            request_id=request.request_id,
            store_ids=[entry.record.store_id for entry in refused],
            product_ids=[entry.record.product_id for entry in refused],
            codes=[entry.refusal.code for entry in refused],
            answers=[entry.refusal.sentence for entry in refused],
            categories=[",".join(entry.categories) for entry in refused],
            contradicted=[",".join(contradicted_rules(entry.refusal.code)) for entry in refused],
        )

    def _settle(self, tx: Transaction, outcome: RequestOutcome) -> None:
        """Detach the records that do not share the outcome of their request."""
        named = [entry.record for entry in (*outcome.refused, *outcome.held)]
        resend = [record for outgoing in outcome.resend for record in outgoing.records]
        if outcome.is_accepted and outcome.unanswered is not None:
            named.append(outcome.unanswered)
        if named:
            self._run_for(tx, "delivery/settle_records", named)
        if resend and outcome.is_accepted:
            self._run_for(tx, "delivery/detach_records", resend)

    def _run_for(self, tx: Transaction, query: str, records: Sequence[Record]) -> None:
        tx.run(
            query,
            day=self._context.day,
            store_ids=[record.store_id for record in records],
            product_ids=[record.product_id for record in records],
        )

    def _warn_of_disagreements(self, refused: Sequence[RefusedRecord]) -> None:
        found = Counter(entry.refusal.code for entry in refused)
        for code, records in found.items():
            if rules := contradicted_rules(code):
                said = next(e.refusal.sentence for e in refused if e.refusal.code == code)
                _LOG.warning(
                    "DHIS2 refuses %d records of %s with %s “%s”, although preflight found them in "
                    "order (%s). Usually DHIS2 was changed after this night's snapshot.",
                    records, self._context.day, code, said, " or ".join(rules),
                )  # fmt: skip


def begin_request(
    tx: Transaction,
    context: RequestContext,
    body: bytes,
    *,
    org_unit_uids: Sequence[str],
    sent_bytes: int,
    records: Sequence[Record] = (),
) -> LoggedRequest:
    """Write a request down, with the records that it carries, before it is sent.

    Args:
        tx: The transaction.
        context: What it has in common with others.
        body: Its body before compression.
        org_unit_uids: The org unit of each of its records, in order.
        sent_bytes: Its size as it is sent.
        records: What it carries, in step with the org units.

    Raises:
        NotProductionError: production is not switched on for this DHIS2 in this database.
    """
    header_id = new_request_id()
    request_id = tx.value(
        "delivery/begin_request",
        as_=int,
        base_url=context.base_url,
        run_id=context.run_id,
        batch=context.batch,
        day=context.day,
        header_id=header_id,
        org_unit_uids=list(org_unit_uids),
        body_digest=hashlib.sha256(body).hexdigest(),
        body_bytes=sent_bytes,
        server_version=context.server_version,
        kind=context.kind,
        store_ids=[record.store_id for record in records],
        product_ids=[record.product_id for record in records],
        target_ids=[record.target_id for record in records],
    )
    return LoggedRequest(request_id, header_id)


def finish_request(
    tx: Transaction,
    request_id: int,
    answer: Answer,
    counts: Counts,
    *,
    is_clean: bool,
    **outcome: Any,
) -> None:
    """Write down what came of a request: the answer unless it is clean, and the ``outcome``."""
    tx.run(
        "delivery/finish_request",
        request_id=request_id,
        http_status=answer.status,
        answer=None if is_clean else answer.body[:ANSWER_KEPT_CHARACTERS].replace("\0", ""),
        **asdict(counts),
        **outcome,
    )


def finish_refused_access(tx: Transaction, request_id: int, error: Dhis2AccessError) -> None:
    """Write down that DHIS2 refused the user of a request: it stored nothing."""
    values = error.message.values
    status = values.get("status")
    answer = Answer(status if isinstance(status, int) else None, body=str(values.get("answer", "")))
    finish_request(
        tx, request_id, answer, Counts(), is_clean=False, outcome="refused", refused_count=None,
        is_unanswered=False, finding=error.message,
    )  # fmt: skip


def _outcome(parsed: ImportAnswer, outcome: RequestOutcome) -> str:
    if outcome.is_accepted:
        return "accepted"
    nothing_stored = parsed.group is not None or len(parsed.refusals) == parsed.count
    return "refused" if nothing_stored else "unknown"


_CODES = {
    ErrorScope.STORE: "dhis2_refuses_store",
    ErrorScope.STORE_DAY: "dhis2_refuses_store",
    ErrorScope.PRODUCT: "dhis2_refuses_product",
    ErrorScope.DAY: "dhis2_refuses_day",
    ErrorScope.DATA_SET: "dhis2_refuses_data_set",
}


def _holds_of(held: Sequence[RefusedRecord], context: RequestContext) -> list[FoundHold]:
    """Return the holds that an answer causes, one for the records that it affects alike."""
    holds: dict[object, FoundHold] = {}
    for entry in held:
        refusal, affected = entry.refusal, _affected(entry, context)
        answer = f"{refusal.code} {refusal.sentence}".strip()
        found = FoundHold(
            *affected,
            message(_CODES[refusal.scope], answer=answer),
            contradicted_rules(refusal.code),
        )
        holds.setdefault((found.message.code, affected), found)
    return list(holds.values())


def _affected(
    entry: RefusedRecord, context: RequestContext
) -> tuple[int | None, int | None, date | None]:
    """Return the store, product and day that a hold affects; None: all."""
    record, scope, day = entry.record, entry.refusal.scope, context.day
    if scope is ErrorScope.DAY and context.is_reopened:
        scope = ErrorScope.STORE_DAY  # What DHIS2 answers for one store says nothing of others.
    if entry.is_partial:
        return record.store_id, record.product_id, day
    return (
        record.store_id if scope in (ErrorScope.STORE, ErrorScope.STORE_DAY) else None,
        record.product_id if scope is ErrorScope.PRODUCT else None,
        day if scope in (ErrorScope.DAY, ErrorScope.STORE_DAY) else None,
    )

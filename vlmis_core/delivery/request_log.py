"""Write down every request of a push before it is sent, and what came of it after its answer."""

import hashlib
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database, Transaction
from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.disagreements import contradicted_rules
from vlmis_core.delivery.model.hold_reasons import reason_of_answer
from vlmis_core.delivery.model.import_answer import ImportAnswer
from vlmis_core.delivery.model.refusal_codes import ErrorScope
from vlmis_core.delivery.model.request_outcome import RefusedRecord, RequestOutcome
from vlmis_core.dhis2.import_summary import Answer

_LOG = logging.getLogger(__name__)

ANSWER_KEPT_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What all requests of one day of a batch have in common."""

    run_id: str
    batch: int
    day: date
    night: date
    counts_attempts: bool
    server_version: str


@dataclass(frozen=True, slots=True)
class WrittenRequest:
    """A request that was written down: our id, and the one that DHIS2 logs."""

    request_id: int
    header_id: str


class PushLog:
    """The memory of a push: nothing is sent that is not written down first."""

    def __init__(self, database: Database, context: RequestContext) -> None:
        """Write into ``database`` what happens in ``context``."""
        self._database = database
        self._context = context
        self._has_begun_day = False

    def begin(
        self, records: Sequence[Record], body: bytes, *, sent_bytes: int, header_id: str
    ) -> WrittenRequest:
        """Write a request down, and its records as being sent, with their targets."""
        context = self._context
        columns = {
            "store_ids": [record.store_id for record in records],
            "product_ids": [record.product_id for record in records],
            "target_ids": [record.target_id for record in records],
            "org_unit_uids": [record.org_unit_uid for record in records],
        }
        with self._database.transaction() as tx:
            request_id = int(
                tx.value(
                    "delivery/insert_request",
                    run_id=context.run_id,
                    batch=context.batch,
                    day=context.day,
                    header_id=header_id,
                    record_count=len(records),
                    first_org_unit_uid=records[0].org_unit_uid,
                    last_org_unit_uid=records[-1].org_unit_uid,
                    body_digest=hashlib.sha256(body).hexdigest(),
                    body_bytes=sent_bytes,
                    server_version=context.server_version,
                )
            )
            if not self._has_begun_day:
                tx.run("delivery/begin_day", day=context.day)
            tx.run(
                "delivery/upsert_sent",
                day=context.day,
                night=context.night,
                counts_attempts=context.counts_attempts,
                request_id=request_id,
                **columns,
            )
        self._has_begun_day = True
        return WrittenRequest(request_id, header_id)

    def finish(
        self,
        request: WrittenRequest,
        answer: Answer,
        reading: ImportAnswer,
        outcome: RequestOutcome,
    ) -> None:
        """Write down what came of a request: one transaction for it and all its records."""
        with self._database.transaction() as tx:
            self._finish_request(tx, request, answer, reading, outcome)
            if outcome.refused and self._context.counts_attempts:
                self._refuse(tx, request, outcome.refused)
            self._settle(tx, outcome)
            for entry in _one_per_cause(outcome.held):
                self._hold(tx, entry)
        self._warn_of_disagreements((*outcome.refused, *outcome.held))

    def _finish_request(
        self,
        tx: Transaction,
        request: WrittenRequest,
        answer: Answer,
        reading: ImportAnswer,
        outcome: RequestOutcome,
    ) -> None:
        is_clean = outcome.is_accepted and not outcome.refused and not outcome.held
        counts = reading.counts
        tx.run(
            "delivery/finish_request",
            request_id=request.request_id,
            http_status=answer.status,
            outcome=_outcome(reading, outcome),
            refused_count=len(outcome.refused) + len(outcome.held),
            imported=counts.imported,
            updated=counts.updated,
            ignored=counts.ignored,
            deleted=counts.deleted,
            is_unanswered=outcome.unanswered is not None,
            finding=None if is_clean else reading.why_unknown or None,
            answer=None if is_clean else answer.body[:ANSWER_KEPT_CHARACTERS].replace("\0", ""),
        )

    def _refuse(
        self, tx: Transaction, request: WrittenRequest, refused: Sequence[RefusedRecord]
    ) -> None:
        tx.run(
            "delivery/refuse_records",
            day=self._context.day,
            night=self._context.night,
            request_id=request.request_id,
            store_ids=[entry.record.store_id for entry in refused],
            product_ids=[entry.record.product_id for entry in refused],
            codes=[entry.refusal.code for entry in refused],
            sentences=[entry.refusal.sentence for entry in refused],
            categories=[",".join(entry.categories) for entry in refused],
            contradicted=[",".join(contradicted_rules(entry.refusal.code)) for entry in refused],
        )

    def _settle(self, tx: Transaction, outcome: RequestOutcome) -> None:
        """Take out of the request what its outcome is not true of."""
        named = [entry.record for entry in (*outcome.refused, *outcome.held)]
        again = [record for outgoing in outcome.again for record in outgoing.records]
        if outcome.is_accepted and outcome.unanswered is not None:
            named.append(outcome.unanswered)
        if named:
            self._run_for(tx, "delivery/settle_records", named)
        if again and outcome.is_accepted:
            self._run_for(tx, "delivery/detach_records", again)

    def _run_for(self, tx: Transaction, query: str, records: Sequence[Record]) -> None:
        tx.run(
            query,
            day=self._context.day,
            store_ids=[record.store_id for record in records],
            product_ids=[record.product_id for record in records],
        )

    def _hold(self, tx: Transaction, entry: RefusedRecord) -> None:
        reason = reason_of_answer(entry.refusal.scope)
        store_id, product_id, day = _covered(entry, self._context.day)
        said = f"{entry.refusal.code} {entry.refusal.sentence}".strip()
        tx.run(
            "delivery/upsert_holds",
            reason_code=reason.code,
            is_from_answer=True,
            store_ids=[store_id],
            product_ids=[product_id],
            days=[day],
            sentences=[reason.sentence.format(said)],
            fix_by=reason.fix_by,
            night=self._context.night,
        )
        if rules := contradicted_rules(entry.refusal.code):
            tx.run(
                "delivery/mark_contradicted_hold",
                reason_code=reason.code,
                store_id=store_id,
                product_id=product_id,
                day=day,
                rules=list(rules),
            )

    def _warn_of_disagreements(self, refused: Sequence[RefusedRecord]) -> None:
        found = Counter(entry.refusal.code for entry in refused)
        for code, records in found.items():
            if rules := contradicted_rules(code):
                said = next(e.refusal.sentence for e in refused if e.refusal.code == code)
                _LOG.warning(
                    "DHIS2 refuses %d records of %s with %s %r, although preflight found them in "
                    "order (%s). Usually DHIS2 was changed after the snapshot of tonight.",
                    records, self._context.day, code, said, " or ".join(rules),
                )  # fmt: skip


def _outcome(reading: ImportAnswer, outcome: RequestOutcome) -> str:
    if outcome.is_accepted:
        return "accepted"
    nothing_stored = reading.group is not None or len(reading.refusals) == reading.count
    return "refused" if nothing_stored else "unknown"


def _one_per_cause(held: Sequence[RefusedRecord]) -> list[RefusedRecord]:
    causes: dict[object, RefusedRecord] = {}
    for entry in held:
        causes.setdefault((entry.refusal.scope, _covered(entry, date.min)), entry)
    return list(causes.values())


def _covered(entry: RefusedRecord, day: date) -> tuple[int | None, int | None, date | None]:
    """Store, product and day that a hold covers; None covers all."""
    record, scope = entry.record, entry.refusal.scope
    if entry.is_alone:
        return record.store_id, record.product_id, day
    return (
        record.store_id if scope in (ErrorScope.STORE, ErrorScope.STORE_DAY) else None,
        record.product_id if scope is ErrorScope.PRODUCT else None,
        day if scope in (ErrorScope.DAY, ErrorScope.STORE_DAY) else None,
    )

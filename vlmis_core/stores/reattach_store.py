"""Give a store another org unit: an explicit act that says beforehand what it means."""

import shlex
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database, Transaction
from vlmis_core.errors import BadInputError, Fault, PermanentError
from vlmis_core.messages import Message, message
from vlmis_core.stores.find_stores import require_store


@dataclass(frozen=True, slots=True)
class Reattachment:
    """A store, the org unit of now and the new one, and the records that it is about.

    ``new_code`` is the code of the store then: its own where another store or org unit has the new
    one. ``posted`` records were sent to the org unit of now; ``waiting`` ones go to the new one.
    """

    store_id: int
    store: str
    name: str
    old_uid: str | None
    new_uid: str
    new_name: str
    new_code: str
    attached_store: str | None
    posted: int
    first_posted: date | None
    last_posted: date | None
    waiting: int

    @property
    def messages(self) -> list[Message]:
        """What the act means, before it is done."""
        told = [
            message(
                "store_changes_its_org_unit",
                store=self.store,
                name=self.name,
                old_uid=self.old_uid or "–",
                new_uid=self.new_uid,
                new_name=self.new_name,
                new_code=self.new_code,
            ),
            message("waiting_records_change_their_org_unit", count=self.waiting),
        ]
        if self.posted:
            requeue = (
                f"vlmis requeue --store {shlex.quote(self.new_code)} --from {self.first_posted} "
                f"--to {self.last_posted} --delete-old --reason REASON"
            )
            told.append(
                message("posted_records_keep_their_org_unit", count=self.posted, command=requeue)
            )
        return told


def preview_reattachment(database: Database, code: str, org_unit_uid: str) -> Reattachment:
    """Tell what it means to give a store another org unit; change nothing.

    Raises:
        PermanentError: no store has this code today.
        BadInputError: no such org unit, or it has a store.
    """
    with database.transaction() as tx:
        return _read(tx, code, org_unit_uid)


def reattach_store(
    database: Database, code: str, org_unit_uid: str, *, reason: str, today: date
) -> Reattachment:
    """Give a store another org unit, with its name and code; kept with who and why.

    A code that another store has or that several org units share is not taken over, and is listed
    as a conflict. Posted records stay where they are until somebody requeues them.

    Raises:
        PermanentError: no store has this code today.
        BadInputError: no reason, no such org unit, or it has a store.
    """
    with database.transaction() as tx:
        tx.run("stores/lock_horizon")
        found = _read(tx, code, org_unit_uid)
        if not reason.strip():
            raise _refused(code, "reason", reason, message("field_is_missing"))
        tx.value("stores/set_reason", reason=reason.strip())
        tx.run("stores/update_org_unit", store_id=found.store_id, org_unit_uid=org_unit_uid)
        tx.value("stores/call_follow_org_unit", today=today, store_id=found.store_id)
        return found


def _read(tx: Transaction, code: str, org_unit_uid: str) -> Reattachment:
    require_store(tx, code)
    row = tx.row("stores/select_reattachment", store_code=code, org_unit_uid=org_unit_uid)
    assert row is not None
    if row.new_uid is None:
        fault = message("org_unit_is_unknown", org_unit=org_unit_uid)
        raise _refused(code, "org_unit_uid", org_unit_uid, fault)
    if row.attached_store is not None:
        fault = message("org_unit_has_a_store", store=row.attached_store)
        raise _refused(code, "org_unit_uid", org_unit_uid, fault)
    return Reattachment(**row._mapping)


def _refused(code: str, field: str, value: str, fault: Message) -> PermanentError:
    return BadInputError(message("named_store", store=code), [Fault(0, field, value, fault)])

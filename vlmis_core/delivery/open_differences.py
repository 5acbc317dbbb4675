"""List what DHIS2 holds otherwise than it was posted, by store and cause, with the ways out."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vlmis_core.database import Database
from vlmis_core.messages import Given, Message, message
from vlmis_core.stores.find_stores import VisibleStoreIds

ORG_UNIT_GONE = "org_unit_gone"
MESSAGES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class OpenDifferences:
    """Differences of one kind, store and org unit, for which nothing was done yet."""

    kind: str
    """``changed``, ``missing``, ``foreign`` (no record accounts for the values at the org unit) or
    ``org_unit_gone`` (records that were posted for an org unit which DHIS2 no longer has)."""
    store_code: str
    store_name: str
    org_unit_uid: str
    org_unit_name: str | None
    """Where the values are."""
    origin_org_unit_uid: str | None
    """The org unit, gone from DHIS2, for which these very values were posted; None: none."""
    origin_name: str | None
    count: int
    """In data values; of ``org_unit_gone`` in records."""
    first_day: date
    last_day: date
    people: list[str]
    """Who stored the values in DHIS2."""

    @property
    def requeue_command(self) -> str | None:
        """Return the command that sets them right; None: it is not done from here."""
        if self.kind == ORG_UNIT_GONE or (self.kind == "foreign" and not self.origin_org_unit_uid):
            return None
        deletes = " --delete-old" if self.kind == "foreign" else ""
        return (
            f"vlmis requeue --differences{deletes} --store {shlex.quote(self.store_code)} "
            f"--from {self.first_day} --to {self.last_day} --reason '…'"
        )

    @property
    def message(self) -> Message:
        """Describe them for people, with what to do."""
        known = self._values
        if self.kind == ORG_UNIT_GONE:
            code = shlex.quote(self.store_code)
            reattach = f"vlmis stores reattach {code} ORG_UNIT --reason '…'"
            return message(
                "posted_org_unit_is_gone", **known, org_unit=self._org_unit, command=reattach
            )
        if self.kind == "foreign" and self.origin_org_unit_uid is None:
            where = {"org_unit": self._org_unit, "people": self.people}
            return message("foreign_values_were_entered", **known, **where)
        known |= {"command": self.requeue_command}
        if self.origin_org_unit_uid is not None:
            is_foreign = self.kind == "foreign"
            code = "foreign_values_were_merged" if is_foreign else "posted_values_were_merged"
            return message(code, **known, org_unit=self._org_unit, origin=self._origin)
        if self.kind == "missing":
            return message("posted_values_are_missing", **known)
        return message("posted_values_were_changed", **known, people=self.people)

    @property
    def _values(self) -> dict[str, Given]:
        return {
            "count": self.count,
            "store": _named(self.store_name, self.store_code),
            "first_day": self.first_day,
            "last_day": self.last_day,
        }

    @property
    def _org_unit(self) -> str:
        return _named(self.org_unit_name or self.org_unit_uid, self.org_unit_uid)

    @property
    def _origin(self) -> str:
        uid = self.origin_org_unit_uid or ""
        return _named(self.origin_name or uid, uid)


def _named(name: str, code: str) -> str:
    return name if name == code else f"{name} ({code})"


def list_open_differences(
    database: Database, visible_store_ids: VisibleStoreIds = None
) -> list[OpenDifferences]:
    """Return the differences that still call for an act, by kind and store."""
    with database.transaction() as tx:
        return tx.rows(
            "delivery/select_open_differences", as_=OpenDifferences, store_ids=visible_store_ids
        )


def messages_of(found: Sequence[OpenDifferences]) -> list[Message]:
    """Describe the first of them, and say how many more there are."""
    messages = [each.message for each in found[:MESSAGES_SHOWN]]
    if more := len(found[MESSAGES_SHOWN:]):
        messages.append(message("more_posted_differences", count=more))
    return messages

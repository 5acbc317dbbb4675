"""Read the whole tree of org units, and make sure that it is the whole tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.identifiers import require_uid
from vlmis_core.errors import Dhis2AnswerError, Dhis2UnavailableError
from vlmis_core.messages import message

_FIELDS = "id,code,name,shortName,level,path,parent[id],openingDate,closedDate,lastUpdated"


@dataclass(frozen=True, slots=True)
class OrgUnit:
    """An org unit as DHIS2 describes it; ``last_updated`` is in the server's local time."""

    uid: str
    code: str | None
    name: str
    short_name: str | None
    parent_uid: str | None
    path: str
    level: int
    opening_date: date | None
    closed_date: date | None
    last_updated: datetime | None


def read_org_unit_tree(dhis2: Dhis2Client) -> list[OrgUnit]:
    """Read every org unit, ordered by uid; exactly one of them has no parent, the root.

    Raises:
        Dhis2UnavailableError: the list is shorter than DHIS2 says it is, or lacks a parent: cut
            off, or changed while it was read.
        Dhis2AnswerError: a unit without name, path or uid, or more than one root.
    """
    total = _total(dhis2)
    found = dhis2.get("organisationUnits", fields=_FIELDS, paging="false", order="id:asc")
    listed = found.get("organisationUnits")
    if not isinstance(listed, list):
        raise Dhis2AnswerError(
            message("answer_has_no_list", address=dhis2.base_url, what="organisationUnits")
        )
    if len(listed) != total:
        raise Dhis2UnavailableError(
            message(
                "org_unit_list_is_cut_off",
                address=dhis2.base_url,
                arrived=len(listed),
                expected=total,
            )
        )
    units = sorted((_org_unit(entry) for entry in listed), key=lambda unit: unit.uid)
    _require_whole_tree(units)
    return units


def read_root_uid(dhis2: Dhis2Client) -> str:
    """The uid of the root org unit: with the address, the identity of a DHIS2.

    Its system id is not shown to a service user.
    """
    found = dhis2.get("organisationUnits", filter="level:eq:1", fields="id", paging="false")
    roots = [entry.get("id") for entry in found.get("organisationUnits") or []]
    if len(roots) != 1 or not isinstance(roots[0], str):
        raise Dhis2AnswerError(
            message("org_unit_tree_has_one_root", roots=len(roots), org_units=list(map(str, roots)))
        )
    return roots[0]


def _total(dhis2: Dhis2Client) -> int:
    found = dhis2.get("organisationUnits", fields="id", pageSize="1", page="1")
    pager = found.get("pager")
    total = pager.get("total") if isinstance(pager, dict) else None
    if not isinstance(total, int):
        raise Dhis2AnswerError(message("org_unit_count_is_missing", address=dhis2.base_url))
    return total


def _require_whole_tree(units: list[OrgUnit]) -> None:
    known = {unit.uid: unit for unit in units}
    if len(known) != len(units):
        raise Dhis2UnavailableError(message("org_unit_is_listed_twice"))
    roots = [unit for unit in units if unit.parent_uid is None]
    if len(roots) != 1:
        raise Dhis2AnswerError(
            message(
                "org_unit_tree_has_one_root",
                roots=len(roots),
                org_units=_some(unit.uid for unit in roots),
            )
        )
    orphans = [unit.uid for unit in units if unit.parent_uid and unit.parent_uid not in known]
    if orphans:
        raise Dhis2UnavailableError(
            message("org_unit_parents_are_missing", count=len(orphans), org_units=_some(orphans))
        )
    wrong = [unit.uid for unit in units if unit.path != _expected_path(unit, known)]
    if wrong:
        raise Dhis2UnavailableError(
            message("org_unit_paths_are_wrong", count=len(wrong), org_units=_some(wrong))
        )


def _expected_path(unit: OrgUnit, known: dict[str, OrgUnit]) -> str:
    above = known[unit.parent_uid].path if unit.parent_uid else ""
    return f"{above}/{unit.uid}"


def _org_unit(entry: Any) -> OrgUnit:
    try:
        parent = entry.get("parent") or {}
        require_uid(entry["id"])
        return OrgUnit(
            uid=entry["id"],
            code=entry.get("code") or None,
            name=entry["name"],
            short_name=entry.get("shortName"),
            parent_uid=parent.get("id"),
            path=entry["path"],
            level=entry.get("level") or entry["path"].count("/"),
            opening_date=_day(entry.get("openingDate")),
            closed_date=_day(entry.get("closedDate")),
            last_updated=_moment(entry.get("lastUpdated")),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Dhis2AnswerError(
            message("org_unit_not_readable", reason=repr(error), entry=str(entry)[:200])
        ) from error


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _moment(text: str | None) -> datetime | None:
    # DHIS2 writes metadata times without a zone, in the server's local time.
    return datetime.fromisoformat(text).replace(tzinfo=None) if text else None


def _some(uids: Iterable[str]) -> list[str]:
    return sorted(uids)[:5]

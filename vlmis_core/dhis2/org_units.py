"""Read the whole tree of org units, and make sure that it is the whole tree."""

from typing import Any

from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.org_unit_entries import ListedUnit, count_org_units, read_entries
from vlmis_core.dhis2.org_unit_tree import NoRootError, OrgUnitTree, make_tree
from vlmis_core.errors import Dhis2AnswerError, Dhis2UnavailableError
from vlmis_core.messages import message

_FIELDS = "id,code,name,shortName,parent[id],openingDate,closedDate,lastUpdated,geometry"


def read_org_unit_tree(dhis2: Dhis2Client, *, known_root: str | None) -> OrgUnitTree:
    """Read every org unit and make the tree, see `make_tree`; paths of DHIS2 are not read.

    Raises:
        Dhis2UnavailableError: the list is shorter than DHIS2 says it is: cut off, or changed while
            it was read.
        Dhis2AnswerError: the answer is no list, or no org unit can be the root.
    """
    total = _total(dhis2)
    listed = _listed(dhis2, fields=_FIELDS, order="id:asc")
    arrived = count_org_units(listed)
    if arrived < total:
        raise Dhis2UnavailableError(
            message(
                "org_unit_list_is_cut_off",
                address=dhis2.base_url,
                arrived=arrived,
                expected=total,
            )
        )
    try:
        return make_tree(listed, known_root=known_root)
    except NoRootError as error:
        raise Dhis2AnswerError(error.message) from error


def read_root_uid(dhis2: Dhis2Client, *, known_root: str | None) -> str:
    """Return the uid of the root org unit: with the address, the identity of a DHIS2.

    Its system id is not shown to a service user. ``known_root`` is the root while DHIS2 has it
    without a parent, whatever other roots somebody made; else the only root there is.

    Raises:
        Dhis2AnswerError: DHIS2 has no root, or several, and none of them is known.
    """
    if known_root is not None and known_root in _roots(dhis2, f"id:eq:{known_root}"):
        return known_root
    roots = _roots(dhis2, "level:eq:1")
    if len(roots) != 1:
        raise Dhis2AnswerError(
            message("org_unit_root_is_not_known", count=len(roots), org_units=sorted(roots)[:5])
        )
    return roots[0]


def read_org_unit_dates(dhis2: Dhis2Client) -> dict[str, ListedUnit]:
    """Read the opening and closing date of every org unit, in one request, by uid.

    One whose dates cannot be read has a fault; one that is absent is no longer in DHIS2.
    """
    listed = _listed(dhis2, fields="id,name,openingDate,closedDate")
    return read_entries(listed)[0]


def _roots(dhis2: Dhis2Client, condition: str) -> list[str]:
    """The uids of the org units without a parent among those that meet a condition."""
    return [
        entry["id"]
        for entry in _listed(dhis2, filter=condition, fields="id,parent[id]")
        if isinstance(entry, dict)
        and isinstance(entry.get("id"), str)
        and entry.get("parent") is None
    ]


def _listed(dhis2: Dhis2Client, **params: str) -> list[Any]:
    found = dhis2.get("organisationUnits", **params, paging="false").get("organisationUnits")
    if not isinstance(found, list):
        raise Dhis2AnswerError(
            message("answer_has_no_list", address=dhis2.base_url, what="organisationUnits")
        )
    return found


def _total(dhis2: Dhis2Client) -> int:
    found = dhis2.get("organisationUnits", fields="id", pageSize="1", page="1")
    pager = found.get("pager")
    total = pager.get("total") if isinstance(pager, dict) else None
    if not isinstance(total, int):
        raise Dhis2AnswerError(message("org_unit_count_is_missing", address=dhis2.base_url))
    return total

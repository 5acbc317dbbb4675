"""Make in DHIS2 what is missing there; nothing that exists is changed."""

from collections.abc import Callable, Mapping, Sequence

from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.metadata import read_user
from vlmis_core.dhis2_setup.metadata import assign_org_unit, generate_option_combos, import_metadata
from vlmis_core.dhis2_setup.model.content import MetaObject
from vlmis_core.dhis2_setup.model.differences import counted
from vlmis_core.dhis2_setup.model.plan import SetupPlan
from vlmis_core.dhis2_setup.plan_setup import SetupChoices, plan_setup
from vlmis_core.errors import PermanentError

_MAY_IMPORT = {"ALL", "F_METADATA_IMPORT"}
_LATER = (("dataSets",), ("indicatorTypes", "indicators"))
"""What refers to the rest, and is imported after it."""


def apply_setup(
    database: Database,
    dhis2: Dhis2Client,
    choices: SetupChoices,
    *,
    password: Callable[[], str],
    report: Callable[[str], None],
) -> SetupPlan:
    """Create what is missing and assign the data set; done again, it creates nothing.

    Args:
        database: Where products and stores are, as the recorder.
        dhis2: As an administrator of DHIS2, never as the service user.
        choices: Data set, category options, service user.
        password: Asked for the service user's password, only if that user has to be made.
        report: Told each step when it is done.

    Returns:
        The plan that was carried out.

    Raises:
        PermanentError: the user is no administrator, or DHIS2 refused a part, with its reasons;
            the steps reported before stand.
    """
    _demand_administrator(dhis2)
    plan = plan_setup(database, dhis2, choices)
    if plan.lacks_option_combos:
        generate_option_combos(dhis2, plan.combo_uid)
        report("let DHIS2 generate the category option combos")
        plan = plan_setup(database, dhis2, choices)
    for payload in _payloads(plan):
        import_metadata(dhis2, _with_password(payload, password))
        for kind, objects in payload.items():
            report(f"created {counted(kind, len(objects))}")
    for number, org_unit in enumerate(plan.assignments, start=1):
        assign_org_unit(dhis2, plan.data_set_uid, org_unit)
        if number == len(plan.assignments) or number % 100 == 0:
            report(f"assigned the data set to {number} of {len(plan.assignments)} org units")
    return plan


def _demand_administrator(dhis2: Dhis2Client) -> None:
    user = read_user(dhis2)
    if _MAY_IMPORT.isdisjoint(user.authorities):
        raise PermanentError(
            f"{user.username} is no administrator of {dhis2.base_url} (neither ALL nor "
            "F_METADATA_IMPORT); nothing was changed. Log in as one, or hand the output of "
            "vlmis dhis2 setup --print to one."
        )


def _payloads(plan: SetupPlan) -> list[dict[str, list[MetaObject]]]:
    later = {kind for kinds in _LATER for kind in kinds}
    first = tuple(kind for kind in plan.missing if kind not in later)
    portions = (
        {kind: plan.missing[kind] for kind in kinds if kind in plan.missing}
        for kinds in (first, *_LATER)
    )
    return [portion for portion in portions if portion]


def _with_password(
    payload: Mapping[str, Sequence[MetaObject]], password: Callable[[], str]
) -> Mapping[str, Sequence[MetaObject]]:
    if "users" not in payload:
        return payload
    return {**payload, "users": [{**each, "password": password()} for each in payload["users"]]}

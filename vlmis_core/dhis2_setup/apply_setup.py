"""Make in DHIS2 what is missing there; nothing that exists is changed."""

from collections.abc import Callable, Mapping, Sequence

from vlmis_core.database import Database
from vlmis_core.dhis2.analytics_settings import SHOWS_ZEROS
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.metadata import read_user
from vlmis_core.dhis2_setup.metadata import (
    assign_org_units,
    create_object,
    generate_option_combos,
    import_metadata,
    include_zeros,
    set_output_period_types,
)
from vlmis_core.dhis2_setup.model.content import MetaObject
from vlmis_core.dhis2_setup.model.plan import SetupPlan
from vlmis_core.dhis2_setup.plan_setup import SetupChoices, plan_setup
from vlmis_core.errors import PermanentError
from vlmis_core.messages import Message, message

_MAY_IMPORT = {"ALL", "F_METADATA_IMPORT"}
_LATER = (
    ("dataSets",),
    ("indicatorTypes", "indicators"),
    ("visualizations",),
    ("maps",),
    ("dashboards",),
)
"""What refers to the rest, and is imported after it."""


def apply_setup(
    database: Database,
    dhis2: Dhis2Client,
    choices: SetupChoices,
    *,
    password: Callable[[], str],
    report: Callable[[Message], None],
) -> SetupPlan:
    """Create what is missing and assign the data set; done again, it creates nothing.

    Args:
        database: Where products and stores are, as the recorder.
        dhis2: As an administrator of DHIS2, never as the service user.
        choices: Data set, category options, service user.
        password: Asked for the service user's password, only if that user has to be made.
        report: Takes a message after each step.

    Returns:
        The plan that was carried out.

    Raises:
        PermanentError: the user is not an administrator, or DHIS2 refused a part; the steps
            that were reported before remain done.
    """
    _require_administrator(dhis2)
    plan = plan_setup(database, dhis2, choices)
    if plan.lacks_option_combos:
        generate_option_combos(dhis2, plan.combo_uid)
        report(message("option_combos_generated"))
        plan = plan_setup(database, dhis2, choices)
    for payload in _payloads(plan):
        if maps := payload.get("maps"):
            for each in maps:  # An import of metadata cannot make one on 2.42.
                create_object(dhis2, "maps", each)
        else:
            import_metadata(dhis2, _with_password(payload, password))
        for kind, objects in payload.items():
            report(message("metadata_created", kind=kind, count=len(objects)))
    if plan.assignments:
        assign_org_units(dhis2, plan.data_set_uid, plan.assignments)
        report(message("org_units_assigned", count=len(plan.assignments)))
    _change_analytics(dhis2, plan, choices, report)
    return plan


def _change_analytics(
    dhis2: Dhis2Client, plan: SetupPlan, choices: SetupChoices, report: Callable[[Message], None]
) -> None:
    known, changes = plan.analytics, 0
    if choices.include_zeros and known.shows_zeros is False:
        include_zeros(dhis2)
        report(message("zeros_included", setting=SHOWS_ZEROS))
        changes += 1
    if choices.add_output_period_types and known.missing_period_types:
        present = known.output_period_types or ()
        set_output_period_types(dhis2, [*present, *known.missing_period_types])
        report(message("output_period_types_added", types=known.missing_period_types))
        changes += 1
    if changes:
        report(message("analytics_must_be_generated"))


def _require_administrator(dhis2: Dhis2Client) -> None:
    user = read_user(dhis2)
    if _MAY_IMPORT.isdisjoint(user.authorities):
        raise PermanentError(
            message("not_a_dhis2_administrator", username=user.username, address=dhis2.base_url)
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

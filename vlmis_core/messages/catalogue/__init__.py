"""Every code of the system, by domain; the order is the one of ``docs/messages.md``."""

from collections.abc import Iterable, Mapping

from vlmis_core.messages.catalogue import (
    accounts,
    analytics,
    completeness,
    database,
    delivery,
    dhis2,
    dhis2_check,
    dhis2_setup,
    files,
    freeze,
    holds,
    import_answers,
    indicators,
    input,
    ledger,
    national_file,
    notices,
    operations,
    org_units,
    posted_values,
    products,
    reports,
    settings,
    stock_limits,
    stores,
    trace,
    web,
)
from vlmis_core.messages.definition import MessageDefinition
from vlmis_core.messages.gaps import LIST, OWN_FORMS, Gap
from vlmis_core.messages.terms import TERMS

DOMAINS = (
    *(
        input,
        files,
        ledger,
        freeze,
        indicators,
        delivery,
        posted_values,
        completeness,
        analytics,
        holds,
        import_answers,
        trace,
    ),
    dhis2,
    *(
        dhis2_check,
        dhis2_setup,
        org_units,
        stores,
        products,
        stock_limits,
        accounts,
        reports,
        national_file,
        operations,
        notices,
    ),
    *(settings, database, web),
)
"""The modules with the definitions."""


def index_by_code(definitions: Iterable[MessageDefinition]) -> Mapping[str, MessageDefinition]:
    """Index definitions by code.

    Raises:
        ValueError: a code is defined twice, or a gap has the form of no group of terms.
    """
    found: dict[str, MessageDefinition] = {}
    for definition in definitions:
        if found.setdefault(definition.code, definition) is not definition:
            raise ValueError(f"the code {definition.code} is defined twice")
        for gap in definition.parameters.values():
            if not _is_known(gap):
                raise ValueError(f"{definition.code}: {gap} has the form of no group of terms")
    return found


def _is_known(gap: Gap) -> bool:
    form = gap.form if gap.of_each is None else gap.of_each
    return form in TERMS or (form in OWN_FORMS and form != LIST)


DEFINITIONS = index_by_code(each for domain in DOMAINS for each in domain.MESSAGES)
"""Code → definition."""

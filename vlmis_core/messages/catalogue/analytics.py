"""Comparing what the analytics of DHIS2 show with what is posted."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        analytics_are_equal="DHIS2 shows {compared} values of indicators, all as posted.",
    ),
    *define(
        MessageClass.DHIS2,
        FixBy.DHIS2_ADMINISTRATOR,
        analytics_differ=(
            plural(
                "Of {compared} values of indicators, DHIS2 shows {count} otherwise than posted.",
                "Of {compared} values of indicators, DHIS2 shows {count} otherwise than posted.",
            ),
            "vlmis dhis2 compare names them and the likely reasons.",
        ),
        analytics_not_readable=(
            "{address}: the answer of analytics cannot be read ({reason}).",
            "Look into the log of DHIS2.",
        ),
    ),
    *define(
        MessageClass.FINDING,
        FixBy.DHIS2_ADMINISTRATOR,
        analytics_never_generated=(
            "The analytics tables were never generated",
            "Generate them (app Data Administration), and schedule it for every night.",
        ),
        analytics_indicator_is_missing=(
            "DHIS2 does not have the indicator, or the service user may not see it",
            "Run vlmis dhis2 setup.",
        ),
        analytics_formula_differs=(
            "The indicator has another expression in DHIS2",
            "vlmis dhis2 setup names the difference.",
        ),
        analytics_aggregation_type_is_wrong=(
            "The data element has another aggregation type than SUM",
            "Correct it in the Maintenance app, then generate the analytics tables.",
        ),
        analytics_period_type_is_missing=(
            "Flows are empty: the length of period is no output period type",
            "Run vlmis dhis2 setup --apply --output-period-types, then generate the analytics "
            "tables.",
        ),
        analytics_zeros_are_hidden=(
            "Analytics leave zeros out",
            "Run vlmis dhis2 setup --apply --include-zeros, then generate the analytics tables.",
        ),
        analytics_are_older_than_posted=(
            "The analytics tables are older than the newest posted values",
            "Generate them after every push.",
        ),
        analytics_reason_is_unknown=(
            "The reason is not known",
            "vlmis push differences lists values that were changed in DHIS2; vlmis explain traces "
            "one.",
        ),
    ),
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
        level_has_no_org_units="No org unit is at level {level}.",
    ),
)

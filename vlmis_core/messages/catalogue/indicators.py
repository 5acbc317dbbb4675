"""Indicators of frozen days: whether they may be computed, and what was computed."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.NOT_READY,
        FixBy.SYSTEM_OPERATOR,
        indicators_need_frozen_day=(
            "{day} has no indicators: it is not frozen, or it is before the first day.",
            "Choose days that are frozen: vlmis eod status lists them.",
        ),
        indicators_need_day_before=(
            "{day} cannot be computed: {day_before} has no indicators yet.",
            "Compute the days in order: vlmis indicators compute.",
        ),
        month_needs_computed_days=(
            "{month} cannot be rolled up: its last day, {last_day}, has no indicators yet.",
            "Wait until {last_day} is frozen and computed.",
        ),
    ),
    *define(
        MessageClass.INTERNAL,
        FixBy.SYSTEM_OPERATOR,
        indicators_break_rule=(
            "The indicators of {day} were not stored: {store}, {product} breaks {rule}.",
            "Run vlmis eod audit --from {day} --to {day}. If the day is sound, the definitions are "
            "wrong: report it.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        indicators_computed="The indicators of {day} are computed.",
        month_was_rolled_up="The figures and indicators of {month} are computed.",
        indicators_were_computed=plural(
            "{count} day computed.",
            "{count} days computed.",
        ),
        indicators_are_complete="Every frozen day up to {newest} has its indicators.",
        indicators_wait=(
            plural(
                "{count} frozen day has no indicators yet; the newest frozen day is {newest}.",
                "{count} frozen days have no indicators yet; the newest frozen day is {newest}.",
            ),
            "Airflow computes them after the next frozen day; at once: vlmis indicators compute.",
        ),
        indicators_of_older_version=(
            plural(
                "{count} day was computed by older definitions.",
                "{count} days were computed by older definitions.",
            ),
            "To compute them by the present ones: vlmis indicators compute --from DAY --to DAY.",
        ),
    ),
)

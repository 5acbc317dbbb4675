"""The settings of the deployment."""

from vlmis_core.messages.definition import FixBy, MessageClass, define

MESSAGES = (
    *define(
        MessageClass.REFUSED,
        FixBy.SYSTEM_OPERATOR,
        some_settings_are_wrong=("Some settings are wrong.", "Correct them; see .env.example."),
        setting_is_unknown="{setting}: there is no setting of this name.",
        setting_is_invalid="{setting}: {problem}",
        setting_is_no_time_zone=(
            "{setting}: this is not an IANA time zone.",
            "Write it as in Africa/Abidjan.",
        ),
        setting_is_no_json="{setting}: this is not JSON ({problem}).",
        setting_needs_nine_codes=(
            "{setting}: this needs the nine different codes of the DHIS2 category options, as a "
            "JSON list in this order: {categories:list}."
        ),
        setting_has_wrong_channel_name=(
            "{setting}: the name of a channel is a lower-case letter, followed by at most 39 "
            "lower-case letters, digits, - or _.",
            "Write the name first, then the address. The address is a secret, and not shown here.",
        ),
        run_has_no_stock_day=(
            "A run without a logical date has no stock day.",
            "Clear the run of the day, or start a backfill.",
        ),
        first_day_is_not_set=(
            "VLMIS_FIRST_DAY is not set.",
            "Set it to the first stock day of the ledger.",
        ),
        database_password_is_not_set=(
            "VLMIS_DATABASE_PASSWORDS has no password for {database_role}.",
            "Give the passwords of all roles as a JSON object.",
        ),
        actor_is_not_named=(
            "Several people use this login of the operating system; nothing was changed.",
            "Say who acts: vlmis --actor NAME …, or set VLMIS_ACTOR.",
        ),
        deployment_is_missing=(
            "There is no deployment in {home}.",
            "Set VLMIS_HOME to its folder, or create one with vlmis db migrate.",
        ),
    ),
)

"""The database: no answer, another schema, a value that it does not take."""

from vlmis_core.messages.definition import FixBy, MessageClass, define

MESSAGES = (
    *define(
        MessageClass.UNAVAILABLE,
        FixBy.SYSTEM_OPERATOR,
        database_did_not_answer="The database did not answer: {detail}",
    ),
    *define(
        MessageClass.INTERNAL,
        FixBy.SYSTEM_OPERATOR,
        database_failed="The database failed without giving a reason.",
        database_message_is_unknown=(
            "The database raised {code} ({detail}), which this version of the program does not "
            "know.",
            "Bring the schema and the program to the same version: vlmis db migrate.",
        ),
        delivery_begins_pending=(
            "A delivery begins as {state:delivery_state}; it must begin as pending."
        ),
        delivery_cannot_change_so=(
            "A delivery cannot change from {state:delivery_state} ({attempts} attempts) to "
            "{next_state:delivery_state} ({next_attempts} attempts).",
            "Only a requeue starts a posted or exhausted record again.",
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.SYSTEM_OPERATOR,
        schema_is_another_version=(
            "The schema of the database is not the one of this version: {detail}.",
            "Migrate it: vlmis db migrate.",
        ),
        database_is_external=(
            "VLMIS_DATABASE_URL is set: this command does not stop an external database."
        ),
        airflow_is_missing=(
            "There is no Airflow in {home} yet.",
            "make up starts one there. Without Airflow, vlmis eod catch-up freezes missed days.",
        ),
        client_programs_are_missing=(
            "{program} of PostgreSQL {version} or newer was not found.",
            "Install the PostgreSQL client: postgresql-client-{version} on Debian and Ubuntu.",
        ),
        client_program_failed="{program} failed: {detail}",
        psql_is_missing=("psql was not found.", "Install the PostgreSQL client."),
    ),
    *define(
        MessageClass.UNAVAILABLE,
        FixBy.NOBODY,
        recorded_at_the_same_moment=(
            "Somebody else recorded the same at this moment: {detail}.",
            "Try again.",
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.USER,
        value_cannot_be_stored=(
            "A value cannot be stored: {detail}.",
            "Remove special characters from the text.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        database_answers="The database answers at {url}",
        schema_migrated="The schema has version {revision}",
        movement_was_removed="The movement {source_key} was removed; vlmis.removed_row keeps it.",
    ),
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.USER,
        database_role_is_unknown="There is no database role {role}; the roles are {roles:list}.",
    ),
)

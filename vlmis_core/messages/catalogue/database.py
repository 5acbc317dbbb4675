"""The database: no answer, another schema, a value that it does not take."""

from vlmis_core.messages.definition import FixBy, MessageClass, define

MESSAGES = (
    define(
        "database_did_not_answer",
        MessageClass.UNAVAILABLE,
        "The database did not answer: {detail}",
        fix_by=FixBy.SYSTEM_OPERATOR,
    ),
    define(
        "database_failed",
        MessageClass.INTERNAL,
        "The database failed without giving a reason.",
        fix_by=FixBy.SYSTEM_OPERATOR,
    ),
    define(
        "database_message_is_unknown",
        MessageClass.INTERNAL,
        "The database raised {code} ({detail}), which this version of the program does not know.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="Bring the schema and the program to the same version: vlmis db migrate.",
    ),
    define(
        "schema_is_another_version",
        MessageClass.REFUSED,
        "The schema of the database is not the one of this version: {detail}.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="Migrate it: vlmis db migrate.",
    ),
    define(
        "recorded_at_the_same_moment",
        MessageClass.UNAVAILABLE,
        "Somebody else recorded the same at this moment: {detail}.",
        fix_by=FixBy.NOBODY,
        action="Try again.",
    ),
    define(
        "value_cannot_be_stored",
        MessageClass.REFUSED,
        "A value cannot be stored: {detail}.",
        fix_by=FixBy.USER,
        action="Remove special characters from the text.",
    ),
    define(
        "database_answers",
        MessageClass.NOTICE,
        "The database answers at {url}",
        fix_by=FixBy.NOBODY,
    ),
    define(
        "database_is_external",
        MessageClass.REFUSED,
        "VLMIS_DATABASE_URL is set: this command does not stop an external database.",
        fix_by=FixBy.SYSTEM_OPERATOR,
    ),
    define(
        "schema_migrated",
        MessageClass.NOTICE,
        "The schema has version {revision}",
        fix_by=FixBy.NOBODY,
    ),
    define(
        "psql_is_missing",
        MessageClass.REFUSED,
        "psql was not found.",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="Install the PostgreSQL client.",
    ),
    define(
        "database_role_is_unknown",
        MessageClass.INVALID_INPUT,
        "There is no database role {role}; the roles are {roles:list}.",
        fix_by=FixBy.USER,
    ),
    define(
        "delivery_begins_pending",
        MessageClass.INTERNAL,
        "A delivery begins as {state:delivery_state}; it must begin as pending.",
        fix_by=FixBy.SYSTEM_OPERATOR,
    ),
    define(
        "delivery_cannot_change_so",
        MessageClass.INTERNAL,
        "A delivery cannot change from {state:delivery_state} ({attempts} attempts) to "
        "{next_state:delivery_state} ({next_attempts} attempts).",
        fix_by=FixBy.SYSTEM_OPERATOR,
        action="Only a requeue starts a posted or exhausted record again.",
    ),
)

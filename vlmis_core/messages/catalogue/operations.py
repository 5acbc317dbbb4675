"""Doctor, backup and housekeeping."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

_GRANTS = "Revoke it (revoke, alter role, reassign owned), and ask who granted it."

MESSAGES = (
    *define(
        MessageClass.FINDING,
        FixBy.NOBODY,
        settings_are_valid="home {home}",
        disk_has_space="{free} GiB free at {path}",
        schema_is_current="at {revision}",
        rights_are_limited="no role of the application can change the ledger or a frozen day",
        objects_are_as_migrated="{count} objects of the database are what the migrations make",
        clocks_agree="{seconds} s against this machine",
        time_zones_agree="{zone}, now {time}",
        roles_can_log_in="{roles:list} can log in",
        nights_are_frozen="frozen up to {newest}",
        receipts_are_confirmed="what was distributed more than {days} days ago is confirmed",
        nothing_was_pushed_yet="nothing was pushed yet",
        no_day_closes_soon="DHIS2 closes no day soon that misses records",
        production_is_on="records are sent to {address}, stock days from {day}",
        dhis2_holds_what_was_posted="DHIS2 holds what was posted, as far as the pushes have seen",
        dhis2_took_registrations="DHIS2 took every registration of complete facilities",
        dhis2_answers="{server}: {version}, as {username}",
    ),
    *define(
        MessageClass.FINDING,
        FixBy.SYSTEM_OPERATOR,
        settings_are_wrong=("{problems:list:message}", "See .env.example."),
        dhis2_differs_from_posted=(
            "{differences:list:message}",
            "vlmis push differences lists what differs, and what to do.",
        ),
        registrations_wait=(
            plural(
                "DHIS2 does not have {count} registration of a complete facility as it should be: "
                "{reason:message}",
                "DHIS2 does not have {count} registrations of complete facilities as it should "
                "be. For example: {reason:message}",
            ),
            "analyst.facility_completeness names the facilities; the values are in DHIS2.",
        ),
        receipts_are_overdue=(
            plural(
                "{count} distribution is unconfirmed for more than {days} days",
                "{count} distributions are unconfirmed for more than {days} days",
            ),
            "vlmis receipts list --overdue names them and the stores that have to confirm.",
        ),
        disk_is_nearly_full=(
            "{free} GiB free at {path}",
            "Make room, or move VLMIS_HOME to a larger disk.",
        ),
        database_cannot_be_checked=(
            "{detail}",
            "Check that it is running and that VLMIS_DATABASE_URL is right. Embedded: vlmis db "
            "start.",
        ),
        database_is_empty=("The database is empty.", "vlmis db migrate"),
        schema_is_outdated=("at {present}, this version needs {needed}", "vlmis db migrate"),
        role_has_server_rights=(
            "{role} is superuser, may create roles or databases, or bypasses row security",
            _GRANTS,
        ),
        role_is_member_of_owner=("{role} is a member of vlmis_owner", _GRANTS),
        role_owns_table=("{role} owns {table}", _GRANTS),
        role_may_change_table=("{role} may change or empty {table}", _GRANTS),
        objects_differ=(
            plural(
                "{count} object is not what the migrations make: {objects:list}",
                "{count} objects are not what the migrations make, among them: {objects:list}",
            ),
            "Find out who changed them. vlmis db migrate makes functions, views, triggers and the "
            "settings of roles again; restore anything else from a backup.",
        ),
        objects_cannot_be_compared=(
            "functions, triggers and rights cannot be compared with the migrations: {detail}",
            "Let the one who migrates create a database (createdb), and see that nobody is "
            "connected to vlmis_comparison.",
        ),
        clocks_differ=("{seconds} s against this machine", "Set both clocks by NTP."),
        time_zones_differ=(
            "{zone}: it is {database_time} in the database, {time} on this machine",
            "Update the time zone data of both (tzdata).",
        ),
        gate_has_another_zone=(
            "VLMIS_TIME_ZONE is {zone}, but days of this ledger are frozen by the time of {kept}",
            "Set VLMIS_TIME_ZONE back to {kept}. If {zone} is meant: vlmis db migrate "
            "--change-time-zone.",
        ),
        time_zone_is_utc=(
            "UTC: days begin and end at midnight UTC",
            "Set VLMIS_TIME_ZONE to the zone of the country before the first day, unless UTC is "
            "meant.",
        ),
        day_is_stuck=(
            "{day} has been closing since {at:instant} (run {run})",
            "Clear its failed task in Airflow, or freeze the day: vlmis eod freeze {day}.",
        ),
        roles_cannot_log_in=(
            "{roles:list} cannot log in: {detail}",
            "Set the password: alter role … password …, and VLMIS_DATABASE_PASSWORDS.",
        ),
        nights_are_late=(
            plural(
                "{count} day late: frozen up to {newest}, due up to {due}",
                "{count} days late: frozen up to {newest}, due up to {due}",
            ),
            "Check that Airflow runs and eod_freeze is not paused (docs/runbooks/eod_freeze.md); "
            "by hand: vlmis eod catch-up.",
        ),
        no_night_is_due_yet=("{detail}", "vlmis eod go-live --first-day DATE"),
        nights_cannot_be_checked=("{detail}", "vlmis db start"),
        production_is_off_here="Production is off: nothing is sent to DHIS2. {reason:message}",
        first_day_setting_has_no_effect=(
            "Stock days are sent from {day}; VLMIS_PUSH_FROM names {setting}, which counts only "
            "until production is first switched on.",
            "vlmis push production first-day changes the first day.",
        ),
        dhis2_is_not_set_up=("no server is named", "Set VLMIS_DHIS2_URL and its credentials."),
        dhis2_does_not_answer=(
            "{detail}",
            "Check that DHIS2 is up and that VLMIS_DHIS2_URL and the token or password are right.",
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.SYSTEM_OPERATOR,
        backup_folder_is_not_empty=(
            "{folder} is not empty.",
            "Name a new folder; each backup has its own.",
        ),
        backup_has_no_manifest=(
            "{folder} holds no complete backup: there is no manifest.json.",
            "Take another backup; this one was interrupted, or this is the wrong folder.",
        ),
        backup_manifest_is_unreadable=(
            "{path} cannot be read: {detail}",
            "Take another backup, or copy this one again from where it was made.",
        ),
        backup_file_is_missing=(
            "{path} is missing.",
            "Take another backup, or copy this one again from where it was made.",
        ),
        backup_file_is_incomplete=(
            "{path} has {size} bytes; it was written with {expected}.",
            "Take another backup, or copy this one again from where it was made.",
        ),
        backup_file_was_changed=(
            "{path} was changed: its SHA-256 is not the one in manifest.json.",
            "Take another backup, or copy this one again from where it was made.",
        ),
        backup_is_of_newer_version=(
            "The backup was made by version {version}, whose schema {revision} this version does "
            "not know.",
            "Install version {version} or a newer one, then restore.",
        ),
        backup_is_of_newer_server=(
            "The backup was made with PostgreSQL {version}; the server here is PostgreSQL "
            "{present}.",
            "Restore it into PostgreSQL {version} or newer.",
        ),
        restore_needs_new_home=(
            "{path} exists: there is a deployment in this home already.",
            "Name a new folder with vlmis --home, or move the old deployment away.",
        ),
        restore_needs_empty_database=(
            "The database {database} is not empty: it has {count} tables and other objects.",
            "A backup is restored into empty databases only; make new ones, or drop these if "
            "nothing in them is needed.",
        ),
        restore_needs_airflow=(
            "The backup has Airflow's database, and this deployment has no Airflow.",
            "Set AIRFLOW__DATABASE__SQL_ALCHEMY_CONN to an empty database for it.",
        ),
        airflow_database_is_not_postgresql=(
            "Airflow's database is {kind}; only PostgreSQL can be backed up.",
            "Set AIRFLOW__DATABASE__SQL_ALCHEMY_CONN to the database of this deployment's Airflow.",
        ),
        airflow_database_is_unknown=(
            "Airflow does not say where its database is: {detail}",
            "Set AIRFLOW__DATABASE__SQL_ALCHEMY_CONN.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        backup_is_complete=(
            "The backup in {folder} is complete: {size} MB, stock days frozen up to {newest}."
        ),
        backup_of_no_day_is_complete=(
            "The backup in {folder} is complete: {size} MB, no stock day is frozen yet."
        ),
        backup_has_no_airflow="This deployment has no Airflow; the backup is of the ledger alone.",
        backup_is_intact="The backup of {at:instant} is complete, and every file is as written.",
        restored_days_are_intact=plural(
            "{count} frozen day has the digest that it was sealed with.",
            "{count} frozen days have the digests that they were sealed with.",
        ),
        restored_day_is_open_again=(
            "{day} was being frozen when the backup was made; it is open again."
        ),
        restore_is_complete=(
            "The backup is restored. Nothing is sent to DHIS2 from here until a person allows it.",
            "If this is the production now: vlmis push production on. Airflow's tables are "
            "brought to this version by airflow db migrate (make up and docker compose do it).",
        ),
        airflow_agrees_with_ledger="Airflow and the ledger agree about which days are frozen.",
        days_only_airflow_believes=(
            plural(
                "Airflow believes {count} day frozen that is not: {first} to {last}.",
                "Airflow believes {count} days frozen that are not: {first} to {last}.",
            ),
            "Run them again: {command}",
        ),
        days_airflow_does_not_know=(
            plural(
                "{count} day is frozen whose run in Airflow has not succeeded: {first} to {last}.",
                "{count} days are frozen whose runs in Airflow have not succeeded: {first} to "
                "{last}.",
            ),
            "Run them again, which changes nothing in the ledger: {command}",
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.SYSTEM_OPERATOR,
        restored_days_are_broken=(
            plural(
                "{count} row or digest of the restored days is not as it was sealed.",
                "{count} rows or digests of the restored days are not as they were sealed.",
            ),
            "Restore an older backup into another place, and compare. Do not allow sending from "
            "here.",
        ),
    ),
    *define(
        MessageClass.FINDING,
        FixBy.STORE_ADMINISTRATOR,
        stores_have_no_org_unit=(
            plural(
                "{count} store without org unit: its data do not reach DHIS2",
                "{count} stores without org unit: their data do not reach DHIS2",
            ),
            "vlmis stores attach",
        ),
        products_have_no_hmis_code=(
            plural(
                "{count} product without HMIS Code: never reported",
                "{count} products without HMIS Code: never reported",
            ),
            "vlmis products set-code",
        ),
    ),
    *define(
        MessageClass.FINDING,
        FixBy.DHIS2_ADMINISTRATOR,
        days_close_soon=(
            "{days:list:message}",
            "vlmis why-not shows who can fix what; or raise the expiry days of the data set.",
        ),
    ),
)

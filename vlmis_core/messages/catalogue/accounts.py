"""Accounts, roles and login."""

from vlmis_core.messages.definition import (
    FixBy,
    MessageClass,
    MessageDefinition,
    Text,
    define,
    plural,
)


def _refusal(
    code: str,
    text: Text,
    action: str | None = None,
    fix_by: FixBy = FixBy.STORE_ADMINISTRATOR,
) -> MessageDefinition:
    return define(code, MessageClass.REFUSED, text, fix_by=fix_by, action=action)


def _fault(code: str, text: Text, action: str | None = None) -> MessageDefinition:
    """Define why a role or a store cannot be given to an account."""
    return define(
        code,
        MessageClass.INVALID_INPUT,
        text,
        fix_by=FixBy.STORE_ADMINISTRATOR,
        action=action,
    )


def _notice(code: str, text: Text) -> MessageDefinition:
    return define(code, MessageClass.NOTICE, text, fix_by=FixBy.NOBODY)


MESSAGES = (
    define(
        "login_refused",
        # Not 401: today's pages and commands answer a refused login like any other refusal.
        MessageClass.REFUSED,
        "Login failed: check username and password.",
        fix_by=FixBy.USER,
        action=(
            "Whoever logs in to DHIS2 with a second factor uses a personal access token as the "
            "password. After three failures, wait 15 minutes. You also need an account here: ask "
            "your administrator."
        ),
    ),
    _refusal(
        "break_glass_needs_a_reason",
        "A break-glass login needs a reason.",
        "For example: --reason 'DHIS2 is down'.",
        FixBy.SYSTEM_OPERATOR,
    ),
    _refusal(
        "account_exists",
        "{username} has an account already.",
        "vlmis users list shows it; vlmis users activate activates it again.",
    ),
    _refusal(
        "dhis2_user_is_unknown",
        "DHIS2 at {server} has no user {username}. Letter case counts.",
        "Create the user in DHIS2 first.",
        FixBy.DHIS2_ADMINISTRATOR,
    ),
    _refusal(
        "dhis2_user_is_disabled",
        "{username} is disabled in DHIS2.",
        "Enable the user there first.",
        FixBy.DHIS2_ADMINISTRATOR,
    ),
    _refusal(
        "dhis2_user_has_no_org_unit",
        "{username} has no org unit in DHIS2.",
        "Give the user one there first.",
        FixBy.DHIS2_ADMINISTRATOR,
    ),
    _refusal(
        "org_units_of_user_are_unknown",
        "{username} belongs in DHIS2 to {org_units:list}, which the last refresh did not read.",
        "Refresh the org units first (vlmis org-units refresh), then add the user.",
    ),
    _fault("account_needs_a_role", "An account needs at least one role of: {roles:list:role}."),
    _fault(
        "central_store_is_missing", "There is no central store.", "Attach one: vlmis stores attach."
    ),
    _fault(
        "administrator_has_the_central_store",
        "An administrator has no other store than the central store, {store}.",
    ),
    _fault("role_needs_a_store", "This role needs at least one store."),
    _fault("role_has_no_stores", "This role has no stores: it sees the whole country."),
    _fault("given_store_is_unknown", "There is no such store."),
    _fault("given_store_is_closed", "The store is closed since {day}."),
    _fault(
        "given_store_has_no_org_unit",
        "The store has no org unit.",
        "Attach it first: vlmis stores attach.",
    ),
    _fault(
        "given_store_is_elsewhere",
        "In DHIS2 the person belongs neither to the org unit of the store nor to one above it.",
    ),
    _notice(
        "accounts_refreshed",
        plural(
            "{count} account was compared with DHIS2, {changed} changed.",
            "{count} accounts were compared with DHIS2, {changed} changed.",
        ),
    ),
    _notice(
        "accounts_refreshed_and_ended",
        plural(
            "{count} account was compared with DHIS2, {changed} changed; "
            "disabled or gone in DHIS2: {usernames:list}.",
            "{count} accounts were compared with DHIS2, {changed} changed; "
            "disabled or gone in DHIS2: {usernames:list}.",
        ),
    ),
)

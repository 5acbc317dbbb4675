"""Accounts, roles and login."""

from vlmis_core.messages.definition import FixBy, MessageClass, define, plural

MESSAGES = (
    *define(
        MessageClass.REFUSED,
        FixBy.USER,
        # Not 401: today's pages and commands answer a refused login like any other refusal.
        login_refused=(
            "Login failed: check username and password.",
            "After three failures, wait 15 minutes. You also need an account here: ask your "
            "administrator.",
        ),
        login_needs_code=(
            "DHIS2 asks for a code: that of your authenticator app, or the one that it sent you.",
            "Send the code of this moment as two_factor_code.",
        ),
        login_code_refused=("The code is wrong or too old.", "Enter the one that is valid now."),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.SYSTEM_OPERATOR,
        break_glass_needs_a_reason=(
            "A break-glass login needs a reason.",
            "For example: --reason 'DHIS2 is down'.",
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.STORE_ADMINISTRATOR,
        account_exists=(
            "{username} has an account already.",
            "Find it in the list of users (vlmis users list); it can be activated there.",
        ),
        org_units_of_user_are_unknown=(
            "{username} belongs in DHIS2 to {org_units:list}, which the last refresh did not read.",
            "Refresh the org units first (vlmis org-units refresh), then add the user.",
        ),
    ),
    *define(
        MessageClass.REFUSED,
        FixBy.DHIS2_ADMINISTRATOR,
        dhis2_user_is_unknown=(
            "DHIS2 at {server} has no user {username}. Letter case counts.",
            "Create the user in DHIS2 first.",
        ),
        dhis2_user_is_disabled=("{username} is disabled in DHIS2.", "Enable the user there first."),
        dhis2_user_has_no_org_unit=(
            "{username} has no org unit in DHIS2.",
            "Give the user one there first.",
        ),
    ),
    *define(
        MessageClass.INVALID_INPUT,
        FixBy.STORE_ADMINISTRATOR,
        account_needs_a_role="An account needs at least one role of: {roles:list:role}.",
        central_store_is_missing=("There is no central store.", "Attach one: vlmis stores attach."),
        administrator_has_the_central_store=(
            "An administrator has no other store than the central store, {store}."
        ),
        role_needs_a_store="This role needs at least one store.",
        role_has_no_stores="This role has no stores: it sees the whole country.",
        given_store_has_no_org_unit=(
            "The store has no org unit.",
            "Attach it first: vlmis stores attach.",
        ),
        given_store_is_elsewhere=(
            "In DHIS2 the person belongs neither to the org unit of the store nor to one above it."
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        accounts_refreshed=plural(
            "{count} account was compared with DHIS2, {changed} changed.",
            "{count} accounts were compared with DHIS2, {changed} changed.",
        ),
        accounts_refreshed_and_ended=plural(
            "{count} account was compared with DHIS2, {changed} changed; disabled or gone in "
            "DHIS2: {usernames:list}.",
            "{count} accounts were compared with DHIS2, {changed} changed; disabled or gone in "
            "DHIS2: {usernames:list}.",
        ),
    ),
    *define(
        MessageClass.NOTICE,
        FixBy.USER,
        # What was sent; it begins the text of input_refused.
        roles_and_stores="Roles and stores of {username}",
    ),
)

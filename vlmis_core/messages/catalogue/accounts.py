"""Accounts, roles and login."""

from vlmis_core.messages.definition import FixBy, MessageClass, define

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
)

"""Testland: the country against which real servers were recorded (``metadata.json``)."""

import json
from pathlib import Path

from sandbox.stand_in.dhis2 import Dhis2
from sandbox.stand_in.schema import MetaObject

RECORDINGS = Path(__file__).resolve().parents[2] / "tests" / "data" / "dhis2"

ACCOUNTS_USER = ("vlmis.accounts", "Vlmis-Acc-2026!")
BOTH_USER = ("vlmis.both", "Vlmis-Both-2026!")


def recorded_country(dhis2: Dhis2, metadata_file: Path | None = None) -> None:
    """Fill a server as the recorded ones were: first payload, option combos, second payload."""
    file = metadata_file or RECORDINGS / "metadata.json"
    first, second = json.loads(file.read_text(encoding="utf-8"))
    dhis2.metadata.load(first)
    dhis2.metadata.complete_option_combos()
    dhis2.metadata.load(second)


def add_account_users(dhis2: Dhis2) -> None:
    """Add the two users that the recordings of family 6xx speak as."""
    viewer = {"id": "UrlAccounts", "name": "VLMIS accounts", "authorities": ["F_USER_VIEW"]}
    both = {
        "id": "UrlBothRole",
        "name": "VLMIS both",
        "authorities": ["F_USER_VIEW", "F_DATAVALUE_ADD"],
    }
    dhis2.metadata.load(
        {
            "userRoles": [viewer, both],
            "users": [
                _user("UsrAccounts", *ACCOUNTS_USER, role="UrlAccounts"),
                _user("UsrBothRole", *BOTH_USER, role="UrlBothRole"),
            ],
        }
    )


def _user(uid: str, username: str, password: str, *, role: str) -> MetaObject:
    country = [{"id": "OuA00000001"}]
    return {
        "id": uid,
        "username": username,
        "password": password,
        "firstName": "VLMIS",
        "surname": "Accounts",
        "userRoles": [{"id": role}],
        "organisationUnits": country,
        "dataViewOrganisationUnits": country,
    }

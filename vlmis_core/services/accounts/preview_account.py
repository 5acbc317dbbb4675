"""What an account of a DHIS2 user would be, before it is created."""

from collections.abc import Iterator
from dataclasses import dataclass

from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.users import Dhis2User, read_user


@dataclass(frozen=True, slots=True)
class PreviewedAccount:
    """The user as DHIS2 has them (None: it has none), and what keeps an account from them."""

    user: Dhis2User | None
    org_units: tuple[str, ...]
    obstacles: tuple[str, ...]


def preview_account(database: Database, dhis2: Dhis2Client, username: str) -> PreviewedAccount:
    """Ask DHIS2 for the user; changes nothing.

    Raises:
        Dhis2UnavailableError: no answer.
        Dhis2AccessError: the service user may not look at users.
    """
    user = read_user(dhis2, username)
    if user is None:
        why = f"DHIS2 at {dhis2.base_url} has no user {username}. Letter case counts."
        return PreviewedAccount(None, (), (why,))
    uids = list(user.org_unit_uids)
    with database.transaction() as tx:
        names = {
            row.org_unit_uid: row.name for row in tx.rows("places/select_org_units", uids=uids)
        }
        has_account = tx.row("accounts/lock_account", username=username) is not None
    unknown = [uid for uid in uids if uid not in names]
    return PreviewedAccount(
        user,
        tuple(names.get(uid, uid) for uid in uids),
        tuple(_obstacles(user, unknown, has_account=has_account)),
    )


def _obstacles(user: Dhis2User, unknown: list[str], *, has_account: bool) -> Iterator[str]:
    if has_account:
        yield f"{user.username} has an account already."
    if user.is_disabled:
        yield f"{user.username} is disabled in DHIS2: enable the user there first."
    if not user.org_unit_uids:
        yield f"DHIS2 places {user.username} at no org unit: give the user one there first."
    if unknown:
        yield (
            f"DHIS2 places {user.username} at {', '.join(unknown)}, which the replica does not "
            "have: refresh the org units first, then add the user."
        )

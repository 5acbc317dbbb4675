"""Where a login leads: to the page that was asked for, never to another site."""

from urllib.parse import unquote, urlsplit

from airflow.api_fastapi.app import get_cookie_path

from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action


def safe_path(wanted: str, *origins: str) -> str | None:
    """The path of a wanted page on this site; None: it is elsewhere, or a trick.

    Args:
        wanted: A path, or an address that begins like one of ``origins``.
        origins: Where this site is: ``https://host[:port]``.
    """
    if any(character in unquote(wanted) for character in "\\\r\n\t\0"):
        return None
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc:
        if f"{parts.scheme}://{parts.netloc}" not in origins:
            return None
        wanted = parts._replace(scheme="", netloc="").geturl() or "/"
    is_path = wanted.startswith("/") and not unquote(wanted).startswith("//")
    return wanted if is_path else None


def page_after_login(person: Person, wanted: str | None) -> str:
    """The wanted page; for whom Airflow has nothing to show, the VLMIS pages instead of it."""
    if wanted and (wanted.startswith(vlmis_pages()) or person.may(Action.READ_RUNS)):
        return wanted
    return get_cookie_path() if person.may(Action.READ_RUNS) else vlmis_pages()


def vlmis_pages() -> str:
    """Where the VLMIS pages begin."""
    return f"{get_cookie_path().rstrip('/')}/vlmis/"

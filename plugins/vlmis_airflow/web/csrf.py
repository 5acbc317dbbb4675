"""Forms that change something are taken from our own pages only.

The session is a cookie, which a browser sends along with a form of any other site. So a form
carries a token that only this server can make, for this person, and for some hours; and a browser
that says where a request comes from must say: from here. A program that sends a Bearer token uses
no cookie and needs neither.
"""

import hashlib
import hmac
import time
from typing import Annotated

from airflow.configuration import conf
from fastapi import Depends, Form, Request

from vlmis_airflow.web.access import NotAllowedError, NotSignedInError, signed_in_person
from vlmis_core.accounts.person import Person

FIELD = "csrf_token"
_VALID_SECONDS = 12 * 3600


def make_token(person: Person, *, now: float | None = None) -> str:
    """A token for the forms of a person: its end, and a signature over both."""
    ends = int(now if now is not None else time.time()) + _VALID_SECONDS
    return f"{ends}.{_signature(person, ends)}"


def token_is_good(token: str, person: Person, *, now: float | None = None) -> bool:
    """Whether this server made the token for this person, not too long ago."""
    ends, _, signature = token.partition(".")
    if not ends.isascii() or not ends.isdigit():
        return False
    is_ours = hmac.compare_digest(signature.encode(), _signature(person, int(ends)).encode())
    return is_ours and int(ends) >= (now if now is not None else time.time())


def from_our_page(
    request: Request,
    person: Annotated[Person | None, Depends(signed_in_person)],
    csrf_token: Annotated[str, Form()] = "",
) -> None:
    """A dependency of every route that changes something by a form.

    Raises:
        NotAllowedError: the request comes from elsewhere, or its form is too old.
    """
    if person is None:
        raise NotSignedInError
    request.state.person = person
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise NotAllowedError("This form was sent from another site.")
    if not token_is_good(csrf_token, person):
        raise NotAllowedError("This form is too old or was not made for you: load it again.")


def _signature(person: Person, ends: int) -> str:
    secret = conf.get_mandatory_value("api", "secret_key").encode()
    text = f"vlmis-form|{person.account_id}|{person.username}|{ends}".encode()
    return hmac.new(secret, text, hashlib.sha256).hexdigest()

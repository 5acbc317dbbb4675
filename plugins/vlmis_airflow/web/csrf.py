"""The tokens of the pages' forms; a program that sends a Bearer token needs none."""

from typing import Annotated

from fastapi import Form, Request

from vlmis_airflow.form_tokens import FormTokens, is_same_origin
from vlmis_airflow.web.access import NotAllowedError, SignedIn
from vlmis_core.accounts.person import Person
from vlmis_core.messages import message

_FORMS = FormTokens("vlmis-form", valid_seconds=12 * 3600)


def make_token(person: Person) -> str:
    """Sign a token for the forms that are shown to a person."""
    return _FORMS.make(person.account_id, person.username)


def is_valid_token(token: str, person: Person) -> bool:
    """Tell whether a form with this token was made for this person, not too long ago."""
    return _FORMS.is_valid(token, person.account_id, person.username)


def from_our_page(
    request: Request,
    person: SignedIn,
    csrf_token: Annotated[str, Form()] = "",
) -> None:
    """Refuse a form of another site; a dependency of every route that changes something by a form.

    Raises:
        NotAllowedError: the request comes from another site, or its form is too old.
    """
    request.state.person = person
    if not is_same_origin(request):
        raise NotAllowedError(message("form_came_from_another_site"))
    if not is_valid_token(csrf_token, person):
        raise NotAllowedError(message("form_is_too_old"))

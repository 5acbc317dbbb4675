"""The tokens of the pages' forms; a program that sends a Bearer token needs none."""

from fastapi import Request

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


def holder_of_token(token: str) -> tuple[int, str] | None:
    """Return account id and username of whom a form was made for; None: the token is not good."""
    match _FORMS.holder(token):
        case [int(account_id), str(username)]:
            return account_id, username
    return None


async def require_own_form(request: Request, person: SignedIn) -> None:
    """Refuse a form that is not one of this person's pages; a dependency of every page.

    Raises:
        NotAllowedError: the request comes from another site, or its form is too old.
    """
    if request.method == "GET":
        return
    if not is_same_origin(request):
        raise NotAllowedError(message("form_came_from_another_site"))
    form = await request.form()
    if not is_valid_token(str(form.get("csrf_token", "")), person):
        raise NotAllowedError(message("form_is_too_old"))

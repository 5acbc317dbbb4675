"""My notices: what a person is told of by e-mail, at which address and in which language."""

from typing import Annotated

from fastapi import Form, Request, Response

from vlmis_airflow.language import language_of
from vlmis_airflow.web.access import SignedIn
from vlmis_airflow.web.choices import Now, Reporting, Words
from vlmis_airflow.web.forms import FormText, go_to
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.refused_forms import form_of
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.messages import LANGUAGES
from vlmis_core.notices.notice import NoticeKind
from vlmis_core.notices.subscriptions import NoticeChoice, kinds_for, read_choice, save_choice

PATH = "/notices"
router = page_router(Action.READ_REPORTS, PATH)


@router.get("")
def show_choice(
    request: Request, person: SignedIn, database: Reporting, done: Words = None
) -> Response:
    """What the person asked for, as a form."""
    choice = read_choice(database, person)
    return render(
        request,
        "notices.html",
        choice=choice,
        kinds=kinds_for(person),
        chosen_language=choice.language or language_of(request),
        all_languages=LANGUAGES,
        done=done,
    )


@router.post("", dependencies=[form_of()])
def keep_choice(
    request: Request,
    person: SignedIn,
    database: Reporting,
    now: Now,
    kinds: Annotated[list[NoticeKind] | None, Form()] = None,
    address: FormText = "",
    language: FormText = "",
) -> Response:
    """Keep what the person asks for from now on."""
    choice = NoticeChoice(frozenset(kinds or ()), address, language)
    save_choice(database, person, choice, now=now)
    return go_to(request, PATH, done="saved")

"""``vlmis dhis2 setup``: prepare DHIS2 to take stock figures."""

import json
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import requests
import typer
from requests.auth import AuthBase, HTTPBasicAuth

from vlmis_core.cli.session import database_as
from vlmis_core.database import Database
from vlmis_core.database.roles import RECORDER
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.session import ApiTokenAuth, open_session, prepared
from vlmis_core.dhis2_setup.apply_setup import apply_setup
from vlmis_core.dhis2_setup.model.content import MetaObject
from vlmis_core.dhis2_setup.model.differences import counted
from vlmis_core.dhis2_setup.model.plan import SetupPlan
from vlmis_core.dhis2_setup.plan_setup import SetupChoices, plan_setup
from vlmis_core.errors import SettingsError
from vlmis_core.products.upsert_products import set_hmis_code
from vlmis_core.settings import Settings, load_settings

SERVICE_USER = "vlmis"
NAMES_SHOWN = 10


def _secret_file(help_text: str) -> Any:
    return typer.Option(exists=True, dir_okay=False, help=help_text)


def setup(
    print_json: Annotated[
        bool, typer.Option("--print", help="What is missing, as JSON for the Import app of DHIS2.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Make what is missing.")] = False,
    username: Annotated[
        str | None, typer.Option(help="An administrator of DHIS2; the password is asked for.")
    ] = None,
    password_file: Annotated[
        Path | None, _secret_file("File with the administrator's password.")
    ] = None,
    token_file: Annotated[
        Path | None, _secret_file("File with an administrator's token, instead of a password.")
    ] = None,
    service_user: Annotated[
        str | None, typer.Option(help="Who shall send; default VLMIS_DHIS2_USERNAME, else vlmis.")
    ] = None,
    service_password_file: Annotated[
        Path | None,
        _secret_file("File with the password of a new service user; else you are asked."),
    ] = None,
    set_codes: Annotated[
        bool, typer.Option(help="With --apply: give products their HMIS Codes.")
    ] = False,
) -> None:
    """Prepare DHIS2: categories, data elements, data set, rights, service user.

    Says what is there, what is missing and what differs. What is there is never changed.

    Log in as an administrator of DHIS2 with --username or --token-file. Without, the service user
    reads, as far as it may see.
    """
    if print_json and apply:
        raise typer.BadParameter("--print or --apply, not both.")
    settings = load_settings()
    dhis2 = _client(settings, _login(username, password_file, token_file), for_writing=apply)
    choices = SetupChoices(
        settings.data_set,
        settings.category_codes,
        service_user or settings.dhis2_username or SERVICE_USER,
    )
    with database_as(RECORDER, settings) as database:
        if apply:
            secret = _ServicePassword(settings, choices.service_user, service_password_file)
            plan = apply_setup(database, dhis2, choices, password=secret, report=typer.echo)
        else:
            plan = plan_setup(database, dhis2, choices)
        if print_json:
            typer.echo(json.dumps(plan.missing, ensure_ascii=False, indent=1))
        words = _in_words(plan, is_done=apply, is_printed=print_json)
        for line in [*words, *_codes(database, plan, are_set=apply and set_codes)]:
            typer.echo(line, err=print_json)


class _ServicePassword:
    """The password of the service user that is to be made, asked for only then."""

    def __init__(self, settings: Settings, service_user: str, file: Path | None) -> None:
        self._settings, self._user, self._file = settings, service_user, file

    def __call__(self) -> str:
        if self._file is not None:
            return _secret_in(self._file)
        known = self._settings.dhis2_password
        if known is not None and self._settings.dhis2_username == self._user:
            return known.get_secret_value()
        asked: str = typer.prompt(
            f"Password for the new DHIS2 user {self._user}",
            hide_input=True,
            confirmation_prompt=True,
            err=True,
        )
        return asked


def _login(
    username: str | None, password_file: Path | None, token_file: Path | None
) -> AuthBase | None:
    if token_file is not None:
        return ApiTokenAuth(_secret_in(token_file))
    if username is None:
        return None
    password = (
        _secret_in(password_file)
        if password_file is not None
        else typer.prompt(f"Password of {username} in DHIS2", hide_input=True, err=True)
    )
    return HTTPBasicAuth(username, password.encode())


def _secret_in(file: Path) -> str:
    secret = file.read_text(encoding="utf-8").strip()
    if not secret:
        raise SettingsError(f"{file}: the file with the secret is empty.")
    return secret


def _client(settings: Settings, login: AuthBase | None, *, for_writing: bool) -> Dhis2Client:
    if not settings.dhis2_url:
        raise SettingsError("VLMIS_DHIS2_URL is not set: give the address of DHIS2, without /api.")
    if login is None and for_writing:
        raise SettingsError(
            "--apply needs an administrator of DHIS2: --username NAME (with --password-file FILE, "
            "or you are asked), or --token-file FILE. The service user is never taken for it."
        )
    if login is not None:
        session = prepared(requests.Session(), login)
    else:
        try:
            session = open_session(settings)
        except SettingsError as error:
            raise SettingsError(f"{error} Or log in as an administrator: --username.") from error
    return Dhis2Client(session, settings.dhis2_url, timeout_seconds=settings.dhis2_timeout_seconds)


def _in_words(plan: SetupPlan, *, is_done: bool, is_printed: bool) -> Iterator[str]:
    if plan.creates_nothing:
        yield f"Nothing is missing: {len(plan.present)} objects are there."
    elif is_done:
        yield f"{len(plan.present)} objects were there before; none of them was changed."
    else:
        yield f"{len(plan.present)} objects are there already."
        yield from _missing(plan)
    if not plan.org_units:
        yield "No store is attached to an org unit yet, so the data set is assigned to none."
        yield "Then: vlmis org-units refresh, vlmis stores attach, and this command again."
    if is_printed and "users" in plan.missing:
        yield "The service user is printed without a password: set one in the Users app of DHIS2."
    if not plan.sees_people:
        yield "Users and roles are not shown to this user: they are taken for missing."
    if plan.differences:
        yield "Different from what figures need, and left alone:"
        yield from (f"  {each}" for each in plan.differences)


def _missing(plan: SetupPlan) -> Iterator[str]:
    yield "Missing:"
    for kind, objects in plan.missing.items():
        yield f"  {counted(kind, len(objects))}: {_some([_known_by(each) for each in objects])}"
    if plan.lacks_option_combos:
        yield "  the option combos of the category combination: DHIS2 generates them"
    if plan.assignments:
        yield f"  the data set at {len(plan.assignments)} org units: {_some(plan.assignments)}"


def _codes(database: Database, plan: SetupPlan, *, are_set: bool) -> Iterator[str]:
    if plan.hmis_codes and not are_set:
        yield "The HMIS Codes of the products, once the data elements are there:"
    for product, uid in plan.hmis_codes.items():
        if are_set:
            set_hmis_code(database, product, uid)
            yield f"{product} reports into data element {uid}."
        else:
            yield f"  vlmis products set-code {shlex.quote(product)} {uid}"


def _known_by(each: MetaObject) -> str:
    return str(each.get("username") or each.get("code") or each.get("name"))


def _some(names: Sequence[str]) -> str:
    rest = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" … and {rest} more" if rest > 0 else "")

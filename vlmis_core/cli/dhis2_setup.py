"""``vlmis dhis2 setup``: prepare DHIS2 to take stock data values."""

import json
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from requests.auth import AuthBase, HTTPBasicAuth

from vlmis_core.cli.language import reader
from vlmis_core.cli.terminal import echo
from vlmis_core.database import Database
from vlmis_core.database.roles import RECORDER
from vlmis_core.deployment import database_as, open_client
from vlmis_core.dhis2.session import ApiTokenAuth
from vlmis_core.dhis2_setup.apply_setup import apply_setup
from vlmis_core.dhis2_setup.metadata import assignment_request
from vlmis_core.dhis2_setup.model.plan import SetupPlan, known_by
from vlmis_core.dhis2_setup.plan_setup import SetupChoices, plan_setup
from vlmis_core.errors import SettingsError
from vlmis_core.messages import Translator, message
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
    include_zeros: Annotated[
        bool,
        typer.Option(
            "--include-zeros", help="With --apply: let analytics of the whole server have zeros."
        ),
    ] = False,
    output_period_types: Annotated[
        bool,
        typer.Option(
            "--output-period-types",
            help="With --apply: add days, weeks and months to the output period types.",
        ),
    ] = False,
) -> None:
    """Prepare DHIS2: categories, data elements, data set, rights, service user, dashboard.

    Lists what exists, what is missing and what differs. What exists is never changed; two settings
    of the server are, when asked for with --include-zeros and --output-period-types.

    Log in as an administrator of DHIS2 with --username or --token-file. Without, the service user
    reads, as far as it may see.
    """
    if (include_zeros or output_period_types) and not apply:
        raise typer.BadParameter(
            reader().gettext("--include-zeros and --output-period-types need --apply.")
        )
    if print_json and apply:
        raise typer.BadParameter(reader().gettext("Use --print or --apply, not both."))
    tr, settings = reader(), load_settings()
    login = _login(username, password_file, token_file)
    if apply and login is None:
        raise SettingsError(message("apply_needs_an_administrator"))
    dhis2 = open_client(settings, login=login)
    choices = SetupChoices(
        settings.data_set,
        settings.category_codes,
        service_user or settings.dhis2_username or SERVICE_USER,
        include_zeros=include_zeros,
        add_output_period_types=output_period_types,
    )
    with database_as(RECORDER, settings) as database:
        if apply:
            secret = _ServicePassword(settings, choices.service_user, service_password_file)
            plan = apply_setup(
                database,
                dhis2,
                choices,
                password=secret,
                report=lambda step: echo(tr.text(step)),
            )
        else:
            plan = plan_setup(database, dhis2, choices)
        if print_json:
            echo(json.dumps(plan.missing, ensure_ascii=False, indent=1))
        lines = _plan_lines(plan, tr, is_done=apply, is_printed=print_json)
        codes = _code_lines(database, plan, tr, are_set=apply and set_codes)
        requests = _request_lines(plan, dhis2.base_url, tr) if print_json else []
        for line in [*lines, *requests, *codes]:
            echo(line, err=print_json)


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
            reader().gettext("Password for the new DHIS2 user {username}", username=self._user),
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
        else typer.prompt(
            reader().gettext("Password of {username} in DHIS2", username=username),
            hide_input=True,
            err=True,
        )
    )
    return HTTPBasicAuth(username, password.encode())


def _secret_in(file: Path) -> str:
    secret = file.read_text(encoding="utf-8").strip()
    if not secret:
        raise SettingsError(message("secret_file_is_empty", file=file.name))
    return secret


def _plan_lines(
    plan: SetupPlan, tr: Translator, *, is_done: bool, is_printed: bool
) -> Iterator[str]:
    yield from _count_lines(plan, tr, is_done=is_done)
    if not is_done:
        yield from _analytics_lines(plan, tr)
    if not plan.org_units:
        yield tr.gettext(
            "No store is attached to an org unit yet, so the data set is assigned to none. Run "
            "vlmis org-units refresh and vlmis stores attach, then this command again."
        )
    if is_printed and "users" in plan.missing:
        yield tr.gettext(
            "The service user is printed without a password: set one in the Users app of DHIS2."
        )
    if not plan.sees_people:
        yield tr.gettext("This user may not see users and roles, so they are listed as missing.")
    if plan.differences:
        yield tr.gettext("Different from what data values need, and left as it is:")
        for found in plan.differences:
            what = found.what
            kind = tr.term("metadata_kind", what.kind)
            yield f"  {kind} {what.name} ({what.uid}): {tr.text(found.message)}"


def _count_lines(plan: SetupPlan, tr: Translator, *, is_done: bool) -> Iterator[str]:
    present = len(plan.present)
    if plan.creates_nothing:
        yield tr.ngettext(
            "Nothing is missing: {count} object exists.",
            "Nothing is missing: {count} objects exist.",
            present,
        )
    elif is_done:
        yield tr.ngettext(
            "{count} object existed before and was not changed.",
            "{count} objects existed before; none of them was changed.",
            present,
        )
    else:
        yield tr.ngettext(
            "{count} object exists already.", "{count} objects exist already.", present
        )
        yield from _missing_lines(plan, tr)


def _missing_lines(plan: SetupPlan, tr: Translator) -> Iterator[str]:
    yield tr.gettext("Missing:")
    for kind, objects in plan.missing.items():
        names = _some([known_by(each) for each in objects], tr)
        yield f"  {tr.term('metadata_kinds', kind)} ({len(objects)}): {names}"
    if plan.lacks_option_combos:
        yield "  " + tr.gettext(
            "the option combinations of the category combination: DHIS2 generates them"
        )
    if plan.assignments:
        assigned = tr.ngettext(
            "the data set at {count} org unit",
            "the data set at {count} org units",
            len(plan.assignments),
        )
        yield f"  {assigned}: {_some(plan.assignments, tr)}"


def _analytics_lines(plan: SetupPlan, tr: Translator) -> Iterator[str]:
    """Name the settings with which dashboards show what is false, and how to change them."""
    if plan.analytics.shows_zeros is False:
        yield tr.gettext(
            "Zeros are left out of analytics: dashboards show too much stock and hide stock-outs. "
            "--apply --include-zeros puts them in, for all data of the server."
        )
    if missing := plan.analytics.missing_period_types:
        yield tr.gettext(
            "Without the output period types {types}, dashboards show no flows. --apply "
            "--output-period-types adds them.",
            types=", ".join(missing),
        )


def _request_lines(plan: SetupPlan, address: str, tr: Translator) -> Iterator[str]:
    """Write the assignments as a request to send by hand: the Import app cannot add them."""
    if plan.assignments:
        path, body = assignment_request(plan.data_set_uid, plan.assignments)
        yield tr.gettext("Assign the data set with this request, as an administrator ADMIN:")
        yield (
            f"  curl --user ADMIN --header 'Content-Type: application/json' "
            f"--data '{json.dumps(body)}' {shlex.quote(f'{address}/api/{path}')}"
        )


def _code_lines(
    database: Database, plan: SetupPlan, tr: Translator, *, are_set: bool
) -> Iterator[str]:
    """Set the HMIS Codes of the products, or list the commands that do."""
    if plan.hmis_codes and not are_set:
        yield tr.gettext("The HMIS Codes of the products, once the data elements exist:")
    for product, uid in plan.hmis_codes.items():
        if are_set:
            set_hmis_code(database, product, uid)
            yield tr.gettext("{product} reports into data element {uid}.", product=product, uid=uid)
        else:
            yield f"  vlmis products set-code {shlex.quote(product)} {uid}"


def _some(names: Sequence[str], tr: Translator) -> str:
    rest = len(names) - NAMES_SHOWN
    more = " " + tr.ngettext("… and {count} more.", "… and {count} more.", rest) if rest > 0 else ""
    return ", ".join(names[:NAMES_SHOWN]) + more

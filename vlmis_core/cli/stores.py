"""``vlmis stores``: build, show and change the tree of stores."""

from collections import defaultdict
from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text
from rich.tree import Tree

from vlmis_core.cli.days import Day
from vlmis_core.cli.importing import (
    Check,
    Encoding,
    Errors,
    File,
    IgnoredColumns,
    file_options,
    import_master_data,
)
from vlmis_core.cli.language import print_text, reader
from vlmis_core.cli.tables import AsJson, Column, print_json, print_table
from vlmis_core.cli.terminal import Terminal, echo
from vlmis_core.clock import now
from vlmis_core.database.roles import RECORDER
from vlmis_core.database.upsert import UpsertResult
from vlmis_core.deployment import database_as
from vlmis_core.errors import PermanentError
from vlmis_core.ledger.calendar import local_date
from vlmis_core.messages import _, message
from vlmis_core.settings import load_settings
from vlmis_core.stores import attach_stores
from vlmis_core.stores import close_store as closing
from vlmis_core.stores.find_stores import Store, list_stores
from vlmis_core.stores.list_conflicts import list_store_conflicts
from vlmis_core.stores.reattach_store import preview_reattachment, reattach_store
from vlmis_core.stores.upsert_stores import COLUMNS, OPTIONAL_COLUMNS, import_stores, move_store

app = typer.Typer(no_args_is_help=True, help="The stores and who supplies them.")

Code = Annotated[str, typer.Argument(help="Code of the store.")]
Supplier = Annotated[str, typer.Option(help="Code of the supplying parent.")]


_NOT_BY_CODE = ("store_org_unit_is_removed", "store_org_unit_is_set_aside")
"""Conflicts that attaching by code does not solve: the store has an org unit, and cannot use it."""

_COLUMNS = [
    Column(_("Store"), "code"),
    Column(_("Name"), "name", wraps=True),
    Column(_("Supplier"), "supplier_code"),
    Column(_("Org unit"), "org_unit_uid"),
    Column(_("Closed"), "closed_on"),
]


@app.command("import", help=f"Stores from a CSV file: {', '.join((*COLUMNS, *OPTIONAL_COLUMNS))}.")
def import_file(
    file: File,
    encoding: Encoding = None,
    ignore_column: IgnoredColumns = None,
    check: Check = False,
    errors: Errors = None,
) -> None:
    """Create the stores of a CSV file and change those that differ; all or nothing."""
    options = file_options(encoding, ignore_column)
    result = import_master_data(import_stores, file, options, check=check, errors=errors)
    _print_result(result)


@app.command()
def attach(
    org_unit_uid: Annotated[
        str | None, typer.Argument(help="Uid of an org unit; none: every store by its code.")
    ] = None,
    supplier: Annotated[
        str | None, typer.Option(help="Code of the supplying parent; none: the central store.")
    ] = None,
    with_branch: Annotated[
        bool,
        typer.Option("--with-branch", help="Also all below it, supplied by their DHIS2 parents."),
    ] = False,
) -> None:
    """Attach an org unit to its supplying parent, or all stores to the org units of their codes."""
    if org_unit_uid is None and (supplier is not None or with_branch):
        raise PermanentError(message("branch_needs_an_org_unit"))
    with database_as(RECORDER) as database:
        if org_unit_uid is None:
            attached = attach_stores.attach_stores_by_code(database)
            without = [store for store in list_stores(database) if store.org_unit_uid is None]
            print_text(
                _("Stores: {attached} attached, {without} without org unit."),
                attached=len(attached),
                without=len(without),
            )
            for conflict in list_store_conflicts(database):
                if conflict.code in _NOT_BY_CODE:
                    echo(reader().text(conflict), err=True)
        else:
            made = attach_stores.attach_org_unit(
                database, org_unit_uid, supplier_code=supplier, with_branch=with_branch
            )
            for obstacle in made.left_out:
                echo(reader().text(obstacle), err=True)
            _print_result(made.stores)


@app.command()
def reattach(
    code: Code,
    org_unit_uid: Annotated[str, typer.Argument(metavar="ORG_UNIT", help="Uid of the org unit.")],
    reason: Annotated[str, typer.Option(help="Why; kept with your name.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Give a store another org unit, with its name and code; say first what it means."""
    settings = load_settings()
    today = local_date(now(), settings.zone)
    with database_as(RECORDER, settings) as database:
        preview = preview_reattachment(database, code, org_unit_uid)
        for meaning in preview.messages:
            echo(reader().text(meaning))
        if not yes:
            typer.confirm(reader().gettext("Change the org unit?"), abort=True)
        reattach_store(database, code, org_unit_uid, reason=reason, today=today)
    print_text(_("The org unit of the store is changed."))


@app.command("list")
def list_all(as_json: AsJson = False) -> None:
    """Show the stores as a table, by code."""
    with database_as(RECORDER) as database:
        stores = sorted(list_stores(database), key=lambda store: store.code)
    if as_json:
        print_json(stores)
    else:
        print_table(reader().gettext("Stores"), _COLUMNS, stores)


@app.command()
def tree(as_json: AsJson = False) -> None:
    """Show the tree of stores."""
    with database_as(RECORDER) as database:
        stores = list_stores(database)
    if as_json:
        print_json(stores)
        return
    children: dict[str | None, list[Store]] = defaultdict(list)
    for store in stores:
        children[store.supplier_code].append(store)
    for central in children[None]:
        branch = Tree(_label(central))
        _grow(branch, central.code, children)
        Terminal().print(branch)
    unattached = sum(store.org_unit_uid is None for store in stores)
    print_text(
        _("Stores: {count}, {without} without org unit."), count=len(stores), without=unattached
    )


@app.command()
def conflicts(as_json: AsJson = False) -> None:
    """Show where stores and org units do not agree, and what to do."""
    with database_as(RECORDER) as database:
        found = list_store_conflicts(database)
    if as_json:
        print_json(found)
        return
    for conflict in found:
        echo(reader().text(conflict))
    print_text(_("Conflicts of stores: {count}."), count=len(found))


@app.command()
def move(code: Code, supplier: Supplier) -> None:
    """Give a store another supplier, from the next day that is begun on."""
    with database_as(RECORDER) as database:
        _print_result(move_store(database, code, supplier_code=supplier))


@app.command()
def close(code: Code, on: Day = None) -> None:
    """Close a store that has nothing left (default: from today on)."""
    settings = load_settings()
    closed_on = on or local_date(now(), settings.zone)
    with database_as(RECORDER, settings) as database:
        closing.close_store(database, code, closed_on=closed_on)
    print_text(_("{code} takes no movements from {day} on."), code=code, day=closed_on)


def _grow(branch: Tree, code: str, children: dict[str | None, list[Store]]) -> None:
    for child in children[code]:
        _grow(branch.add(_label(child)), child.code, children)


def _label(store: Store) -> Text:
    label, tr = Text(store.code, style="bold"), reader()
    rest = Text("" if store.name == store.code else f" {store.name}")
    if store.org_unit_uid is None:
        rest.append(f" {tr.gettext('no org unit')}", style="yellow")
    if store.closed_on is not None:
        rest.append(f" {tr.gettext('closed on {day}', day=store.closed_on)}", style="dim")
    return Text.assemble(label, rest)


def _print_result(result: UpsertResult) -> None:
    text = _("Stores: {created} created, {changed} changed, {unchanged} unchanged.")
    print_text(text, **asdict(result))

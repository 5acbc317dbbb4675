"""The menu of the pages: who may not open an entry does not see it."""

from dataclasses import dataclass

from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.messages import _


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its English title, its address below the app, and what it needs."""

    title: str
    path: str
    action: Action


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under a heading."""

    title: str
    entries: tuple[Entry, ...]


MENU = (
    Section(
        _("Recording"),
        (
            Entry(_("New entry"), "/record/new", Action.RECORD),
            Entry(_("To confirm"), "/record/receipts", Action.ACKNOWLEDGE),
            Entry(_("Returns"), "/record/returns", Action.RECORD),
            Entry(_("My entries"), "/record/entries", Action.RECORD),
            Entry(_("Import a file"), "/record/import", Action.RECORD),
        ),
    ),
    Section(
        _("Reports"),
        (
            Entry(_("Stock status"), "/reports/stock-status", Action.READ_REPORTS),
            Entry(_("Indicators by month"), "/reports/indicators", Action.READ_REPORTS),
            Entry(_("End of Day"), "/reports/end-of-day", Action.READ_REPORTS),
            Entry(_("Daily operations"), "/reports/daily-operations", Action.READ_REPORTS),
            Entry(_("Movements"), "/reports/movements", Action.READ_REPORTS),
            Entry(_("Stock card"), "/reports/stock-card", Action.READ_REPORTS),
            Entry(_("Late entries"), "/reports/late-entries", Action.READ_REPORTS),
            Entry(_("Expiring lots"), "/reports/expiring-lots", Action.READ_REPORTS),
            Entry(_("Stock map"), "/reports/map", Action.READ_REPORTS),
            Entry(_("Stock days"), "/reports/stock-days", Action.READ_REPORTS),
        ),
    ),
    Section(
        _("DHIS2"),
        (
            Entry(_("Next push"), "/dhis2/next-push", Action.READ_DELIVERY),
            Entry(_("Why not in DHIS2"), "/dhis2/why-not", Action.READ_DELIVERY),
            Entry(_("Trace a value"), "/dhis2/trace-value", Action.READ_DELIVERY),
            Entry(_("Refusals"), "/dhis2/refusals", Action.READ_DELIVERY),
            Entry(_("Requests"), "/dhis2/requests", Action.READ_DELIVERY),
            Entry(_("Differences"), "/dhis2/differences", Action.READ_DELIVERY),
            Entry(_("Dashboards"), "/dhis2/dashboards", Action.READ_DELIVERY),
        ),
    ),
    Section(
        _("Maintenance"),
        (
            Entry(_("Products"), "/maintenance/products", Action.MAINTAIN_PRODUCTS),
            Entry(_("Stores"), "/maintenance/stores", Action.MAINTAIN_STORES),
            Entry(_("Stock limits"), "/maintenance/stock-limits", Action.MAINTAIN_STOCK_LIMITS),
            Entry(_("Users"), "/maintenance/users", Action.MAINTAIN_USERS),
            Entry(_("Settings"), "/maintenance/settings", Action.CHANGE_SETTINGS),
            Entry(_("Changes"), "/maintenance/changes", Action.CHANGE_SETTINGS),
        ),
    ),
    Section(_("My account"), (Entry(_("My notices"), "/notices", Action.READ_REPORTS),)),
)
"""Every page of the menu. New pages are entered here."""


def menu_for(person: Person | None) -> list[Section]:
    """The sections with what the person may open; sections without entries are left out."""
    if person is None:
        return []
    sections = [
        Section(
            section.title, tuple(entry for entry in section.entries if person.may(entry.action))
        )
        for section in MENU
    ]
    return [section for section in sections if section.entries]

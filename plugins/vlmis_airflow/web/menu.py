"""The menu of the pages: who may not open an entry does not see it."""

from dataclasses import dataclass

from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action


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
        "Recording",
        (
            Entry("New entry", "/record/new", Action.RECORD),
            Entry("Returns", "/record/returns", Action.RECORD),
            Entry("My entries", "/record/entries", Action.RECORD),
        ),
    ),
    Section(
        "Reports",
        (
            Entry("End of Day", "/reports/end-of-day", Action.READ_REPORTS),
            Entry("Daily operations", "/reports/daily-operations", Action.READ_REPORTS),
            Entry("Stock card", "/reports/stock-card", Action.READ_REPORTS),
            Entry("Late entries", "/reports/late-entries", Action.READ_REPORTS),
        ),
    ),
    Section(
        "DHIS2",
        (
            Entry("Next push", "/dhis2/next-push", Action.READ_DELIVERY),
            Entry("Why not in DHIS2", "/dhis2/why-not", Action.READ_DELIVERY),
            Entry("Trace a value", "/dhis2/trace-value", Action.READ_DELIVERY),
            Entry("Refusals", "/dhis2/refusals", Action.READ_DELIVERY),
            Entry("Requests", "/dhis2/requests", Action.READ_DELIVERY),
            Entry("Differences", "/dhis2/differences", Action.READ_DELIVERY),
        ),
    ),
    Section(
        "Maintenance",
        (
            Entry("Products", "/maintenance/products", Action.MAINTAIN_PRODUCTS),
            Entry("Stores", "/maintenance/stores", Action.MAINTAIN_STORES),
            Entry("Users", "/maintenance/users", Action.MAINTAIN_USERS),
            Entry("Settings", "/maintenance/settings", Action.CHANGE_SETTINGS),
            Entry("Changes", "/maintenance/changes", Action.CHANGE_SETTINGS),
        ),
    ),
)
"""Every page that stands in the menu. New pages are entered here."""


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

"""What a notice is: its kind, what it is about, and the text that a reader gets."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from vlmis_core.accounts.roles import Action
from vlmis_core.messages import Message, Translator
from vlmis_core.settings import Settings


class NoticeKind(StrEnum):
    """The kind of a notice; people ask for each kind on its own."""

    RUN_FAILED = "run_failed"
    RUN_LATE = "run_late"
    DAY_NOT_FROZEN = "day_not_frozen"
    PUSH_STOPPED = "push_stopped"
    DAY_CLOSES_SOON = "day_closes_soon"
    DIGEST = "digest"


NEEDED = {
    NoticeKind.RUN_FAILED: Action.READ_RUNS,
    NoticeKind.RUN_LATE: Action.READ_RUNS,
    NoticeKind.DAY_NOT_FROZEN: Action.READ_RUNS,
    NoticeKind.PUSH_STOPPED: Action.READ_RUNS,
    NoticeKind.DAY_CLOSES_SOON: Action.READ_DELIVERY,
    NoticeKind.DIGEST: Action.READ_REPORTS,
}
"""What a person must be allowed to do when a notice of the kind is sent."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A text for a reader: its subject is one line, neither holds control characters."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told.

    Attributes:
        kind: Its kind.
        about: What it is about; with the kind, what is told once to each recipient.
        message: What happened.
        dag_id: The DAG whose run it is about; None: it is about no run.
        run_id: The run.
        page: Page with more, below the pages of the system.
        runbook: Name of the runbook that says what to do.
    """

    kind: NoticeKind
    about: str
    message: Message
    dag_id: str | None = None
    run_id: str | None = None
    page: str | None = None
    runbook: str | None = None

    def letter(self, tr: Translator, settings: Settings) -> Letter:
        """Write the notice in the language of its reader, with the links that are known."""
        lines = [tr.text(self.message)]
        if self.dag_id is not None:
            run = run_address(settings, self.dag_id, self.run_id)
            lines += ["", tr.gettext("Run: {run}", run=run)]
        if self.page is not None and (address := page_address(settings, self.page)):
            lines += ["", tr.gettext("More: {address}", address=address)]
        if self.runbook is not None:
            address = runbook_address(settings, self.runbook)
            lines += ["", tr.gettext("What to do: {address}", address=address)]
        return letter_of(f"VLMIS: {tr.term('notice_kind', self.kind)}", lines)

    def as_json(self) -> str:
        """Write what the text is made of, for the database."""
        return json.dumps(
            {
                "message": self.message.as_json(),
                "dag_id": self.dag_id,
                "run_id": self.run_id,
                "page": self.page,
                "runbook": self.runbook,
            }
        )

    @classmethod
    def from_json(cls, kind: str, about: str, content: Mapping[str, Any]) -> "Notice":
        """Read what ``as_json`` wrote."""
        links = {name: content.get(name) for name in ("dag_id", "run_id", "page", "runbook")}
        return cls(NoticeKind(kind), about, Message.from_json(content["message"]), **links)


def letter_of(title: str, lines: Iterable[str]) -> Letter:
    """Make a letter of lines, none of which holds a line break or another control character."""
    return Letter(one_line(title), "\n".join(map(one_line, lines)))


def runbook_address(settings: Settings, name: str) -> str:
    """Return the address of a runbook; without VLMIS_DOCS_URL its file in the repository."""
    if settings.docs_url is None:
        return f"docs/runbooks/{name}.md"
    return f"{settings.docs_url.rstrip('/')}/runbooks/{name}.html"


def run_address(settings: Settings, dag_id: str, run_id: str | None) -> str:
    """Return the address of a run in Airflow; without VLMIS_SITE_URL its names."""
    if settings.site_url is None or run_id is None:
        return f"{dag_id} {run_id or ''}".rstrip()
    site = settings.site_url.rstrip("/")
    return f"{site}/dags/{quote(dag_id, safe='')}/runs/{quote(run_id, safe='')}"


def page_address(settings: Settings, path: str) -> str | None:
    """Return the address of a page of the system; None without VLMIS_SITE_URL."""
    return None if settings.site_url is None else f"{settings.site_url.rstrip('/')}/vlmis{path}"


def one_line(text: str) -> str:
    """Return a text as one line: names come from people, and a line break could begin a header."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())

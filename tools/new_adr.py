"""Start the page of a new decision: `make adr TITLE="Keep lots apart"`.

The page gets the next number and the template, and is listed where decisions are listed: in the
table of docs/README.md and in the navigation of the site (mkdocs.yml).
"""

import re
import sys
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = """# {number}. {title}

Status: accepted, {month}

## Context

What forces the decision: facts, measurements, what was tried.

## Decision

What is done, in the present tense, and what was rejected.

## Consequences

What follows, also what becomes harder.
"""


def slug(title: str) -> str:
    """Return ``title`` as the end of a file name: lower case, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))


def new_adr(root: Path, title: str, today: date) -> Path:
    """Write the page of the decision ``title`` and list it; return the path of the page.

    Raises:
        ValueError: The title has no word that a file name could be made of.
    """
    title = " ".join(title.split())
    if not slug(title):
        raise ValueError('Give the decision a title: make adr TITLE="Keep lots apart"')
    folder = root / "docs" / "adr"
    number = max((int(path.name[:4]) for path in folder.glob("[0-9]*.md")), default=0) + 1
    page = folder / f"{number:04}-{slug(title)}.md"
    page.write_text(PAGE.format(number=number, title=title, month=f"{today:%Y-%m}"), "utf-8")
    add_after_last(
        root / "docs" / "README.md",
        re.compile(r"^\| \[\d+\]\(adr/"),
        f"| [{number}](adr/{page.name}) | {title} |",
    )
    add_after_last(
        root / "mkdocs.yml", re.compile(r"^ *- docs/adr/"), f"      - docs/adr/{page.name}"
    )
    return page


def add_after_last(path: Path, like: re.Pattern[str], line: str) -> None:
    """Insert ``line`` into the file after the last line that ``like`` matches.

    Raises:
        ValueError: No line of the file matches.
    """
    lines = path.read_text("utf-8").splitlines()
    matching = [position for position, each in enumerate(lines) if like.match(each)]
    if not matching:
        raise ValueError(f"{path} lists no decision, so the new one cannot be added to the list")
    lines.insert(matching[-1] + 1, line)
    path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    try:
        print(new_adr(ROOT, " ".join(sys.argv[1:]), datetime.now(UTC).date()).relative_to(ROOT))
    except ValueError as error:
        sys.exit(str(error))

"""The catalogue of docs/indicators.md, generated from the headers of sql/indicators."""

import re
from dataclasses import dataclass
from pathlib import Path

from vlmis_core.database.queries import sql_directory

PAGE = Path(__file__).resolve().parents[1] / "docs" / "indicators.md"
BEGIN, END = "<!-- generated from sql/indicators -->", "<!-- end -->"
_HEADER = re.compile(
    r"-- (?P<name>.+)\.\n"
    r"-- Version: +(?P<version>\d+)\n"
    r"-- Definition: (?P<definition>.+)\n"
    r"-- Unit: +(?P<unit>.+)\n"
    r"-- Source: +(?P<source>.+)\n"
)


@dataclass(frozen=True, slots=True)
class Definition:
    """What the header of an indicator's file says of it."""

    code: str
    name: str
    version: int
    definition: str
    unit: str
    source: str


def read_definitions() -> list[Definition]:
    """Read every file of ``sql/indicators``, by code.

    Raises:
        ValueError: a file has not the header that it needs.
    """
    found = []
    for path in sorted((sql_directory() / "indicators").glob("*.sql")):
        header = _HEADER.match(path.read_text(encoding="utf-8"))
        if header is None:
            raise ValueError(f"{path}: name, Version, Definition, Unit, Source are needed")
        name, version, *rest = header.groups()
        found.append(Definition(path.stem, name, int(version), *rest))
    return found


def catalogue() -> str:
    """Return the table as Markdown, an indicator a row."""
    lines = ["| code | name | definition | unit | source | version |", "| --- " * 6 + "|"]
    lines += [
        f"| `{each.code}` | {each.name} | {each.definition} "
        f"| {each.unit} | {each.source} | {each.version} |"
        for each in read_definitions()
    ]
    return "\n".join(lines)


def with_catalogue(page: str) -> str:
    """Return the page with its table replaced by that of the files."""
    block = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    return block.sub(lambda _: f"{BEGIN}\n{catalogue()}\n{END}", page)

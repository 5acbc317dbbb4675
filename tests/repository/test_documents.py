"""What the documents say is still so."""

import re
from pathlib import Path
from typing import cast

import pytest
from typer.main import get_command

from tests.support.postgres import TestDatabase
from tools import indicator_catalogue, package_diagram
from tools.access_matrix import PAGE, with_table
from tools.data_dictionary import data_dictionary
from tools.schema_diagram import schema_diagram
from vlmis_core.cli.main import GROUPS, GroupsWhenCalled, app
from vlmis_core.database import embedded

ROOT = Path(__file__).resolve().parents[2]
STANDING_ALONE = {"airflow", "doctor", "push", "requeue", "why-not", "explain", "withdraw"}
"""Commands that are called without a subcommand."""
WRITTEN = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_the_data_dictionary_says_what_the_database_says(vlmis: TestDatabase) -> None:
    written = (ROOT / "docs" / "data_dictionary.md").read_text(encoding="utf-8")
    with vlmis.as_role(embedded.ADMIN).engine.connect() as connection:
        assert written == data_dictionary(connection), "run `make docs`"


def test_the_pictures_of_the_schema_are_those_of_the_database(vlmis: TestDatabase) -> None:
    written = (ROOT / "docs" / "schema.md").read_text(encoding="utf-8")
    with vlmis.as_role(embedded.ADMIN).engine.connect() as connection:
        assert written == schema_diagram(connection), "run `make docs`"


def test_the_matrix_of_access_is_that_of_the_code() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == with_table(written), "run `make docs`"


def test_the_picture_of_the_packages_is_that_of_the_imports() -> None:
    written = package_diagram.PAGE.read_text(encoding="utf-8")
    assert package_diagram.BEGIN in written
    assert written == package_diagram.with_diagram(written), "run `make docs`"


def test_the_catalogue_of_indicators_is_that_of_their_files() -> None:
    written = indicator_catalogue.PAGE.read_text(encoding="utf-8")
    assert indicator_catalogue.BEGIN in written
    assert written == indicator_catalogue.with_catalogue(written), "run `make docs`"


def test_every_make_target_that_a_document_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    named = {
        target
        for path in WRITTEN
        for target in re.findall(r"`make ([a-z][a-z-]*)", path.read_text(encoding="utf-8"))
    }
    assert named - known == set()


def test_decisions_are_numbered_without_gap_and_listed() -> None:
    adrs = sorted(path.name for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert [name[:4] for name in adrs] == [f"{n:04}" for n in range(1, len(adrs) + 1)]
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert [name for name in adrs if f"adr/{name}" not in index] == []


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")),
    ids=lambda path: path.stem,
)
def test_a_decision_has_its_four_parts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert re.search(r"^Status: (accepted|superseded)", text, re.MULTILINE)


def commands() -> set[str]:
    """Every command of `vlmis`, as typed: `eod`, `eod freeze`."""
    root = cast(GroupsWhenCalled, get_command(app))
    found = set()
    for group_name in GROUPS:
        group = root.get_command(None, group_name)
        found |= {group_name, *(f"{group_name} {name}" for name in group.commands)}
    return found


def named_commands(text: str) -> set[str]:
    """Commands that a text tells people to type: in code, after a colon, or with a known group."""
    groups = "|".join(GROUPS)
    told = rf"(?:`|: )vlmis ([a-z][a-z0-9-]*(?: [a-z][a-z-]+)?)|\bvlmis ((?:{groups}) [a-z][a-z-]+)"
    return {first or second for first, second in re.findall(told, text)}


def test_every_command_that_a_document_or_message_names_exists() -> None:
    known = commands()
    texts = {path: path.read_text(encoding="utf-8") for path in WRITTEN}
    texts |= {
        path: path.read_text(encoding="utf-8")
        for folder in ("vlmis_core", "plugins", "dags")
        for path in (ROOT / folder).rglob("*.py")
    }
    unknown = {
        f"{path.relative_to(ROOT)}: vlmis {words}"
        for path, text in texts.items()
        for words in named_commands(text)
        # A word after a command that has no subcommand of that name may be prose.
        if words not in known and words.split()[0] not in STANDING_ALONE & known
    }
    assert unknown == set()


def test_every_test_that_the_matrix_of_threats_names_exists() -> None:
    named = set(
        re.findall(r"`(test_\w+)`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    )
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) > 20
    assert named - written == set()

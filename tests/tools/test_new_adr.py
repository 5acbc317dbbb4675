"""A new decision has the next number, the template, and its place in both lists."""

from datetime import date
from pathlib import Path

import pytest

from tools.new_adr import new_adr

DAY = date(2027, 3, 5)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    adrs = tmp_path / "docs" / "adr"
    adrs.mkdir(parents=True)
    (adrs / "0001-record-decisions.md").touch()
    (adrs / "0002-alembic-over-plain-sql-files.md").touch()
    (tmp_path / "docs" / "README.md").write_text(
        "# Documents\n\n| | |\n| --- | --- |\n"
        "| [1](adr/0001-record-decisions.md) | Record decisions |\n"
        "| [2](adr/0002-alembic-over-plain-sql-files.md) | Alembic |\n\nThe end.\n"
    )
    (tmp_path / "mkdocs.yml").write_text(
        "nav:\n  - Decisions:\n"
        "      - docs/adr/0001-record-decisions.md\n"
        "      - docs/adr/0002-alembic-over-plain-sql-files.md\n"
        "theme:\n  name: material\n"
    )
    return tmp_path


def test_the_page_has_the_next_number_and_the_four_parts(project: Path) -> None:
    page = new_adr(project, "Keep lots apart", DAY)
    assert page == project / "docs" / "adr" / "0003-keep-lots-apart.md"
    assert [line for line in page.read_text().splitlines() if line.startswith(("#", "Status"))] == [
        "# 3. Keep lots apart",
        "Status: accepted, 2027-03",
        "## Context",
        "## Decision",
        "## Consequences",
    ]


def test_the_page_is_listed_last_in_the_index_and_in_the_navigation(project: Path) -> None:
    new_adr(project, "Keep lots apart", DAY)
    index = (project / "docs" / "README.md").read_text().splitlines()
    assert index[6:9] == ["| [3](adr/0003-keep-lots-apart.md) | Keep lots apart |", "", "The end."]
    navigation = (project / "mkdocs.yml").read_text().splitlines()
    assert navigation[4:6] == ["      - docs/adr/0003-keep-lots-apart.md", "theme:"]


def test_a_title_becomes_a_plain_file_name(project: Path) -> None:
    page = new_adr(project, "  Ne pas  répéter: l'entrée «DHIS2» ", DAY)
    assert page.name == "0003-ne-pas-repeter-l-entree-dhis2.md"
    assert page.read_text().startswith("# 3. Ne pas répéter: l'entrée «DHIS2»\n")


@pytest.mark.parametrize("title", ["", " ", "…"])
def test_a_decision_without_a_title_is_not_written(project: Path, title: str) -> None:
    with pytest.raises(ValueError, match="Give the decision a title"):
        new_adr(project, title, DAY)
    assert len(list((project / "docs" / "adr").iterdir())) == 2


def test_a_list_without_decisions_is_named(project: Path) -> None:
    (project / "docs" / "README.md").write_text("# Documents\n")
    with pytest.raises(ValueError, match=r"README\.md lists no decision"):
        new_adr(project, "Keep lots apart", DAY)

"""What a name from elsewhere can do to a terminal: nothing."""

import io
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.table import Table
from rich.tree import Tree

from vlmis_core.cli.tables import Column, print_json, print_table, write_csv
from vlmis_core.cli.terminal import Terminal, echo

CLI = Path(__file__).parents[2] / "vlmis_core" / "cli"
NAMES = [
    "\x1b]0;renamed\x07Site",
    "Site\x1b[2J\x1b[1A",
    "Site\x9b31m",
    "Site\x08\x08\x08\x08All is well",
    "Site\rAll is well",
    "Site\u202eetis",
    "Site\x1b[8m",
]
STYLES = re.compile("\x1b\\[[0-9;]*m")
"""Colours, which rich writes itself."""
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@dataclass
class Line:
    """A line with a name."""

    name: str


@pytest.mark.parametrize("name", NAMES)
def test_a_line_shows_an_escape_sequence_and_does_not_obey_it(
    name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    echo(f"first {name}\nsecond")
    echo(name, err=True)
    print_table("Names", [Column("Name", "name")], [Line(name)])
    written = "".join(capfd.readouterr())
    write_csv(Path("-"), Line, [Line(name)])
    written += "".join(capfd.readouterr())

    assert "second" in written
    assert COMMANDS.findall(written.replace("\r\n", "\n")) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_table_and_a_tree_in_colour_show_it_too(name: str) -> None:
    screen = io.StringIO()
    terminal = Terminal(file=screen, force_terminal=True, color_system="standard", width=200)
    table = Table("Name", style="bold")
    table.add_row(name)
    tree = Tree(name)
    tree.add(name)
    for shown in (table, tree, name):
        terminal.print(shown, style="red")

    written = screen.getvalue()
    assert "\x1b[31m" in written or "\x1b[1;31m" in written
    assert COMMANDS.findall(STYLES.sub("", written)) == []
    assert "\x1b[8m" not in written


def test_a_name_is_no_markup() -> None:
    screen = io.StringIO()
    Terminal(file=screen, width=200).print("[red]Site[/] [/x] :smile:")

    assert screen.getvalue() == "[red]Site[/] [/x] :smile:\n"


@pytest.mark.parametrize("name", NAMES)
def test_json_stays_the_same_content(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_json(Line(name))

    written = capsys.readouterr().out
    assert COMMANDS.findall(written) == []
    assert json.loads(written) == {"name": name}


def test_every_command_writes_through_the_terminal() -> None:
    around = re.compile(r"typer\.(secho|echo)\(|(?<![\w.])Console\(|from rich import print")
    found = [
        path.name
        for path in CLI.glob("*.py")
        if path.name != "terminal.py" and around.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []

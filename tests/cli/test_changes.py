"""`vlmis changes`, typed by hand."""

import getpass
import json

import pytest

from tests.support.codes import raises_code
from tests.support.command import Command
from tests.support.postgres import TestDatabase


def test_what_was_changed_at_the_command_line_is_shown_with_who(command: Command, tmp_path) -> None:
    assert "There are no such changes" in command("changes").stdout
    file = tmp_path / "products.csv"
    file.write_text("code,name\nBCG,Bacille\n", encoding="utf-8")
    command("products", "import", str(file))
    (change,) = json.loads(command("changes", "--entity", "product", "--json").stdout)
    assert (change["changed_by"], change["entity_key"]) == (getpass.getuser(), "BCG")
    assert "name: – → Bacille" in command("changes", "--key", "BCG").stdout


@pytest.fixture(autouse=True)
def _nobody_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VLMIS_ACTOR", "")  # --actor sets it; it is as before after the test.


@pytest.fixture
def products(tmp_path):
    file = tmp_path / "products.csv"
    file.write_text("code,name\nBCG,Bacille\n", encoding="utf-8")
    return str(file)


def test_who_acts_can_be_named(command: Command, products: str, vlmis: TestDatabase) -> None:
    command("--actor", "amina", "products", "import", products)
    (change,) = json.loads(command("changes", "--entity", "product", "--json").stdout)
    assert change["changed_by"] == "amina"


def test_where_a_login_is_shared_nothing_is_changed_without_a_name(
    command: Command, products: str, vlmis: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLMIS_SHARED_LOGIN", "true")
    before = vlmis.content()
    for words in (("products", "import", products), ("push", "production", "off")):
        with raises_code("actor_is_not_named"):
            command(*words)
    assert vlmis.content() == before
    assert "There are no such changes" in command("changes").stdout  # Reading needs no name.
    command("--actor", "amina", "products", "import", products)
    assert vlmis.value("select changed_by from vlmis.master_data_change") == "amina"

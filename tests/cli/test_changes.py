"""`vlmis changes`, typed by hand."""

import getpass
import json

from tests.support.command import Command


def test_what_was_changed_at_the_command_line_is_shown_with_who(command: Command, tmp_path) -> None:
    assert "There are no such changes" in command("changes").stdout
    file = tmp_path / "products.csv"
    file.write_text("code,name\nBCG,Bacille\n", encoding="utf-8")
    command("products", "import", str(file))
    (change,) = json.loads(command("changes", "--entity", "product", "--json").stdout)
    assert (change["changed_by"], change["entity_key"]) == (getpass.getuser(), "BCG")
    assert "name: – → Bacille" in command("changes", "--key", "BCG").stdout

"""What every import of a file offers: one transaction, a check, all faults as a file."""

import csv
import json
from pathlib import Path

import pytest

from tests.support.command import Command
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from vlmis_core.errors import BadInputError

MOVEMENTS = "source_key,store_code,product_code,kind,quantity,occurred_on"
NATIONAL = (
    "year,month,region,district,site_code,product_code,"
    "stock_initial,stock_received,stock_distributed,stock_adjustment,stock_end"
)
IMPORTS = {
    "stores import": ("code,name,supplier_code", "N,New,R", "Q,,nowhere", ()),
    "products import": ("code,name,hmis_code", "NEW,New,", "BAD,Bad,no-uid", ()),
    "import stock-limits": (
        "product_code,store_code,minimum,maximum",
        "BCG,C,5,9",
        "BCG,nowhere,5,9",
        (),
    ),
    "import movements": (
        MOVEMENTS,
        "k1,C,BCG,arrival,5,2026-03-01",
        "k2,nowhere,BCG,arrival,5,2026-03-01",
        (),
    ),
    "import counts": (
        "source_key,store_code,product_code,quantity,occurred_on",
        "k1,C,BCG,5,2026-03-01",
        "k2,nowhere,BCG,5,2026-03-01",
        (),
    ),
    "import national-monthly": (
        NATIONAL,
        "2026,3,SUD,ALPHA,S1,BCG,0,5,0,0,5",
        "2026,3,SUD,BETA,S2,BCG,0,5,0,0,9",
        ("--create-stores",),
    ),
}
DAMAGES = {
    "a rule": "{header}\n{good}\n{bad}\n",
    "a field too many": "{header}\n{good}\n{good},,x\n",
    "an open quote": '{header}\n{good}\n"{good}\n',
    "another encoding": "{header}\n{good}\n{good}\ufffd\n",
    "an unknown column": "{header},colour\n{good},red\n",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("name", IMPORTS)
def test_a_refused_file_leaves_every_table_as_it_was(
    command: Command, vlmis: TestDatabase, tmp_path: Path, name: str, damage: str
) -> None:
    header, good, bad, options = IMPORTS[name]
    Country(vlmis)
    before = vlmis.content()
    file, errors = tmp_path / "file.csv", tmp_path / "errors.csv"
    file.write_text(damage.format(header=header, good=good, bad=bad), encoding="utf-8")
    with pytest.raises(BadInputError) as refused:
        command(*name.split(), str(file), "--errors", str(errors), *options)
    assert vlmis.content() == before
    written = list(csv.DictReader(errors.open(newline="", encoding="utf-8")))
    assert [line["code"] for line in written] == [f.message.code for f in refused.value.faults]


def test_a_check_says_what_would_happen_and_saves_nothing(
    command: Command, vlmis: TestDatabase, tmp_path: Path
) -> None:
    Country(vlmis)
    before = vlmis.content()
    file = tmp_path / "file.csv"
    for name in (
        "stores import",
        "products import",
        "import stock-limits",
        "import counts",
        "import movements",
    ):
        header, good, _, _ = IMPORTS[name]
        file.write_text(f"{header},colour\n{good},red\n", encoding="utf-16")
        said = command(*name.split(), str(file), "--check", "--ignore-column", "colour")
        assert "nothing is saved" in said.output
        assert vlmis.content() == before
    count = json.loads(
        command("import", "movements", str(file), "--json", "--ignore-column", "Colour").stdout
    )
    assert count["recorded"] == 1


def test_an_encoding_is_taken_from_the_command(
    command: Command, vlmis: TestDatabase, tmp_path: Path
) -> None:
    Country(vlmis)
    file = tmp_path / "file.csv"
    file.write_text("code;name;supplier_code\nN;Né;R\n", encoding="cp1252")
    command("stores", "import", str(file), "--encoding", "cp1252")
    assert vlmis.value("select name from vlmis.store where code = 'N'") == "Né"

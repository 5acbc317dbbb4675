"""Files are imported on a page: checked first, then exactly the file that was checked."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from tests.cli.test_importing import DAMAGES, IMPORTS
from tests.support.country import Country
from tests.support.postgres import TestDatabase
from tests.web.site import NOW, Site, person
from vlmis_airflow.web.csrf import make_token
from vlmis_airflow.web.pages.recording import import_file
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Role
from vlmis_core.operations.uploaded_files import LARGEST_UPLOAD

PAGE = "/vlmis/record/import"
COUNTS = "source_key,store_code,product_code,quantity,occurred_on\n"
MOVEMENTS = "source_key,store_code,product_code,kind,quantity,occurred_on,counterpart_store_code\n"
KIND_OF = {
    "stores import": "stores",
    "products import": "products",
    "import stock-limits": "stock_limits",
    "import movements": "movements",
    "import counts": "counts",
    "import national-monthly": "national_monthly",
}


class ImportPage:
    """The page as a person uses it."""

    def __init__(self, site: Site, who: Person) -> None:
        self.browser: TestClient = site.as_person(who)
        self.token = {"csrf_token": make_token(who)}

    def upload(self, content: str | bytes, kind: str = "counts", **fields: str) -> Response:
        """Choose a file and send the form."""
        encoded = content.encode() if isinstance(content, str) else content
        return self.browser.post(
            PAGE,
            data=self.token | {"kind": kind} | fields,
            files={"file": ("<b>my file</b>.csv", encoded)},
        )

    def check(self, content: str | bytes, kind: str = "counts", **fields: str) -> Response:
        """Choose a file, and look at its preview."""
        assert self.upload(content, kind, **fields).headers["location"] == f"{PAGE}/preview"
        return self.preview()

    def preview(self) -> Response:
        return self.browser.get(f"{PAGE}/preview")

    def run(self, preview: Response, **fields: str) -> Response:
        """Confirm what the preview shows."""
        (digest,) = re.findall(r'name="digest" value="([0-9a-f]{64})"', preview.text)
        return self.browser.post(f"{PAGE}/run", data=self.token | {"digest": digest} | fields)

    def faults(self) -> list[dict[str, str]]:
        """What the file of faults says."""
        answer = self.browser.get(f"{PAGE}/faults")
        return list(csv.DictReader(io.StringIO(answer.text)))


def content(vlmis: TestDatabase) -> dict[str, object]:
    """Everything but the file that waits for its import."""
    return {name: rows for name, rows in vlmis.content().items() if "uploaded_file" not in name}


def kept(vlmis: TestDatabase) -> object:
    return vlmis.value("select count(*) from vlmis.uploaded_file")


@pytest.fixture
def keeper(site: Site, country: Country) -> ImportPage:
    """The page as the keeper of S sees it."""
    return ImportPage(site, site.keeper_of("S"))


@pytest.fixture
def administrator(site: Site, country: Country) -> ImportPage:
    return ImportPage(site, person())


def test_a_file_is_checked_then_imported_once(vlmis: TestDatabase, keeper: ImportPage) -> None:
    before = content(vlmis)
    shown = keeper.check(COUNTS + "k1,S,BCG,7,2026-03-05\n")
    assert shown.status_code == 200
    assert "1 count recorded (0 late); 0 recorded before." in shown.text
    assert "<td>2026-03-05</td>" in shown.text
    assert "<b>my file" not in shown.text
    assert content(vlmis) == before

    done = keeper.run(shown)
    assert done.status_code == 200
    assert "1 count recorded" in done.text
    assert kept(vlmis) == 0
    counted = "select counted, recorded_by from vlmis.stock_count where source_key = 'k1'"
    assert vlmis.rows(counted) == [(7, "ama")]
    after = content(vlmis)
    assert keeper.run(shown).status_code == 404
    assert (
        "0 counts recorded (0 late); 1 recorded before."
        in keeper.check(COUNTS + "k1,S,BCG,7,2026-03-05\n").text
    )
    assert content(vlmis) == after


def test_faults_are_shown_beside_their_lines_and_as_a_safe_file(
    vlmis: TestDatabase, keeper: ImportPage
) -> None:
    before = content(vlmis)
    shown = keeper.check(COUNTS + "k1,S,BCG,7,2026-03-05\nk2,S,=1+1,many,2026-03-05\n")
    assert shown.status_code == 200
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", shown.text)
    assert [unescape(cell) for cell in cells[4:7]] == ["3", "product_code", "=1+1"]
    assert "The file has 2 faults. Nothing is saved." in shown.text
    assert "digest" not in shown.text
    assert [tuple(line.values())[:4] for line in keeper.faults()] == [
        ("3", "product_code", "'=1+1", "product_not_found"),
        ("3", "quantity", "many", "not_a_whole_number"),
    ]
    assert content(vlmis) == before


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("name", IMPORTS)
def test_a_refused_file_leaves_every_table_as_it_was(
    vlmis: TestDatabase, administrator: ImportPage, name: str, damage: str
) -> None:
    header, good, bad, _ = IMPORTS[name]
    before = content(vlmis)
    file = damage.format(header=header, good=good, bad=bad)
    shown = administrator.check(file, KIND_OF[name], creates_stores="true")
    assert "Nothing is saved." in shown.text
    assert "/record/import/run" not in shown.text
    assert administrator.faults()
    assert content(vlmis) == before


@pytest.mark.parametrize(
    ("kind", "file", "told"),
    [
        ("stores", "code,name,supplier_code\nN,New,R\n", "Stores: 1 created, 0 changed"),
        ("products", "code,name\nYF,Yellow fever\n", "Products: 1 created"),
        (
            "stock_limits",
            "product_code,store_code,minimum,maximum\nBCG,S,5,9\n",
            "Stock limits: 1 created",
        ),
        (
            "movements",
            MOVEMENTS + "k1,S,BCG,return_out,1,2026-03-05,R\n",
            "1 movement recorded (0 late)",
        ),
        (
            "national_products",
            "product_code,product_type,product_name\nYF,Vaccine,Yellow fever\n",
            "Products: 1 created",
        ),
    ],
)
def test_an_administrator_imports_every_kind(
    administrator: ImportPage, kind: str, file: str, told: str
) -> None:
    shown = administrator.check(file, kind)
    assert told in shown.text
    assert told in administrator.run(shown).text


def test_a_national_file_and_initial_stock_come_by_the_page(
    site: Site, vlmis: TestDatabase
) -> None:
    vlmis.execute("insert into vlmis.store (code, name) values ('CI', 'Central')")
    vlmis.execute("insert into vlmis.product (code, name) values ('BCG', 'Bacille')")
    page = ImportPage(site, person())
    stock = page.check(
        "store_code,product_code,quantity\nCI,BCG,9\n", "initial_stock", first_day="2026-01-01"
    )
    told = "The ledger is live from 2026-01-01, with 1 pair of store and product."
    assert told in stock.text
    assert vlmis.value("select count(*) from vlmis.stock_day") == 0
    assert told in page.run(stock).text

    header = IMPORTS["import national-monthly"][0]
    lines = "2026,1,SUD,ALPHA,S1,BCG,0,5,0,0,5\n2026,2,SUD,BETA,S1,BCG,5,0,0,0,5\n"
    national = page.check(f"{header}\n{lines}", "national_monthly", creates_stores="true")
    assert "2 months imported, 0 imported before." in national.text
    assert "S1 is supplied by D-SUD-BETA from 2026-02 on" in national.text
    assert vlmis.value("select count(*) from vlmis.store") == 1
    page.run(national)
    assert vlmis.value("select count(*) from vlmis.store") == 5


def test_a_keeper_imports_for_own_stores_only(vlmis: TestDatabase, keeper: ImportPage) -> None:
    before = content(vlmis)
    keeper.check(
        MOVEMENTS
        + "k1,S,BCG,dispensing,1,2026-03-05,\n"
        + "k2,T,BCG,dispensing,999,2026-03-05,\n"
        + "k3,nowhere,BCG,dispensing,1,2026-03-05,\n"
        + "k4,S,BCG,return_out,1,2026-03-05,R\n"
        + "k5,S,BCG,dispensing,x,2026-03-05,\n",
        "movements",
    )
    found = [(line["line"], line["column"], line["code"]) for line in keeper.faults()]
    assert found == [
        ("3", "store_code", "not_your_store"),
        ("4", "store_code", "not_your_store"),
        ("5", "kind", "kind_is_not_for_keepers"),
        ("6", "quantity", "not_a_whole_number"),
    ]
    assert content(vlmis) == before
    shown = keeper.check(MOVEMENTS + "k1,S,BCG,dispensing,1,2026-03-05,\n", "movements")
    assert "1 movement recorded" in keeper.run(shown).text


@pytest.mark.parametrize(
    "kind",
    [
        "stores",
        "products",
        "stock_limits",
        "initial_stock",
        "national_monthly",
        "national_products",
    ],
)
def test_a_keeper_imports_no_master_data(
    vlmis: TestDatabase, keeper: ImportPage, kind: str
) -> None:
    assert f'value="{kind}"' not in keeper.browser.get(PAGE).text
    assert keeper.upload("code,name\nA,B\n", kind).status_code == 403
    assert kept(vlmis) == 0


def test_a_right_that_is_gone_is_gone_for_the_kept_file_as_well(
    site: Site, administrator: ImportPage
) -> None:
    shown = administrator.check("code,name\nYF,Yellow fever\n", "products")
    former = ImportPage(site, site.keeper_of("S"))  # The same username.
    assert former.preview().status_code == 403
    assert former.run(shown).status_code == 403


def test_only_the_file_that_was_checked_is_imported(
    vlmis: TestDatabase, keeper: ImportPage
) -> None:
    shown = keeper.check(COUNTS + "k1,S,BCG,7,2026-03-05\n")
    keeper.upload(COUNTS + "k1,S,BCG,8,2026-03-05\n")
    assert keeper.run(shown).status_code == 404
    assert vlmis.value("select count(*) from vlmis.stock_count where source_key = 'k1'") == 0
    assert kept(vlmis) == 1


def test_what_changed_since_the_preview_is_shown_and_nothing_is_saved(
    vlmis: TestDatabase, country: Country, keeper: ImportPage
) -> None:
    shown = keeper.check(MOVEMENTS + "k1,S,BCG,dispensing,5,2026-03-05,\n", "movements")
    country.count("2026-03-05", "S", 2)
    before = content(vlmis)
    answer = keeper.run(shown)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}/preview")
    assert content(vlmis) == before
    assert [line["code"] for line in keeper.faults()] == ["not_enough_stock"]


def test_a_file_is_kept_for_an_hour_and_discarded_on_request(
    site: Site, vlmis: TestDatabase, keeper: ImportPage
) -> None:
    keeper.upload(COUNTS)
    answer = keeper.browser.post(f"{PAGE}/discard", data=keeper.token)
    assert (answer.status_code, kept(vlmis)) == (303, 0)
    keeper.upload(COUNTS)
    vlmis.execute(
        "update vlmis.uploaded_file set uploaded_at = :then", then=NOW - timedelta(minutes=61)
    )
    assert keeper.preview().status_code == 404
    assert kept(vlmis) == 0


def test_others_do_not_see_the_file(site: Site, keeper: ImportPage) -> None:
    shown = keeper.check(COUNTS + "k1,S,BCG,7,2026-03-05\n")
    other = ImportPage(site, Person(8, "kofi", "Kofi", frozenset({Role.ADMINISTRATOR})))
    assert other.preview().status_code == 404
    assert other.run(shown).status_code == 404


def test_what_is_too_large_is_refused_before_it_is_read(
    vlmis: TestDatabase, keeper: ImportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keeper.upload(b"x" * (LARGEST_UPLOAD + 100_000)).status_code == 413
    monkeypatch.setattr(import_file, "LARGEST_UPLOAD", 2 * LARGEST_UPLOAD)
    assert keeper.upload(b"x" * (LARGEST_UPLOAD + 1)).status_code == 413
    assert kept(vlmis) == 0


def test_a_form_without_token_file_or_kind_is_refused(
    vlmis: TestDatabase, keeper: ImportPage
) -> None:
    assert keeper.upload(COUNTS, csrf_token="other").status_code == 403
    assert keeper.upload(COUNTS, "letters").status_code == 422
    without = keeper.browser.post(PAGE, data=keeper.token | {"kind": "counts"})
    assert without.status_code == 422
    assert kept(vlmis) == 0


def test_encoding_and_columns_to_pass_over_are_taken_from_the_form(
    vlmis: TestDatabase, administrator: ImportPage
) -> None:
    file = "code;name;supplier_code;colour;note\nN;Né;R;red;x\n".encode("cp1252")
    administrator.check(file, "stores", encoding="cp1252")
    assert [fault["value"] for fault in administrator.faults()] == ["colour", "note"]
    administrator.check(file, "stores", ignored_columns="colour,note")
    assert [fault["code"] for fault in administrator.faults()] == ["file_has_other_encoding"]
    shown = administrator.check(file, "stores", encoding="cp1252", ignored_columns="Colour, note")
    assert "<td>Né</td>" in shown.text
    administrator.run(shown)
    assert vlmis.value("select name from vlmis.store where code = 'N'") == "Né"


def test_the_page_speaks_french(site: Site, country: Country) -> None:
    browser = site.as_person(site.keeper_of("S"))
    shown = browser.get(f"{PAGE}?lang=fr").text
    assert "Importer un fichier" in shown
    assert "Inventaires" in shown

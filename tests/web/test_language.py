"""The pages in English and French."""

import re
from pathlib import Path

import pytest

from tests.web.site import Site, person
from vlmis_core.messages import TERMS

pytestmark = pytest.mark.usefixtures("country")

PLUGINS = Path(__file__).resolve().parents[2] / "plugins" / "vlmis_airflow"


@pytest.mark.parametrize("path", sorted(PLUGINS.rglob("*.html")), ids=lambda path: path.name)
def test_a_page_takes_its_terms_from_a_group_that_there_is(path: Path) -> None:
    groups = re.findall(r'\bterm\("(\w+)"', path.read_text(encoding="utf-8"))
    assert set(groups) <= TERMS.keys()


def test_a_browser_that_wants_french_gets_french(site: Site) -> None:
    browser = site.as_person(person(), **{"Accept-Language": "de, fr-CI;q=0.9, en;q=0.8"})
    shown = browser.get("/vlmis/reports/end-of-day").text
    assert '<html lang="fr">' in shown
    assert "Fin de journée" in shown
    assert "End of Day" not in shown


def test_a_chosen_language_is_kept(site: Site) -> None:
    browser = site.as_person(person(), **{"Accept-Language": "en"})
    assert '<html lang="fr">' in browser.get("/vlmis/?lang=fr").text
    assert '<html lang="fr">' in browser.get("/vlmis/reports/late-entries").text


def test_a_language_that_nobody_has_is_not_taken(site: Site) -> None:
    answer = site.as_person(person()).get("/vlmis/?lang=../../etc/passwd")
    assert '<html lang="en">' in answer.text
    assert "set-cookie" not in answer.headers


def test_a_field_that_cannot_be_read_is_explained_in_french(site: Site) -> None:
    browser = site.as_person(person(), **{"Accept-Language": "fr"})
    shown = browser.get("/vlmis/reports/end-of-day?from=soon").text
    fault = "Ce n’est pas une date. Écrivez-la comme 2026-03-05."
    assert f'<span class="error" id="bad-from">{fault}</span>' in shown


def test_a_problem_of_the_api_is_explained_in_french(site: Site) -> None:
    program = site.as_person(person(), **{"Accept-Language": "fr"})
    problem = program.get("/vlmis/api/v1/movements?from=soon").json()
    assert problem["title"] == "Rien n’a été enregistré"
    (wrong,) = problem["errors"]
    assert wrong["reason"] == "Ce n’est pas une date. Écrivez-la comme 2026-03-05."

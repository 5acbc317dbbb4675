"""The pages in English and French."""

import json
import re
from pathlib import Path

import pytest

from tests.support.country import Country
from tests.web.site import Site, person
from vlmis_airflow.web.language import LANGUAGES, Language
from vlmis_airflow.web.menu import MENU
from vlmis_airflow.web.words import WORDS

WEB = Path(__file__).resolve().parents[2] / "plugins" / "vlmis_airflow" / "web"
_IN_TEMPLATES = re.compile(r"""_\((?:"([^"]+)"|'([^']+)')""")
_SAID_BY_CODE = re.compile(r'(?:NotAllowedError\(\s*|HTTPStatus\.\w+, )"([^"{]+)"', re.DOTALL)


def texts_of_the_pages() -> set[str]:
    """Every text that a template or an error page says."""
    found = {entry.title for section in MENU for entry in section.entries}
    found |= {section.title for section in MENU} | set(WORDS.values())
    for path in WEB.rglob("*.html"):
        found |= {a or b for a, b in _IN_TEMPLATES.findall(path.read_text(encoding="utf-8"))}
    for path in WEB.rglob("*.py"):
        found |= set(_SAID_BY_CODE.findall(path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("code", sorted(set(LANGUAGES) - {"en"}))
def test_every_text_stands_in_the_catalogue(code: str) -> None:
    catalogue = json.loads((WEB / "texts" / f"{code}.json").read_text(encoding="utf-8"))
    assert texts_of_the_pages() - set(catalogue) == set()


@pytest.mark.parametrize("code", sorted(set(LANGUAGES) - {"en"}))
def test_a_translation_keeps_the_gaps_of_its_text(code: str) -> None:
    catalogue = json.loads((WEB / "texts" / f"{code}.json").read_text(encoding="utf-8"))
    wrong = {
        english
        for english, text in catalogue.items()
        if sorted(re.findall(r"\{\w+\}", english)) != sorted(re.findall(r"\{\w+\}", text))
    }
    assert wrong == set()


def test_a_browser_that_wants_french_gets_french(site: Site, country: Country) -> None:
    browser = site.as_person(person(), **{"Accept-Language": "de, fr-CI;q=0.9, en;q=0.8"})
    shown = browser.get("/vlmis/reports/end-of-day").text
    assert '<html lang="fr">' in shown
    assert "Fin de journée" in shown
    assert "End of Day" not in shown


def test_a_chosen_language_is_kept(site: Site, country: Country) -> None:
    browser = site.as_person(person(), **{"Accept-Language": "en"})
    assert '<html lang="fr">' in browser.get("/vlmis/?lang=fr").text
    assert '<html lang="fr">' in browser.get("/vlmis/reports/late-entries").text


def test_a_language_that_nobody_has_is_not_taken(site: Site, country: Country) -> None:
    answer = site.as_person(person()).get("/vlmis/?lang=../../etc/passwd")
    assert '<html lang="en">' in answer.text
    assert "set-cookie" not in answer.headers


def test_numbers_are_written_as_the_language_does() -> None:
    assert Language("en").number(-1234567) == "−1,234,567"
    assert Language("fr").number(1234567) == "1\u202f234\u202f567"
    assert Language("en").number(None) == ""

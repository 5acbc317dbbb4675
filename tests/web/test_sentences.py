"""What the core says is said in the reader's language, and nothing of it is forgotten."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.country import Country
from tests.web.site import Site, person
from vlmis_airflow.web.language import Language
from vlmis_airflow.web.language import catalogue as texts_of
from vlmis_airflow.web.sentences import pattern_of, say, sentences_of
from vlmis_airflow.web.words import WORDS
from vlmis_core import errors
from vlmis_core.delivery.model import hold_reasons
from vlmis_core.delivery.model.refusal_codes import ErrorScope

ROOT = Path(__file__).resolve().parents[2]
FRENCH = Language("fr")
RAISED = {name for name in vars(errors) if name.endswith("Error")} | {"NotAllowedError"}
SAID_TO_PAGES = (
    *("accounts", "delivery", "ledger", "org_units", "places", "products", "recording", "reports"),
)
GAP = "\0"
"""Stands for what is filled in when the code runs."""


def _spoken(node: ast.expr) -> str | None:
    """A text of the code with its gaps; None when it is put together elsewhere."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_spoken(part) or GAP for part in parts)
        case ast.FormattedValue(value=ast.IfExp(body=ast.Constant(value=str(one_of_two)))):
            return one_of_two
    return None


def _sentence_nodes(tree: ast.AST) -> Iterator[ast.expr]:
    """What is raised, or the reason of a bad field, or named ``why``, or found as an obstacle."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="BadField"), args=[_, _, _, reason]):
                yield reason
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in RAISED:
                yield first
            case ast.Assign(targets=[ast.Name(id="why" | "problem" | "obstacle")], value=value):
                yield value
            case ast.FunctionDef(name=name) if "obstacle" in name or "wrong" in name:
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Return | ast.Yield) and inner.value is not None:
                        yield inner.value


def _spoken_in(path: Path) -> set[str]:
    said = map(_spoken, _sentence_nodes(ast.parse(path.read_text(encoding="utf-8"))))
    return {text for text in said if text and text.strip(GAP)}


def _code_that_speaks_to_pages() -> list[Path]:
    web = (ROOT / "plugins/vlmis_airflow/web").rglob("*.py")
    services = (
        path
        for folder in SAID_TO_PAGES
        for path in (ROOT / "vlmis_core/services" / folder).rglob("*.py")
    )
    return sorted([*(path for path in web if "api" not in path.parts), *services])


def _is_known(text: str) -> bool:
    if text in texts_of("fr"):
        return True
    filled = [text.replace(GAP, example) for example in ("2026-03-05", "7", "word")]
    return any(say(example, FRENCH) != example for example in filled)


@pytest.mark.parametrize(
    "path", _code_that_speaks_to_pages(), ids=lambda path: str(path.relative_to(ROOT))
)
def test_what_code_says_to_a_page_is_said_in_french(path: Path) -> None:
    assert {text for text in _spoken_in(path) if not _is_known(text)} == set()


def _all_reasons() -> set[hold_reasons.HoldReason]:
    of_answers = {
        hold_reasons.reason_of_answer(scope)
        for scope in ErrorScope
        if scope in hold_reasons._FROM_ANSWER
    }
    preflight = set(hold_reasons.PREFLIGHT_REASONS)
    return preflight | of_answers | {hold_reasons.ENTERED_BY_SOMEONE_ELSE}


@pytest.mark.parametrize("reason", sorted(_all_reasons(), key=str), ids=lambda reason: reason.code)
def test_a_reason_to_hold_has_words_and_a_french_sentence(reason: hold_reasons.HoldReason) -> None:
    assert reason.code in WORDS
    said = say(reason.sentence.format("S7 → Clinique de Bô"), FRENCH)
    assert said != reason.sentence.format("S7 → Clinique de Bô")
    assert "S7 → Clinique de Bô" in said


@pytest.mark.parametrize(
    "path", sorted((ROOT / "sql/queries/push/holds").glob("*.sql")), ids=lambda path: path.stem
)
def test_the_words_of_a_finding_stand_in_a_french_sentence(path: Path) -> None:
    sql = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
    words = {
        literal.strip()
        for literal in re.findall(r"'([^']+)'", sql.partition("from")[0])
        if re.search(r"[a-z]{2,} [a-z]{2,}", literal)
    }
    known = " ".join(sentences_of("fr"))
    assert {literal for literal in words if literal not in known} == set()


@pytest.mark.parametrize("path", sorted((ROOT / "sql/queries").rglob("find_bad_*.sql")))
def test_what_the_database_refuses_stands_in_a_french_sentence(path: Path) -> None:
    refused = re.findall(r"then\s+'([^']+)'", path.read_text(encoding="utf-8"))
    begun = " ".join(sentences_of("fr"))  # Some are put together of two literals.
    assert {text for text in refused if not _is_known(text) and text.strip() not in begun} == set()


def test_a_translation_keeps_the_gaps_of_its_sentence() -> None:
    wrong = {
        english
        for english, french in sentences_of("fr").items()
        if "{detail}" not in english
        and sorted(pattern_of(english).groupindex) != sorted(set(re.findall(r"\{(\w+)\}", french)))
    }
    assert wrong == set()


def test_a_sentence_inside_a_sentence_is_said_as_well() -> None:
    english = "2026-03-05 is not open yet in DHIS2. Raise the open future periods of the data set."
    assert say(english, FRENCH) == (
        "le 2026-03-05 n’est pas encore ouvert dans DHIS2. Augmentez les périodes futures "
        "ouvertes de l’ensemble de données."
    )


def test_every_obstacle_of_a_list_is_said() -> None:
    english = (
        "store S7 cannot be closed on 2026-03-05: it is closed since 2026-03-01; "
        "the first open day is 2026-03-09."
    )
    assert say(english, FRENCH) == (
        "le dépôt S7 ne peut pas être fermé le 2026-03-05 : il est fermé depuis le 2026-03-01; "
        "le premier jour ouvert est le 2026-03-09."
    )


def test_english_and_the_words_of_dhis2_stay_as_they_are() -> None:
    held = "DHIS2 says: Data element not in use"
    assert say(held, Language("en")) == held
    assert say(held, FRENCH) == "DHIS2 dit : Data element not in use"


def test_an_error_page_speaks_french_throughout(site: Site, country: Country) -> None:
    browser = site.as_person(person(), **{"Accept-Language": "fr"})
    shown = browser.get("/vlmis/reports/end-of-day?from=soon").text
    assert "from : doit être une date" in shown
    shown = browser.get("/vlmis/reports/end-of-day?from=2001-01-01").text
    assert "choisissez un jour ultérieur" in shown

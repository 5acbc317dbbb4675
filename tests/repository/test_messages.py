"""Every code has its texts, is raised somewhere, and stands in the reference."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.messages import REFERENCE, catalogues, reference, untranslated
from vlmis_core.messages import DEFINITIONS, LANGUAGES
from vlmis_core.messages.languages import SOURCE

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "vlmis_core" / "messages" / "catalogue"
OTHERS = sorted(set(LANGUAGES) - {SOURCE})


def texts_of_code() -> Iterator[str]:
    """Every string of the code, and every SQL file with its name."""
    for folder in ("vlmis_core", "plugins", "dags"):
        for path in (ROOT / folder).rglob("*.py"):
            if CATALOGUE not in path.parents and path.name != "terms.py":
                tree = ast.parse(path.read_text(encoding="utf-8"))
                yield from (
                    node.value
                    for node in ast.walk(tree)
                    if isinstance(node, ast.Constant) and isinstance(node.value, str)
                )
    for path in (ROOT / "sql").rglob("*.sql"):
        yield path.stem
        yield from re.findall(r"'([a-z0-9_]+)'", path.read_text(encoding="utf-8"))


def test_every_code_is_raised_somewhere() -> None:
    assert DEFINITIONS.keys() - set(texts_of_code()) == set()


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.name)
def test_the_translations_have_the_texts_of_the_code(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == catalogues()[path], "make messages"


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_with_the_same_gaps(language: str) -> None:
    assert untranslated(language) == []


def test_the_reference_of_messages_is_that_of_the_code() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == reference(), "make messages"

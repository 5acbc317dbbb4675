"""The languages of the pages: English in the templates, the others in ``texts/<code>.json``."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request

COOKIE = "vlmis_lang"
LANGUAGES = {"en": "English", "fr": "Français"}
_TEXTS = Path(__file__).parent / "texts"
_SEPARATORS = {"en": ",", "fr": "\u202f"}


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its code, its texts, and how it writes numbers."""

    code: str

    def text(self, english: str, **words: object) -> str:
        """The text in this language, with ``words`` in its gaps; English where it is missing."""
        found = catalogue(self.code).get(english, english)
        return found.format(**words) if words else found

    def number(self, value: int | None) -> str:
        """A whole number with separated thousands and a true minus; nothing for None."""
        if value is None:
            return ""
        return f"{value:,}".replace(",", _SEPARATORS[self.code]).replace("-", "−")


@cache
def catalogue(name: str) -> dict[str, str]:
    """English text → the same in a language (``texts/<name>.json``); empty where there is none."""
    path = _TEXTS / f"{name}.json"
    if not path.is_file():
        return {}
    texts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return texts


def language_of(request: Request) -> Language:
    """The language that the person chose, else the first one of the browser that we have."""
    chosen = request.query_params.get("lang") or request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return Language(chosen)
    return Language(next(filter(LANGUAGES.__contains__, _wanted(request)), "en"))


def _wanted(request: Request) -> list[str]:
    """The codes of ``Accept-Language``, the most wanted first."""
    weighted = []
    for number, entry in enumerate(request.headers.get("Accept-Language", "").split(",")):
        tag, _, weight = entry.strip().partition(";q=")
        weighted.append((-_weight(weight), number, tag.partition("-")[0].lower()))
    return [code for _, _, code in sorted(weighted)]


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0


Translate = Callable[..., str]

"""The languages of the system, and which of them a reader wants."""

import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "fr": "Français"}
SOURCE = "en"
"""The language of the texts in the code."""

LOCALE = Path(__file__).parent / "locale"


def po_file(language: str) -> Path:
    """The file with the translations into a language."""
    return LOCALE / language / "LC_MESSAGES" / "vlmis.po"


@cache
def translations_of(language: str) -> NullTranslations:
    """Read the translations into a language, once; those of English leave every text as it is."""
    if language == SOURCE:
        return NullTranslations()
    with po_file(language).open("rb") as written:
        catalogue = read_po(written, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def language_from_locale(locale: str) -> str:
    """The language of a POSIX locale (``fr_CI.UTF-8``); English for ``C`` and what is unknown."""
    code = re.split(r"[_.@:-]", locale.strip().lower())[0]
    return code if code in LANGUAGES else SOURCE


def best_language(accept_language: str) -> str:
    """The most wanted language of an ``Accept-Language`` header that the system has, or English."""
    weighted = []
    for number, entry in enumerate(accept_language.split(",")):
        tag, _, weight = entry.strip().partition(";q=")
        weighted.append((-_weight(weight), number, tag.partition("-")[0].lower()))
    return next((code for _, _, code in sorted(weighted) if code in LANGUAGES), SOURCE)


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0

"""What the core says in English, in the reader's language: refusals, errors, why records are held.

The core knows no languages: its sentences arrive whole, also those that the database has kept. Each
is found again by its template in ``texts/sentences.<code>.json`` and said anew, with what stood in
its gaps. What no template fits stays as it was said.
"""

import re
from dataclasses import dataclass
from functools import cache

from vlmis_airflow.web.language import Language, catalogue

_DAY = r"\d{4}-\d\d-\d\d"
_SENTENCES_INSIDE = {"finding", "reason", "obstacle", "obstacles", "what"}
"""Gaps that hold sentences of the core themselves; several are parted by semicolons."""


@dataclass(frozen=True, slots=True)
class _Template:
    pattern: re.Pattern[str]
    translated: str


def say(text: str, language: Language) -> str:
    """``text``, line by line, in ``language``."""
    return "\n".join(_say_line(line, language) for line in text.splitlines())


def _say_line(line: str, language: Language) -> str:
    sentence = line.strip()
    for template in _templates(language.code):
        found = template.pattern.fullmatch(sentence)
        if found:
            gaps = {
                name: _said_inside(name, gap, language) for name, gap in found.groupdict().items()
            }
            return line.replace(sentence, template.translated.format(**gaps))
    return language.text(line)


def _said_inside(name: str, gap: str, language: Language) -> str:
    if name not in _SENTENCES_INSIDE:
        return gap
    whole = say(gap, language)
    if whole != gap:
        return whole
    return "; ".join(say(part, language) for part in gap.split("; "))


@cache
def _templates(code: str) -> tuple[_Template, ...]:
    """Those of a language, the ones with the most words of their own first."""
    sentences = sentences_of(code)
    longest_first = sorted(sentences, key=lambda english: -len(re.sub(r"\{\w+\}", "", english)))
    return tuple(_Template(pattern_of(text), sentences[text]) for text in longest_first)


def sentences_of(code: str) -> dict[str, str]:
    """English template → the same in a language; empty for English itself."""
    return catalogue(f"sentences.{code}")


def pattern_of(template: str) -> re.Pattern[str]:
    """What matches the sentences of a template; a gap whose name ends with ``day`` is a date."""
    parts = re.split(r"\{(\w+)\}", template)
    literals, gaps = parts[::2], parts[1::2]
    named = [f"(?P<{gap}>{_DAY if gap.endswith('day') else '.+'})" for gap in gaps]
    return re.compile(
        "".join(
            re.escape(literal) + gap for literal, gap in zip(literals, [*named, ""], strict=True)
        )
    )

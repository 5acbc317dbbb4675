"""What the ledger refuses, in the person's language: its sentences with their gaps."""

import re
from functools import cache

from vlmis_airflow.web.language import Language

REFUSALS = (
    "Fill in at least one line.",
    "Fill in at most 50 lines.",
    "choose a product",
    "is missing",
    "was recorded before with other content",
    "names more than one count",
    "no such store",
    "the store is closed",
    "no such product",
    "the product is retired",
    "is counted twice for the same store and day",
    "only the central store takes arrivals",
    "must be a whole number of at most nine digits",
    "must not be zero",
    "must be positive",
    "must be positive, of at most nine digits",
    "must be 0 or more, of at most nine digits",
    "must be 0 or more",
    "must be a date, as 2026-03-05",
    "lies in the future",
    "lies before the first day of the ledger",
    "lies before the first day of the ledger, {day}",
    "is not a store that this one supplies",
    "the central store has nobody to return to",
    "must be one of {reasons}",
    "the balance of {store} × {product} would be {balance} at the end of {day}",
    "the balance is {balance}: a surplus cannot be wastage, count it as count_adjustment",
    "is closed on {day}, and {store} × {product} would be left with {balance}",
    "is retired on {day}, and {store} × {product} would be left with {balance}",
    "no such return",
    "was acknowledged before",
    "more than declared ({quantity})",
    "lies before the declaration ({day})",
    "no such movement",
    "is itself a reversal; record what is right instead",
    "was reversed before",
)
"""Every sentence, as the services say it; an unknown one is shown in English."""


def say_refusal(text: str, language: Language) -> str:
    """The sentence in a language, with what stood in its gaps."""
    for sentence in REFUSALS:
        found = _pattern(sentence).fullmatch(text)
        if found:
            return language.text(sentence, **found.groupdict())
    return text


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", sentence)
    literal, gaps = parts[::2], [*parts[1::2], ""]
    return re.compile(
        "".join(
            re.escape(text) + (f"(?P<{gap}>.+)" if gap else "")
            for text, gap in zip(literal, gaps, strict=True)
        )
    )

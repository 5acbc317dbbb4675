"""The named gaps of a text: ``{store}``, or with a form ``{kind:movement_kind}``.

Forms: none (a word, a number, a nested message), ``plain`` (a number without separators),
``instant`` (a time), ``message`` (a nested message), ``list`` or ``list:<form>`` (several joined);
every other form is a group of terms, and the value is a code of that group.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from string import Formatter

PLAIN, INSTANT, MESSAGE, LIST = "plain", "instant", "message", "list"
OWN_FORMS = ("", PLAIN, INSTANT, MESSAGE, LIST)
"""What is not a group of terms."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FORM = re.compile(r"(list:)?([a-z][a-z0-9_]*)?")


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap: the name of its value, and the form in which the value is shown."""

    name: str
    form: str = ""

    @property
    def of_each(self) -> str | None:
        """The form of each value of a list; None where the gap is no list."""
        head, _, form = self.form.partition(":")
        return form if head == LIST else None

    def __str__(self) -> str:
        return f"{{{self.name}:{self.form}}}" if self.form else f"{{{self.name}}}"


@cache
def parse(text: str) -> tuple[str | Gap, ...]:
    """Split a text into its words and its gaps.

    Raises:
        ValueError: a brace is open, or a gap has no lower-case name or an impossible form.
    """
    parts: list[str | Gap] = []
    for words, name, form, conversion in Formatter().parse(text):
        if words:
            parts.append(words)
        if name is None:
            continue
        if conversion or not _NAME.fullmatch(name) or not _FORM.fullmatch(form or ""):
            raise ValueError(f"{text!r}: a gap is {{name}} or {{name:form}}, all in lower case")
        parts.append(Gap(name, form or ""))
    return tuple(parts)


def gaps_of(texts: Iterable[str]) -> dict[str, Gap]:
    """Collect the gaps of several texts by name.

    Raises:
        ValueError: one name has two forms.
    """
    found: dict[str, Gap] = {}
    for text in texts:
        for part in parse(text):
            if isinstance(part, Gap) and found.setdefault(part.name, part) != part:
                raise ValueError(f"{text!r}: {part.name} has two forms")
    return found

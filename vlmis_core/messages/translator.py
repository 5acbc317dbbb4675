"""Turn messages, terms and texts of pages into a language: the last step before a reader."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from babel.numbers import format_decimal, get_group_symbol

from vlmis_core.messages.catalogue import DEFINITIONS
from vlmis_core.messages.definition import COUNT, Text
from vlmis_core.messages.gaps import INSTANT, MESSAGE, PLAIN, Gap, parse
from vlmis_core.messages.languages import LANGUAGES, translations_of
from vlmis_core.messages.message import Given, Message
from vlmis_core.messages.terms import TERMS

_YES, _NO, _NONE = "yes", "no", "none"


class _Mode:
    """Whether texts are replaced by their codes: a test proves that nothing reads a text."""

    shows_codes = False


@contextmanager
def texts_as_codes() -> Iterator[None]:
    """Show, in every language, the code of a message or a term instead of its text."""
    before, _Mode.shows_codes = _Mode.shows_codes, True
    try:
        yield
    finally:
        _Mode.shows_codes = before


@dataclass(frozen=True, slots=True)
class Translator:
    """Writes texts in one language; ``zone`` is the one in which times are shown."""

    language: str
    zone: tzinfo | None = None

    def text(self, message: Message) -> str:
        """What is wrong, and what to do next."""
        return " ".join(filter(None, (self.sentence(message), self.action(message))))

    def sentence(self, message: Message) -> str:
        """What is wrong.

        A code that this version does not know (the database is newer) is shown with its values.
        """
        if _Mode.shows_codes:
            return message.code
        definition = DEFINITIONS.get(message.code)
        if definition is None:
            values = (f"{name} {self._each(value)}" for name, value in message.values.items())
            return f"{message.code} ({', '.join(values)})" if message.values else message.code
        return self._fill(self._choose(definition.text, message), message.values)

    def action(self, message: Message) -> str:
        """What to do next; empty where nothing can be done."""
        definition = DEFINITIONS.get(message.code)
        if definition is None or definition.action is None or _Mode.shows_codes:
            return ""
        return self._fill(self._choose(definition.action, message), message.values)

    def term(self, group: str, code: str | None) -> str:
        """The label of a code; one without a label is shown with spaces; nothing for None."""
        if code is None:
            return ""
        if _Mode.shows_codes:
            return f"{group}.{code}"
        english = TERMS[group].get(code)
        if english is None:
            return code.replace("_", " ").capitalize()
        return translations_of(self.language).pgettext(group, english)

    def gettext(self, english: str, **values: Given) -> str:
        """A text of a page, with ``values`` in its gaps."""
        translated = translations_of(self.language).gettext(english)
        return self._fill(translated, values) if values else translated

    def ngettext(self, singular: str, plural: str, count: int, **values: Given) -> str:
        """A text of a page in singular or plural; ``count`` is a value of it as well."""
        translated = translations_of(self.language).ngettext(singular, plural, count)
        return self._fill(translated, {**values, COUNT: count})

    def number(self, value: float | Decimal | None) -> str:
        """A number with separated thousands and a true minus; nothing for None."""
        if value is None:
            return ""
        if isinstance(value, float | Decimal):
            return format_decimal(value, locale=self.language)
        return f"{value:,}".replace(",", get_group_symbol(self.language)).replace("-", "−")

    def instant(self, value: datetime | str | None) -> str:
        """A time to the minute, ``2026-03-05 23:59``, in the zone of the reader; nothing for None.

        What DHIS2 or an older version wrote otherwise stays as it was written.
        """
        if value is None:
            return ""
        try:
            at = datetime.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            return str(value)
        shown = at.astimezone(self.zone) if self.zone and at.tzinfo else at
        return f"{shown:%Y-%m-%d %H:%M}"

    def _choose(self, text: Text, message: Message) -> str:
        translations = translations_of(self.language)
        if isinstance(text, str):
            return translations.pgettext(message.code, text)
        count = message.values.get(COUNT)
        number = count if isinstance(count, int) else 2
        return translations.npgettext(message.code, text.singular, text.plural, number)

    def _fill(self, text: str, values: Mapping[str, Given]) -> str:
        return "".join(
            part if isinstance(part, str) else self._shown(part, values) for part in parse(text)
        )

    def _shown(self, gap: Gap, values: Mapping[str, Given]) -> str:
        if gap.name not in values:  # An older version stored the message without it.
            return f"{{{gap.name}}}"
        return self._each(values[gap.name], gap.form)

    def _each(self, value: Given, form: str = "") -> str:
        match value:
            case Message():
                return self.sentence(value)
            case list() | tuple():
                item = form.partition(":")[2]
                parts = [self._each(each, item) for each in value]
                return ("; " if item == MESSAGE else ", ").join(parts)
            case None | bool() if form not in TERMS:
                return self.term("value", {None: _NONE, True: _YES, False: _NO}[value])
            case int() if form == PLAIN:
                return str(value)
            case int() | float():
                return self.number(value)
            case datetime() | str() if form == INSTANT:
                return self.instant(value)
        if form in TERMS:
            return self.term(form, None if value is None else str(value))
        return str(value)


def translator(language: str, zone: tzinfo | None = None) -> Translator:
    """The translator of a language.

    Raises:
        KeyError: the system has no such language.
    """
    if language not in LANGUAGES:
        raise KeyError(f"no language {language!r}; there are {', '.join(LANGUAGES)}")
    return Translator(language, zone)

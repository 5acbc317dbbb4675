"""``make messages``: bring the catalogue of gettext and docs/messages.md up to date with the code.

``vlmis.pot`` and each ``vlmis.po`` get every text of the code; translations are kept by the English
text (and the code) they belong to, never guessed. A translation whose text is gone stays at the end
of its file as unused (``#~``), and comes back with its text; ``--forget-unused`` removes them.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from vlmis_core.messages import DOMAINS, LANGUAGES, TERMS, MessageDefinition
from vlmis_core.messages.definition import Plural, Text
from vlmis_core.messages.gaps import gaps_of, parse
from vlmis_core.messages.languages import LOCALE, SOURCE, po_file, translations_of

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = LOCALE / "vlmis.pot"
REFERENCE = ROOT / "docs" / "messages.md"

_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
_PAGES = (("vlmis_core", "*.py", "python"), ("plugins", "*.py", "python"))
_TEMPLATES = ("plugins", "*.html", "jinja2.ext:babel_extract")
_HEADER = "# Written by `make messages`; the translations (msgstr) are written by people."
_DATES_AND_NAMES = re.compile(
    r'^"(?:POT-Creation|PO-Revision|Last-Translator|Language-Team|Report-Msgid|Generated-By'
    r"|Project-Id)[^\n]*\n",
    re.MULTILINE,
)


def template() -> Catalog:
    """Every English text of the code: coded messages, terms, texts of pages and commands."""
    found = Catalog(header_comment=_HEADER, fuzzy=False)
    for domain in DOMAINS:
        for definition in domain.MESSAGES:
            for text in definition.texts:
                _add(found, text, definition.code, _path_of(domain))
    for group, terms in TERMS.items():
        for label in terms.values():
            _add(found, label, group, "vlmis_core/messages/terms.py")
    for text, path in _texts_of_pages():
        _add(found, text, None, path)
    return found


def _add(catalogue: Catalog, text: Text, context: str | None, path: str) -> None:
    english = (text.singular, text.plural) if isinstance(text, Plural) else text
    catalogue.add(english, locations=[(path, 1)], context=context)


def _path_of(module: ModuleType) -> str:
    return str(Path(str(module.__file__)).relative_to(ROOT))


def _texts_of_pages() -> Iterator[tuple[Text, str]]:
    """The texts that are marked with ``_`` or given to ``gettext``, and the files they stand in."""
    for folder, pattern, method in (*_PAGES, _TEMPLATES):
        for path in sorted((ROOT / folder).rglob(pattern)):
            if LOCALE.parent in path.parents:
                continue
            for _line, text, _comments, _context in extract_from_file(
                method, path, keywords=_KEYWORDS, options={"silent": "false"}
            ):
                english = text if isinstance(text, str) else Plural(*text[:2])
                yield english, str(path.relative_to(ROOT))


def translated(language: str, *, keeps_unused: bool = True) -> Catalog:
    """The catalogue of a language with the texts of now and the translations it had."""
    written = _read(language)
    texts = template()
    found = Catalog(locale=language, header_comment=_HEADER, fuzzy=False)
    for message in _messages(texts):
        before = written.get(message.id, message.context) or _unused(written, message)
        found.add(
            message.id,
            before.string if before else None,
            locations=message.locations,
            user_comments=before.user_comments if before else (),
            context=message.context,
        )
    if keeps_unused:
        for message in (*_messages(written), *written.obsolete.values()):
            if message.string and not texts.get(message.id, message.context):
                found.obsolete[_key(message)] = message
    return found


def _read(language: str) -> Catalog:
    path = po_file(language)
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as written:
        return read_po(written, locale=language)


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _unused(catalogue: Catalog, message: Message) -> Message | None:
    keys = {_key(unused): unused for unused in catalogue.obsolete.values()}
    return keys.get(_key(message))


def _key(message: Message) -> tuple[str, str]:
    """What one text is known by: its English (in the singular) and its code."""
    return forms(message.id)[0], message.context or ""


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """The forms of a text: one, or one for each number; an empty one where there is none."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def as_text(catalogue: Catalog) -> str:
    """A catalogue as it is written into its file: nothing in it depends on when or by whom."""
    written = BytesIO()
    write_po(written, catalogue, width=0, include_lineno=False)
    return _DATES_AND_NAMES.sub("", written.getvalue().decode())


def untranslated(language: str) -> list[str]:
    """The texts that have no translation, and those whose translation has other gaps."""
    wrong = []
    for message in _messages(_read(language)):
        english, other = forms(message.id), forms(message.string)
        if not all(other):
            wrong.append(f"no translation: {message.context or ''} {english[0]!r}")
        elif gaps_of(english) != gaps_of(other):
            wrong.append(f"other gaps: {message.context or ''} {english[0]!r}")
    return wrong


def reference() -> str:
    """``docs/messages.md``: every code, its texts, and who can do what about it."""
    parts = [
        "# Messages",
        "Every message of the system has a code, the same in every language. The API gives it as "
        "`code`, the database stores it with its values. Written by `make messages`.",
    ]
    for domain in DOMAINS:
        if domain.MESSAGES:
            title = domain.__name__.rpartition(".")[2].replace("_", " ").capitalize()
            parts += [f"## {title.replace('Dhis2', 'DHIS2')}", str(domain.__doc__).strip()]
            parts += [_entry(definition) for definition in domain.MESSAGES]
    return "\n\n".join(parts) + "\n"


def _entry(definition: MessageDefinition) -> str:
    kind = definition.message_class
    status = (
        f"HTTP {kind.http_status.value}, exit code {kind.exit_code}" if kind.http_status else ""
    )
    rows = {name: _texts(definition, code) for code, name in LANGUAGES.items()}
    rows["Class"] = " · ".join(filter(None, (TERMS["message_class"][kind], status)))
    rows["Who can fix it"] = TERMS["fix_by"][definition.fix_by]
    rows["Values"] = ", ".join(f"`{name}`" for name in definition.parameters) or "none"
    table = "\n".join(f"| {name} | {_cell(value)} |" for name, value in rows.items())
    return f"### {definition.code}\n\n| | |\n| --- | --- |\n{table}"


def _texts(definition: MessageDefinition, language: str) -> str:
    """Text and action in a language; of a plural, the form for many."""
    translations = translations_of(language)
    found = []
    for text in definition.texts:
        if isinstance(text, Plural):
            found.append(translations.npgettext(definition.code, text.singular, text.plural, 2))
        else:
            found.append(translations.pgettext(definition.code, text))
    return " ".join(found)


def _cell(text: str) -> str:
    """A text for a cell of a table; a gap without the form in which it is shown."""
    text = "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in parse(text))
    return text.replace("|", r"\|").replace("<", "&lt;")


def catalogues(*, keeps_unused: bool = True) -> dict[Path, str]:
    """The files of gettext as they are to be: the template, and one of each language."""
    languages = {
        po_file(code): as_text(translated(code, keeps_unused=keeps_unused))
        for code in LANGUAGES
        if code != SOURCE
    }
    return {TEMPLATE: as_text(template()), **languages}


def main() -> int:
    """Write the files; name the texts without a translation."""
    keeps_unused = "--forget-unused" not in sys.argv
    for path, text in catalogues(keeps_unused=keeps_unused).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    translations_of.cache_clear()
    REFERENCE.write_text(reference(), encoding="utf-8")
    wrong = [
        f"{code}: {each}" for code in LANGUAGES if code != SOURCE for each in untranslated(code)
    ]
    sys.stdout.writelines(f"{each}\n" for each in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

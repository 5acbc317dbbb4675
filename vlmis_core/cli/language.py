"""The language in which the commands answer: ``--lang``, else that of the terminal."""

from contextvars import ContextVar
from typing import Annotated

import typer

from vlmis_core.cli.terminal import echo
from vlmis_core.errors import SettingsError, TransientError, VlmisError
from vlmis_core.messages import (
    Given,
    Translator,
    language_from_locale,
    message,
    translator,
)
from vlmis_core.settings import load_settings

Lang = Annotated[
    str,
    typer.Option(
        "--lang",
        envvar=["LC_ALL", "LC_MESSAGES", "LANG"],
        help="Language: en or fr.",
        show_envvar=False,
    ),
]
_chosen = ContextVar("language", default="en")


def choose_language(locale: str) -> None:
    """Set the language of this command by a code or a POSIX locale (``fr``, ``fr_CI.UTF-8``)."""
    _chosen.set(language_from_locale(locale))


def reader() -> Translator:
    """Return the translator for whoever reads the output.

    Times are in the zone of the settings, or as they are while the settings cannot be read.
    """
    try:
        return translator(_chosen.get(), load_settings().zone)
    except SettingsError:
        return translator(_chosen.get())


def print_text(english: str, **values: Given) -> None:
    """Print a text that is marked with ``_``, with ``values`` in its gaps."""
    echo(reader().gettext(english, **values))


def print_message(code: str, **values: Given) -> None:
    """Print the message of a code, and what to do next."""
    echo(reader().text(message(code, **values)))


def error_text(error: VlmisError) -> str:
    """Write an error for the terminal."""
    tr = reader()
    again = [tr.gettext("Try again.")] if isinstance(error, TransientError) else []
    return "\n".join([error.text(tr), *again])

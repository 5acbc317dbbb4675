"""Ask before a command changes much: the question, and ``--yes`` for whoever asks nobody."""

from typing import Annotated

import typer

from vlmis_core.cli.language import reader
from vlmis_core.errors import PermanentError
from vlmis_core.messages import message

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def require_yes(question: str, *, is_given: bool) -> None:
    """Ask a question that is marked with ``_``, unless the answer was given with ``--yes``.

    Raises:
        PermanentError: the answer is no, or there is nobody to answer.
    """
    if is_given:
        return
    try:
        is_confirmed = typer.confirm(reader().gettext(question))
    except typer.Abort:
        is_confirmed = False
    if not is_confirmed:
        raise PermanentError(message("nothing_was_confirmed"))

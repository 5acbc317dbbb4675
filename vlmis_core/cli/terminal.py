"""The one way to a terminal: what is written shows itself, whatever names and answers hold."""

from collections.abc import Iterable
from typing import Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from vlmis_core.files.plain_text import visible


def echo(text: str = "", *, err: bool = False) -> None:
    """Write a line; escape sequences in it are shown, not obeyed."""
    typer.echo(visible(text), err=err)


class Terminal(Console):
    """Tables, trees and progress: styles come from the program, never from what is shown."""

    def __init__(self, **options: Any) -> None:
        """Take no markup, emoji or highlight from texts; ``options`` are those of rich."""
        super().__init__(**{"markup": False, "emoji": False, "highlight": False, **options})

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Show the escape sequences of the content; those of rich itself are control segments."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(visible(segment.text), segment.style)

"""``python -m sandbox up|down|demo``: the whole system on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sandbox.demo.demo import Demo

DAYS = 7


def up() -> None:
    """Start everything and leave it running; prints addresses and logins."""
    demo = _open_demo(DAYS)
    with _readable_errors():
        demo.bring_up()
        demo.let_go()
    demo.print_logins()


def down() -> None:
    """Stop everything that up or demo has started; nothing is lost."""
    _open_demo(DAYS).stack.stop()
    typer.echo("Stopped.")


def demo(
    days: Annotated[int, typer.Option(min=1, max=60, help="Missed days to catch up.")] = DAYS,
) -> None:
    """Run the main job on real data; the exit code says whether every value agrees."""
    shown = _open_demo(days)
    was_running = shown.stack.supervisor.is_running()
    try:
        with _readable_errors():
            agrees = shown.run()
    finally:
        if not was_running:
            shown.stack.stop()
    shown.report("every value agrees" if agrees else "[red]values differ, see above[/]")
    raise typer.Exit(0 if agrees else 1)


@contextmanager
def _readable_errors() -> Iterator[None]:
    """What is written for people is shown as it is, without where in the code it was raised."""
    from sandbox.stack.supervisor import ProcessError
    from vlmis_core.errors import VlmisError

    try:
        yield
    except (RuntimeError, TimeoutError, ProcessError, VlmisError) as error:
        typer.secho(str(error), fg="red", err=True)
        raise typer.Exit(1) from error


def _open_demo(days: int) -> "Demo":
    # Imported by the commands that need it: ``serve`` has to start quickly.
    from sandbox.demo.home import open_demo
    from vlmis_core.settings import load_settings

    return open_demo(load_settings(with_remembered=False), days=days)

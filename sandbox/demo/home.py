"""Open the demonstration of a home: its plan, the settings that follow from it, its stack."""

import sys
from pathlib import Path

from rich.console import Console

from sandbox.demo.demo import Demo
from sandbox.demo.plan import DEFAULT_ZONE, DemoPlan
from sandbox.stack.home import StackHome
from sandbox.stack.stack import Stack
from vlmis_core.clock import now
from vlmis_core.settings import Settings

STORES_PER_CHUNK = 40
"""Few, so that the mapping of a day can be seen with 247 stores."""

WIDTH_OF_A_LOG = 120


def open_demo(asked: Settings, *, days: int) -> Demo:
    """The demonstration in ``VLMIS_HOME``; everything else that is set in ``asked`` holds too."""
    home = StackHome(Path(asked.home))
    zone = asked.time_zone if "time_zone" in asked.model_fields_set else DEFAULT_ZONE
    plan = DemoPlan.of_home(home.path, days=days, time_zone=zone, now=now())
    chosen = {"home": home.path, "time_zone": plan.time_zone, "first_day": plan.first_day}
    if "stores_per_chunk" not in asked.model_fields_set:
        chosen["stores_per_chunk"] = STORES_PER_CHUNK
    settings = asked.model_copy(update=chosen | {"production": True})
    width = None if sys.stdout.isatty() else WIDTH_OF_A_LOG
    return Demo(Stack(home, settings), plan, Console(highlight=False, width=width))

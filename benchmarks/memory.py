"""How much memory this process has held at most."""

import re
from pathlib import Path


def peak_memory_mb() -> float:
    """The high-water mark of this program alone (Linux).

    ``getrusage`` tells a larger one: a program inherits the mark of the process that started it.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None, "Linux tells it"
    return int(found[1]) / 1024

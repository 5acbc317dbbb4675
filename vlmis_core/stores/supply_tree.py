"""The supply tree: every store has one supplier, except the single central store."""

from collections import defaultdict
from collections.abc import Mapping

SupplierOf = Mapping[str, str | None]
"""Store code → code of its supplier; None: the central store."""


def find_tree_faults(supplier_of: SupplierOf) -> dict[str, str]:
    """Name the stores that keep this from being a tree with one central store, and why.

    Stores below a faulty one are not named: they are mended with it.
    """
    faults = {}
    roots = sorted(code for code, supplier in supplier_of.items() if supplier is None)
    for code in roots if len(roots) > 1 else ():
        others = ", ".join(root for root in roots if root != code)
        faults[code] = f"there can be one central store only; also without a supplier: {others}"
    for code, supplier in supplier_of.items():
        if supplier is not None and supplier not in supplier_of:
            faults[code] = f"its supplier {supplier} is no store"
    for code in _on_a_cycle(supplier_of):
        faults[code] = f"it would supply itself: {_way_up(code, supplier_of)}"
    return faults


def stores_by_level(supplier_of: SupplierOf) -> list[list[str]]:
    """Codes level by level from the central store down, ordered by code; of a faultless tree."""
    children = defaultdict(list)
    for code, supplier in supplier_of.items():
        children[supplier].append(code)
    levels = []
    level = sorted(children[None])
    while level:
        levels.append(level)
        level = sorted(child for code in level for child in children[code])
    return levels


def _on_a_cycle(supplier_of: SupplierOf) -> list[str]:
    done: set[str] = set()
    cyclic: list[str] = []
    for start in supplier_of:
        way: dict[str, int] = {}
        code: str | None = start
        while code is not None and code in supplier_of and code not in done and code not in way:
            way[code] = len(way)
            code = supplier_of[code]
        if code in way:
            cyclic += list(way)[way[code] :]
        done |= set(way)
    return cyclic


def _way_up(code: str, supplier_of: SupplierOf) -> str:
    way = [code]
    above = supplier_of[code]
    while above is not None and above != code:
        way.append(above)
        above = supplier_of[above]
    return " → ".join([*way, code])

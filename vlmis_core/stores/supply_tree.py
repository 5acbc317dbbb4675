"""The supply tree: every store has one supplier, except the single central store."""

from collections import defaultdict
from collections.abc import Mapping

from vlmis_core.messages import Message, message

SupplierOf = Mapping[str, str | None]
"""Store code → code of its supplier; None: the central store."""


def find_tree_faults(supplier_of: SupplierOf) -> dict[str, Message]:
    """Name the stores that keep this from being a tree with one central store, and why.

    Stores below a faulty store are not named: they are right once that one is.
    """
    faults: dict[str, Message] = {}
    roots = sorted(code for code, supplier in supplier_of.items() if supplier is None)
    for code in roots if len(roots) > 1 else ():
        others = [root for root in roots if root != code]
        faults[code] = message("several_central_stores", stores=others)
    for code, supplier in supplier_of.items():
        if supplier is not None and supplier not in supplier_of:
            faults[code] = message("store_not_found", store=supplier)
    for code in _on_a_cycle(supplier_of):
        path = " → ".join(_cycle_from(code, supplier_of))
        faults[code] = message("store_supplies_itself", path=path)
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
        position: dict[str, int] = {}
        code: str | None = start
        while code is not None and code in supplier_of and code not in done:
            if code in position:
                break
            position[code] = len(position)
            code = supplier_of[code]
        if code in position:
            cyclic += list(position)[position[code] :]
        done |= position.keys()
    return cyclic


def _cycle_from(code: str, supplier_of: SupplierOf) -> list[str]:
    """Return the stores from ``code`` up to ``code`` again."""
    cycle = [code]
    supplier = supplier_of[code]
    while supplier is not None and supplier != code:
        cycle.append(supplier)
        supplier = supplier_of[supplier]
    return [*cycle, code]

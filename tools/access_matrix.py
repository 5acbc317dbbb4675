"""The table of docs/access.md, generated from the one matrix of roles and actions."""

import re
from pathlib import Path

from vlmis_core.accounts.roles import MATRIX, MEANING, Action, Role

PAGE = Path(__file__).resolve().parents[1] / "docs" / "access.md"
BEGIN, END = "<!-- generated from vlmis_core/accounts/roles.py -->", "<!-- end -->"


def matrix_table() -> str:
    """Return the table as Markdown: roles across, actions down."""
    head = ["may", *(role.replace("_", " ") for role in Role)]
    lines = [head, ["---", *(":-:" for _ in Role)]]
    lines += [
        [
            f"**{action.replace('_', ' ')}**: {MEANING[action]}",
            *("●" if action in MATRIX[role] else "" for role in Role),
        ]
        for action in Action
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def with_table(page: str) -> str:
    """Return the page with its table replaced by that of the code."""
    block = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    return block.sub(lambda _: f"{BEGIN}\n{matrix_table()}\n{END}", page)

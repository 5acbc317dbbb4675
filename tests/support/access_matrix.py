"""The table of docs/access.md, from the one matrix: ``python -m tests.support.access_matrix``."""

import re
from pathlib import Path

from vlmis_core.accounts.roles import MATRIX, MEANING, Action, Role

PAGE = Path(__file__).resolve().parents[2] / "docs" / "access.md"
BEGIN, END = "<!-- generated from vlmis_core/accounts/roles.py -->", "<!-- end -->"


def matrix_table() -> str:
    """Roles across, actions down."""
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
    """The page with the table as the code has it now."""
    block = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    return block.sub(lambda _: f"{BEGIN}\n{matrix_table()}\n{END}", page)


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

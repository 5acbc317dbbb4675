"""The picture of the packages in docs/architecture.md, generated from the imports of the code."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- generated from the imports of the code -->", "<!-- end -->"
CORE = "vlmis_core"
FOUNDATION = {"errors", "messages", "settings", "database"}
"""What nearly every package uses: named below the picture, not drawn in it."""


def imported_packages(package: Path) -> set[str]:
    """Return the packages of the core that the modules of ``package`` import."""
    found = set()
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{CORE}."):
                found.add(str(node.module).split(".")[1])
    return found - FOUNDATION - {package.name}


def package_edges() -> dict[str, set[str]]:
    """Return for each package of the core, the plugin and ``dags`` the packages that it imports."""
    packages = sorted(
        path
        for path in (ROOT / CORE).iterdir()
        if (path / "__init__.py").is_file() and path.name not in FOUNDATION
    )
    return {path.name: imported_packages(path) for path in packages}


def package_diagram() -> str:
    """Return the picture as a Mermaid flow chart; an arrow points to what is imported.

    An arrow that a longer way of arrows implies is left out.
    """
    edges = package_edges()
    lines = ["```mermaid", "flowchart TD"]
    for package, imported in edges.items():
        for target in sorted(imported):
            others = imported - {target}
            if not any(target in _reachable(edges, other) for other in others):
                lines.append(f"    {package} --> {target}")
    return "\n".join([*lines, "```"])


def _reachable(edges: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for target in edges.get(waiting.pop(), set()) - found:
            found.add(target)
            waiting.append(target)
    return found


def with_diagram(page: str) -> str:
    """Return the page with its picture replaced by that of the code."""
    block = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    return block.sub(lambda _: f"{BEGIN}\n{package_diagram()}\n{END}", page)

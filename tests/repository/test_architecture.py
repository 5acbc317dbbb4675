"""Rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

from vlmis_core import errors
from vlmis_core.database.queries import statement_text, statements_of
from vlmis_core.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
SQL = ROOT / "sql"
CODE = [ROOT / "vlmis_core", ROOT / "plugins"]
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "constants"}
PURE = ("delivery/model", "dhis2_setup/model", "ledger", "national_file")
MODULE_LINES, DAG_LINES, SQL_LINES = 300, 80, 120


def modules(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def literals(path: Path) -> set[str]:
    """Every string constant of a module, docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    }


def names_of_queries() -> set[str]:
    return {
        f"{domain}/{name}"
        for path in (SQL / "queries").rglob("*")
        if path.is_dir()
        for domain in [str(path.relative_to(SQL / "queries"))]
        for name in statements_of(domain)
    }


def names_in_code() -> set[str]:
    return set().union(
        *(literals(path) for path in modules(*CODE, ROOT / "benchmarks", ROOT / "tools"))
    )


def test_every_statement_is_used_by_name() -> None:
    named = names_in_code()
    # A rule of many may be named by its folder and a word of the model: f"delivery/holds/{reason}".
    folders = tuple(name for name in named if re.fullmatch(r"([a-z_]+/)+", name))
    unused = {name for name in names_of_queries() - named if not name.startswith(folders)}
    assert unused == set()


def test_every_statement_named_in_code_exists() -> None:
    folders = {name.split("/")[0] for name in names_of_queries()}
    used = {
        name
        for name in names_in_code()
        if re.fullmatch(r"[a-z_0-9]+/[a-z_0-9]+", name) and name.split("/")[0] in folders
    }
    assert used - names_of_queries() == set()


def test_every_migration_has_its_sql_file_and_its_step() -> None:
    versions = ROOT / "vlmis_core" / "database" / "migrations" / "versions"
    steps = {path.stem for path in versions.glob("[0-9]*.py")}
    migrations = {path.stem for path in (SQL / "migrations").glob("*.sql")}
    assert steps == migrations | {"0001_baseline"}
    for step in migrations:
        assert step in literals(versions / f"{step}.py")


def test_sql_stands_in_files_only() -> None:
    statement = re.compile(r"\s*(select|insert into|update|delete from|truncate|with)\s.+\s", re.I)
    offending = {
        f"{path.relative_to(ROOT)}: {text[:60]!r}"
        for path in modules(*CODE, ROOT / "dags")
        for text in literals(path)
        if statement.match(text) and re.search(r"\b(from|into|set)\b", text)
    }
    assert offending == set()


def test_no_lock_is_a_number() -> None:
    """Everybody who may connect may take an advisory lock, and hold up whoever waits for it."""
    assert [
        str(path.relative_to(SQL))
        for path in SQL.rglob("*.sql")
        if re.search(r"^(?!--).*pg_(try_)?advisory", path.read_text(encoding="utf-8"), re.MULTILINE)
    ] == []


def test_an_sql_file_starts_with_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(SQL))
        for path in SQL.rglob("*.sql")
        # A COPY that is one statement says it all by itself.
        if not re.match(r"-- .{10}|copy [^;]*;?\s*\Z", path.read_text(encoding="utf-8"), re.DOTALL)
    ]
    assert silent == []


def test_the_error_tree_in_the_docstring_is_the_tree_of_classes() -> None:
    drawn = re.findall(r"^([│ ]*)(?:[├└]── )?(\w+Error)\b", errors.__doc__, re.MULTILINE)
    parents: dict[str, str] = {}
    trail: list[str] = []
    for indent, name in drawn:
        depth = len(indent) // 4 + (name != "VlmisError")
        trail[depth:] = [name]
        if depth:
            parents[name] = trail[depth - 1]
    classes = {
        name: found.__mro__[1].__name__
        for name, found in vars(errors).items()
        if isinstance(found, type) and issubclass(found, errors.VlmisError)
    }
    classes.pop("VlmisError")
    assert parents == classes


def test_every_setting_is_documented_and_nothing_else() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    documented = set(re.findall(rf"^#? ?({PREFIX}[A-Z0-9_]+)=", text, re.MULTILINE))
    assert documented == {PREFIX + name.upper() for name in Settings.model_fields}


def test_every_dag_has_its_runbook_and_every_other_one_is_of_an_event() -> None:
    events = {"lot_tracking", "org_unit_merge"}
    runbooks = {path.stem for path in (ROOT / "docs" / "runbooks").glob("*.md")} - events
    assert runbooks == {path.stem for path in (ROOT / "dags").glob("*.py")}


def test_every_command_group_is_registered() -> None:
    from vlmis_core.cli.main import GROUPS

    groups = {
        f"vlmis_core.cli.{path.stem}"
        for path in (ROOT / "vlmis_core" / "cli").glob("*.py")
        if "app = typer.Typer(" in path.read_text(encoding="utf-8") and path.stem != "main"
    }
    assert set(GROUPS.values()) == groups


def longer_than(lines: int, paths: Iterable[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {length} lines"
        for path in paths
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > lines
    ]


def test_a_module_can_be_read_in_one_sitting() -> None:
    assert longer_than(MODULE_LINES, modules(*CODE, ROOT / "sandbox")) == []


def test_a_dag_fits_on_two_screens() -> None:
    assert longer_than(DAG_LINES, (ROOT / "dags").glob("*.py")) == []


def test_a_statement_can_be_read_in_one_sitting() -> None:
    long = [name for name in names_of_queries() if statement_text(name).count("\n") >= SQL_LINES]
    assert long == []


def test_the_verb_of_a_statement_is_the_verb_of_its_sql() -> None:
    """A statement that reads by its name must not write."""
    reading = ("select_", "count_", "find_", "list_", "total_", "is_")
    writing = re.compile(
        r"^\s*(insert|update|delete|truncate|create|call)\b"
        r"|\b(insert into|delete from|update vlmis)\b",
        re.M,
    )
    untrue = [
        name
        for name in names_of_queries()
        if name.rpartition("/")[2].startswith(reading) and writing.search(statement_text(name))
    ]
    assert untrue == []


def test_no_module_is_named_for_being_left_over() -> None:
    named = {path.stem for path in modules(*CODE, ROOT / "sandbox", ROOT / "tests")}
    folders = {path.parent.name for path in modules(*CODE, ROOT / "sandbox", ROOT / "tests")}
    assert (named | folders) & FORBIDDEN_NAMES == set()


def test_the_models_read_no_clock_and_make_no_keys() -> None:
    impure = re.compile(r"\b(?:datetime\.now|date\.today|time\.time|uuid4|random\.)")
    models = modules(*(ROOT / "vlmis_core" / part for part in PURE))
    assert [path.name for path in models if impure.search(path.read_text(encoding="utf-8"))] == []

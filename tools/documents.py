"""`make docs`: write every document, or part of one, that is generated from database or code."""

from pathlib import Path

from tools import analyst_questions, indicator_catalogue, package_diagram
from tools.access_matrix import PAGE, with_table
from tools.data_dictionary import data_dictionary
from tools.migrated_database import migrated_database
from tools.schema_diagram import schema_diagram

DOCS = Path(__file__).resolve().parents[1] / "docs"


def main() -> None:
    """Write them below ``docs/``."""
    with migrated_database() as connection:
        (DOCS / "data_dictionary.md").write_text(data_dictionary(connection), encoding="utf-8")
        (DOCS / "schema.md").write_text(schema_diagram(connection), encoding="utf-8")
    with analyst_questions.example_database() as analyst:
        written = analyst_questions.analyst_questions(analyst)
    analyst_questions.PAGE.write_text(written, encoding="utf-8")
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    indicators = indicator_catalogue.PAGE.read_text(encoding="utf-8")
    written = indicator_catalogue.with_catalogue(indicators)
    indicator_catalogue.PAGE.write_text(written, encoding="utf-8")
    architecture = package_diagram.PAGE.read_text(encoding="utf-8")
    package_diagram.PAGE.write_text(package_diagram.with_diagram(architecture), encoding="utf-8")


if __name__ == "__main__":
    main()

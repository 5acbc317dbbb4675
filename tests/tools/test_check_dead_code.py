"""Dead code is found where only tests use it, and only there."""

from pathlib import Path

import pytest

from tools.check_dead_code import dead_code


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path, text in {
        "vlmis_core/shelf.py": (
            "from dataclasses import dataclass\n\n\n"
            "@dataclass\nclass Shelf:\n    height: int\n\n"
            "    @property\n    def label(self):\n        return 'shelf'\n\n\n"
            "def measure():\n    return Shelf(3)\n\n\n"
            "def paint():\n    return None\n"
        ),
        "plugins/page.py": "from vlmis_core.shelf import measure\n\nmeasure()\n",
        "plugins/templates/page.html": "<p>{{ shelf.label }}</p>\n",
        "sandbox/stack.py": "def restart():\n    return None\n\n\ndef stop():\n    return None\n",
        "tests/test_shelf.py": (
            "from sandbox.stack import restart\nfrom vlmis_core.shelf import paint\n\n\n"
            "def test_paint():\n    assert paint() is restart()\n"
        ),
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_what_only_tests_use_is_dead_in_the_product_and_alive_in_the_sandbox(project: Path) -> None:
    assert dead_code(project) == [
        "vlmis_core/shelf.py:17: unused function paint",
        "sandbox/stack.py:5: unused function stop",
    ]

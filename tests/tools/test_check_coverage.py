"""The pure cores, whose every branch must be covered, are those of the import rules."""

from pathlib import Path

import pytest

from tools.check_coverage import ROOT, files_of, pure_cores


def test_the_list_of_pure_cores_is_that_of_the_import_rules() -> None:
    cores = pure_cores(ROOT)
    assert cores
    for core in cores:
        assert files_of(ROOT, [core])


def test_a_core_is_a_package_or_a_module(tmp_path: Path) -> None:
    package = tmp_path / "vlmis_core" / "model"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "states.py").touch()
    assert files_of(tmp_path, ["vlmis_core.model.states"]) == [str(package / "states.py")]
    assert files_of(tmp_path, ["vlmis_core.model"]) == [
        str(package / "__init__.py"),
        str(package / "states.py"),
    ]


def test_a_core_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"lists vlmis_core\.gone"):
        files_of(tmp_path, ["vlmis_core.gone"])

"""`make setup` installs the hook where it can, and goes on where it cannot."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(folder: Path, *command: str | Path) -> str:
    """Run a command without the git configuration of this machine; return what it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the script and the environment, and nothing else of the project."""
    made = tmp_path / "project"
    prepare(made)
    return made


def prepare(folder: Path) -> None:
    (folder / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "install_pre_commit", folder / "tools")
    (folder / ".venv").symlink_to(Path(sys.prefix))


def install(folder: Path) -> str:
    return run(folder, folder / "tools" / "install_pre_commit")


def test_outside_of_a_checkout_there_is_no_hook_and_no_failure(folder: Path) -> None:
    assert install(folder) == "No pre-commit hook: this folder is no git checkout.\n"


def test_a_checkout_of_others_around_the_folder_is_left_alone(folder: Path) -> None:
    run(folder.parent, "git", "init", "--quiet")
    assert "no git checkout" in install(folder)
    assert not (folder.parent / ".git" / "hooks" / "pre-commit").exists()


def test_a_checkout_gets_the_hook_also_when_it_has_it_already(folder: Path) -> None:
    run(folder, "git", "init", "--quiet")
    assert install(folder) == install(folder) == ""
    hook = (folder / ".git" / "hooks" / "pre-commit").read_text(encoding="utf-8")
    assert "pre_commit" in hook


def test_a_worktree_gets_the_hook_too(folder: Path) -> None:
    run(folder, "git", "init", "--quiet")
    author = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    run(folder, "git", *author, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    run(folder, "git", "worktree", "add", "--quiet", "../worktree")
    worktree = folder.parent / "worktree"
    prepare(worktree)
    assert (worktree / ".git").is_file()
    assert install(worktree) == ""
    assert (folder / ".git" / "hooks" / "pre-commit").exists()


def test_hooks_that_a_person_keeps_elsewhere_are_left_alone(folder: Path) -> None:
    run(folder, "git", "init", "--quiet")
    run(folder, "git", "config", "core.hooksPath", "/nowhere")
    assert install(folder).startswith("No pre-commit hook: ")
    assert not (folder / ".git" / "hooks" / "pre-commit").exists()

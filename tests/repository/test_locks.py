"""The locks hold what was asked for, pinned and hashed, and the environment is theirs."""

import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import cast

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PAIRS = [("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt")]


def asked_for(name: str) -> list[Requirement]:
    """What people wrote into an `.in` file."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    wanted = [line.split(" #")[0].strip() for line in lines]
    return [Requirement(line) for line in wanted if line and line[0] not in "#-"]


def locked(name: str) -> list[tuple[Requirement, str]]:
    """Every pin of a lock, with its hashes and annotations as text."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^(\S+==[^\\\n]*)\\\n((?:[ \t].*\n?)*)", text, re.MULTILINE)
    return [(Requirement(pin.strip()), rest) for pin, rest in blocks]


def pinned_version(pin: Requirement) -> str:
    (specifier,) = pin.specifier
    return specifier.version


@pytest.mark.parametrize(("wanted", "lock"), PAIRS)
def test_the_lock_satisfies_what_was_asked_for(wanted: str, lock: str) -> None:
    pins: dict[str, list[str]] = {}
    for pin, _ in locked(lock):
        pins.setdefault(canonicalize_name(pin.name), []).append(pinned_version(pin))
    unsatisfied = [
        str(requirement)
        for requirement in asked_for(wanted)
        if not any(
            requirement.specifier.contains(pin, prereleases=True)
            for pin in pins.get(canonicalize_name(requirement.name), [])
        )
    ]
    assert unsatisfied == [], "run `make lock`"


@pytest.mark.parametrize(("wanted", "lock"), PAIRS)
def test_the_lock_holds_nothing_that_nobody_asked_for(wanted: str, lock: str) -> None:
    names = {canonicalize_name(requirement.name) for requirement in asked_for(wanted)}
    direct = {canonicalize_name(pin.name) for pin, rest in locked(lock) if f"-r {wanted}" in rest}
    assert direct == names, "run `make lock`"


@pytest.mark.parametrize("lock", [lock for _, lock in PAIRS])
def test_every_pin_has_a_hash(lock: str) -> None:
    pins = locked(lock)
    named = re.findall(r"^[A-Za-z0-9].*==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(pins) == len(named) > 0
    assert [pin.name for pin, rest in pins if "--hash=sha256:" not in rest] == []


@pytest.mark.parametrize("lock", [lock for _, lock in PAIRS])
def test_the_environment_holds_what_the_lock_says(lock: str) -> None:
    here = cast("dict[str, str]", default_environment())
    different = {}
    for pin, _ in locked(lock):
        if pin.marker is None or pin.marker.evaluate(here):
            try:
                found = version(pin.name)
            except PackageNotFoundError:
                found = "missing"
            if found != pinned_version(pin):
                different[pin.name] = found
    assert different == {}, "run `make setup`"

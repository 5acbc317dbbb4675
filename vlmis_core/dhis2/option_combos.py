"""Find the combo of each of the nine figures, by the code of its category option."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OptionCombo:
    """A category option combo of DHIS2 and the codes of its options."""

    uid: str
    option_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundCombos:
    """Combo uids in the order of the categories; None where none, or more than one, was found."""

    uids: tuple[str | None, ...]
    problem: str
    """What is missing or ambiguous, for people; empty when all nine are there."""


def find_option_combos(combos: Iterable[OptionCombo], category_codes: Sequence[str]) -> FoundCombos:
    """Choose for each code the one combo whose only option has it.

    Old databases hold two combos for the same option (DHIS2-19338): a problem, not a choice.
    """
    by_code: dict[str, list[str]] = {}
    for combo in combos:
        if len(combo.option_codes) == 1:
            by_code.setdefault(combo.option_codes[0], []).append(combo.uid)
    found = [by_code.get(code, []) for code in category_codes]
    return FoundCombos(
        tuple(uids[0] if len(uids) == 1 else None for uids in found),
        _problem(dict(zip(category_codes, found, strict=True))),
    )


def _problem(found: Mapping[str, list[str]]) -> str:
    missing = [code for code, uids in found.items() if not uids]
    ambiguous = [code for code, uids in found.items() if len(uids) > 1]
    parts = []
    if missing:
        parts.append(f"no category option combo for {', '.join(missing)}")
    if ambiguous:
        parts.append(f"more than one category option combo for {', '.join(ambiguous)}")
    return "; ".join(parts)

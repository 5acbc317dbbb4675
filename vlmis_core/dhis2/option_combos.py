"""Find the combo of each of the nine data values, by the code of its category option."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vlmis_core.dhis2.categories import CATEGORIES
from vlmis_core.messages import Message, message


@dataclass(frozen=True, slots=True)
class OptionCombo:
    """A category option combo of DHIS2 and the codes of its options."""

    uid: str
    option_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundCombos:
    """Combo uids in the order of the categories; None where none, or more than one, was found."""

    uids: tuple[str | None, ...]
    problems: tuple[Message, ...]
    """What is missing or ambiguous; empty when all nine are there."""


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
        tuple(uids[0] if len(uids) == 1 else None for uids in found), tuple(_problems(found))
    )


def _problems(found: Sequence[Sequence[str]]) -> Iterator[Message]:
    by_category = list(zip(CATEGORIES, found, strict=True))
    missing = [category for category, uids in by_category if not uids]
    ambiguous = [category for category, uids in by_category if len(uids) > 1]
    if missing:
        yield message("no_category_option_combo", categories=missing)
    if ambiguous:
        yield message("several_category_option_combos", categories=ambiguous)

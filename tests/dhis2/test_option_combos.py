"""Which option combo takes which of the nine data values."""

from vlmis_core.dhis2.categories import CATEGORIES, Category
from vlmis_core.dhis2.option_combos import FoundCombos, OptionCombo, find_option_combos
from vlmis_core.messages import message

CODES = [f"MOH_{category}" for category in CATEGORIES]
COMBOS = [OptionCombo(f"Combo{number:06}", (code,)) for number, code in enumerate(CODES)]
UIDS = tuple(combo.uid for combo in COMBOS)


def test_each_code_finds_the_combo_whose_only_option_has_it() -> None:
    combos = [OptionCombo("TwoOptions1", (CODES[0], "MALE")), *reversed(COMBOS)]
    assert find_option_combos(combos, CODES) == FoundCombos(UIDS, ())


def test_a_code_without_combo_or_with_two_is_a_problem_and_not_a_choice() -> None:
    combos = [*COMBOS[1:], OptionCombo("Closing0002", (CODES[-1],))]
    found = find_option_combos(combos, CODES)
    assert found.uids == (None, *UIDS[1:-1], None)
    assert found.problems == (
        message("no_category_option_combo", categories=[Category.OPENING_BALANCE]),
        message("several_category_option_combos", categories=[Category.CLOSING_BALANCE]),
    )

"""Which option combo takes which of the figures."""

from vlmis_core.dhis2.option_combos import FoundCombos, OptionCombo, find_option_combos

CODES = ["OPENING", "CLOSING"]


def test_each_code_finds_the_combo_whose_only_option_has_it() -> None:
    combos = [
        OptionCombo("Closing0001", ("CLOSING",)),
        OptionCombo("TwoOptions1", ("OPENING", "MALE")),
        OptionCombo("Opening0001", ("OPENING",)),
    ]
    assert find_option_combos(combos, CODES) == FoundCombos(("Opening0001", "Closing0001"), "")


def test_a_code_without_combo_or_with_two_is_a_problem_and_not_a_choice() -> None:
    combos = [OptionCombo("Closing0001", ("CLOSING",)), OptionCombo("Closing0002", ("CLOSING",))]
    found = find_option_combos(combos, CODES)
    assert found.uids == (None, None)
    first, second = found.problem.split("; ")
    assert first.endswith("OPENING")
    assert second.endswith("CLOSING")

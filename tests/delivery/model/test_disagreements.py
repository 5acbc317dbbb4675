"""Which rule of preflight a refusal contradicts."""

import pytest

from vlmis_core.delivery.model.disagreements import _RULES, contradicted_rules
from vlmis_core.delivery.model.refusal_codes import ErrorScope, scope_of
from vlmis_core.messages.catalogue.holds import PREFLIGHT_RULES


def test_every_rule_that_can_be_contradicted_is_a_rule_of_preflight() -> None:
    assert {rule for rules in _RULES for rule in rules} <= PREFLIGHT_RULES


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        ("E7636", ("org_unit_is_not_assigned",)),
        ("E8022", ("org_unit_is_not_assigned",)),
        ("E8031", ("org_unit_was_not_open",)),
        ("E8012", ("category_option_is_closed",)),
        ("E7613", ("categories_are_missing", "category_option_is_closed")),
        # Approval is not examined before sending.
        ("E8033", ()),
        ("", ()),
    ],
)
def test_a_refusal_names_the_rule_that_it_contradicts(code: str, rules: tuple[str, ...]) -> None:
    assert contradicted_rules(code) == rules


def test_what_says_nothing_of_the_record_contradicts_nothing() -> None:
    codes = ("E7611", "E8000", "E8100", "E8128")
    assert all(scope_of(code) is ErrorScope.UNKNOWN for code in codes)
    assert not any(contradicted_rules(code) for code in codes)

"""What a definition of the catalogue must be."""

import pytest

from vlmis_core.messages import DEFINITIONS, FixBy, MessageClass, MessageDefinition
from vlmis_core.messages.catalogue import index_by_code
from vlmis_core.messages.definition import Text, plural


def example(text: Text, code: str = "example_of_a_code") -> MessageDefinition:
    return MessageDefinition(code, MessageClass.REFUSED, text, FixBy.USER, "Ask {person}.")


def test_the_parameters_are_the_gaps_of_text_and_action() -> None:
    assert set(example("{day} is over.").parameters) == {"day", "person"}


def test_singular_and_plural_need_a_count() -> None:
    assert set(example(plural("One line.", "{count} lines.")).parameters) == {"count", "person"}
    with pytest.raises(ValueError, match="count"):
        example(plural("One line.", "Many lines."))


@pytest.mark.parametrize("code", ["word", "Two_Words", "two words", "2_words", "two__words"])
def test_a_code_is_written_in_one_way(code: str) -> None:
    with pytest.raises(ValueError, match="a code is"):
        example("It is over.", code)


def test_a_code_is_defined_once() -> None:
    with pytest.raises(ValueError, match="defined twice"):
        index_by_code([example("It is over."), example("It is over.")])


@pytest.mark.parametrize("gap", ["{kind:no_group}", "{kinds:list:no_group}", "{kinds:list:list}"])
def test_a_form_that_is_no_group_of_terms_is_refused(gap: str) -> None:
    with pytest.raises(ValueError, match="group of terms"):
        index_by_code([example(gap)])


def test_an_error_has_a_status_and_an_exit_code_and_other_messages_have_none() -> None:
    others = {MessageClass.HOLD, MessageClass.VIOLATION, MessageClass.FINDING, MessageClass.NOTICE}
    for kind in MessageClass:
        assert (kind.http_status is None) == (kind.exit_code is None) == (kind in others)


def test_who_can_fix_a_hold_is_known() -> None:
    holds = [each for each in DEFINITIONS.values() if each.message_class is MessageClass.HOLD]
    assert holds
    assert all(hold.fix_by is not FixBy.USER for hold in holds)

"""The gaps of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlmis_core.messages.gaps import Gap, gaps_of, parse

NAMES = st.sampled_from(["day", "store", "other_store", "a1"])
FORMS = st.sampled_from(["", "plain", "instant", "message", "list", "list:message", "role"])
WORDS = st.text("ab :!.’×\n", min_size=1, max_size=9)
PARTS = st.lists(WORDS | st.builds(Gap, NAMES, FORMS), max_size=6)


@given(PARTS)
def test_a_text_is_its_words_and_its_gaps_again(parts: list[str | Gap]) -> None:
    text = "".join(map(str, parts))
    assert "".join(map(str, parse(text))) == text
    assert [part for part in parse(text) if isinstance(part, Gap)] == [
        part for part in parts if isinstance(part, Gap)
    ]


def test_doubled_braces_are_braces() -> None:
    assert "".join(map(str, parse("{{day}}"))) == "{day}"


@pytest.mark.parametrize("text", ["{", "{}", "{0}", "{Day}", "{day!r}", "{day:>9}", "{a.b}", "}"])
def test_a_gap_that_cannot_be_filled_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse(text)


def test_a_name_has_one_form_in_all_texts_of_a_message() -> None:
    assert gaps_of(["{day}", "{day} {year:plain}"]) == {
        "day": Gap("day"),
        "year": Gap("year", "plain"),
    }
    with pytest.raises(ValueError, match="two forms"):
        gaps_of(["{year}", "{year:plain}"])

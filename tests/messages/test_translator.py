"""Messages, terms and texts of pages in English and French."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlmis_core.messages import (
    DEFINITIONS,
    LANGUAGES,
    TERMS,
    Message,
    message,
    texts_as_codes,
    translator,
)

ENGLISH, FRENCH = translator("en"), translator("fr")


def forms(**changed) -> Message:
    values: dict[str, Any] = {
        "word": "Bô",
        "number": 1_234_567,
        "year": 2026,
        "at": datetime(2026, 3, 5, 23, 59, tzinfo=UTC),
        "kind": "arrival",
        "roles": ["administrator", "view_only"],
    }
    return message("example_of_forms", **values | changed)


def test_a_gap_is_shown_in_its_form() -> None:
    assert (
        ENGLISH.text(forms())
        == "Bô 1,234,567 2026 2026-03-05 23:59 Arrival Administrator, View only"
    )
    assert FRENCH.text(forms()) == (
        "Bô 1\u202f234\u202f567 2026 2026-03-05 23:59 Arrivage Administrateur, Lecture seule"
    )


def test_yes_no_and_nothing_are_words() -> None:
    assert FRENCH.text(forms(word=True)).startswith("oui ")
    assert FRENCH.text(forms(word=None)).startswith("aucun ")
    assert ENGLISH.text(forms(kind=None)).endswith("23:59  Administrator, View only")


def test_a_time_is_shown_in_the_zone_of_the_reader() -> None:
    abidjan_and_one = translator("en", timezone(timedelta(hours=1)))
    assert "2026-03-06 00:59" in abidjan_and_one.text(forms())
    assert ENGLISH.instant(datetime(2026, 3, 5, 8, tzinfo=UTC)) == "2026-03-05 08:00"
    assert ENGLISH.instant("the day before") == "the day before"
    assert ENGLISH.instant(None) == ""


def test_a_message_inside_a_message_is_shown_in_the_same_language() -> None:
    inside = message("input_period_is_missing", day="2026-03-05", data_set="Stock")
    made = message("day_is_not_an_input_period", obstacle=inside)
    assert FRENCH.sentence(made) == "Le 2026-03-05 n’est pas parmi les périodes de saisie de Stock."
    assert FRENCH.text(made).startswith(FRENCH.sentence(made) + " Ouvrez le jour")
    assert FRENCH.action(inside) == ""


def test_several_messages_inside_a_message_are_joined() -> None:
    obstacles = [message("example_of_count", count=count) for count in (1, 1_000)]
    made = message("example_of_parts", store="S", obstacles=obstacles, person="Awa")
    assert ENGLISH.text(made) == "S cannot be closed: 1 store; 1,000 stores. Ask Awa first."


@pytest.mark.parametrize(
    ("count", "english", "french"),
    [
        (0, "0 errors. Correct them", "0 erreur. Corrigez-la"),
        (1, "1 error. Correct it", "1 erreur. Corrigez-la"),
        (2, "2 errors. Correct them", "2 erreurs. Corrigez-les"),
    ],
)
def test_each_language_has_its_own_singular(count: int, english: str, french: str) -> None:
    made = message("input_refused", what="a.csv", count=count)
    assert english in ENGLISH.text(made)
    assert french in FRENCH.text(made)


def test_one_code_has_the_label_of_its_group() -> None:
    assert FRENCH.term("movement_reason", "frozen") == "congelé"
    assert FRENCH.term("day_state", "frozen") == "figé"
    assert FRENCH.term("day_state", None) == ""
    assert FRENCH.term("day_state", "of_a_newer_schema") == "Of a newer schema"


def test_a_text_of_a_page_is_translated_and_filled() -> None:
    assert FRENCH.gettext("Log out") == "Se déconnecter"
    assert FRENCH.gettext("Page {page} of {pages}", page=1, pages=1_000) == "Page 1 sur 1\u202f000"
    assert FRENCH.gettext("{not in the catalogue}") == "{not in the catalogue}"
    assert ENGLISH.ngettext(
        "{count} line of {store}", "{count} lines of {store}", 1, store="S"
    ) == ("1 line of S")


def test_what_another_version_wrote_is_still_shown() -> None:
    unknown = Message("a_newer_code", {"day": "2026-03-05", "count": 3})
    assert ENGLISH.text(unknown) == "a_newer_code (day 2026-03-05, count 3)"
    assert ENGLISH.text(Message("a_newer_code", {})) == "a_newer_code"
    assert ENGLISH.sentence(Message("day_not_sealed", {})).startswith("{day} cannot be sealed")
    assert ENGLISH.sentence(Message("example_of_count", {})) == "{count} stores"


@given(st.integers())
def test_a_number_is_its_digits_again(number: int) -> None:
    for language in LANGUAGES:
        shown = translator(language).number(number)
        assert int(shown.replace("−", "-").replace(",", "").replace("\u202f", "")) == number
    assert ENGLISH.number(None) == ""


ANY_VALUE = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()).map(tuple)


@given(st.data())
def test_no_stored_value_stops_a_text(data: st.DataObject) -> None:
    definition = data.draw(
        st.sampled_from(sorted(DEFINITIONS.values(), key=lambda each: each.code))
    )
    values = {name: data.draw(ANY_VALUE, name) for name in definition.parameters}
    for language in LANGUAGES:
        assert isinstance(translator(language).text(Message(definition.code, values)), str)


def test_every_text_can_be_replaced_by_its_code() -> None:
    made = message("input_refused", what="a.csv", count=2)
    with texts_as_codes():
        assert FRENCH.text(made) == "input_refused"
        assert ENGLISH.term("role", "analyst") == "role.analyst"
        assert ENGLISH.gettext("Log out") == "Log out"
    assert ENGLISH.text(made) != "input_refused"


def test_a_language_that_the_system_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError, match="de"):
        translator("de")


def test_every_term_is_no_code_but_a_label() -> None:
    for terms in TERMS.values():
        assert all("_" not in label for label in terms.values())

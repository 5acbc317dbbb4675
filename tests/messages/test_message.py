"""A message holds a code and storable values, and nothing else."""

import json
import pickle
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlmis_core.messages import FixBy, Message, MessageClass, message, translator

FORMS: dict[str, Any] = {
    "word": "Bô",
    "number": -1200,
    "year": 2026,
    "at": datetime(2026, 3, 5, 23, 59, tzinfo=UTC),
    "kind": "arrival",
    "roles": ["analyst", "view_only"],
}


class Kind(StrEnum):
    WASTAGE = "wastage"


SCALARS = st.none() | st.booleans() | st.integers() | st.text()
MESSAGES = st.builds(lambda word: Message("of_another_version", {"word": word}), SCALARS)
VALUES = st.recursive(SCALARS | MESSAGES, lambda inner: st.lists(inner, max_size=3).map(tuple))


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_a_message_survives_json(values) -> None:
    stored = Message("of_another_version", values)
    again = Message.from_json(json.loads(json.dumps(stored.as_json())))
    assert again == stored
    assert hash(again) == hash(stored)


def test_a_message_travels_between_processes() -> None:
    made = message("example_of_forms", **FORMS)
    assert pickle.loads(pickle.dumps(made)) == made


def test_values_are_held_as_json_has_them() -> None:
    made = message("example_of_forms", **FORMS | {"kind": Kind.WASTAGE, "word": date(2026, 3, 5)})
    assert made.values["at"] == "2026-03-05T23:59:00+00:00"
    assert made.values["word"] == "2026-03-05"
    assert type(made.values["kind"]) is str
    assert cast(Any, made.as_json())["values"]["roles"] == ["analyst", "view_only"]


@given(st.text(st.characters()))
def test_a_text_is_held_as_the_database_can_store_it(word: str) -> None:
    held = message("example_of_forms", **FORMS | {"word": word}).values["word"]
    assert isinstance(held, str)
    assert "\0" not in held.encode().decode()


def test_a_message_knows_its_class_and_who_can_fix_it() -> None:
    made = message("example_of_parts", store="S", obstacles=[], person="Awa")
    assert (made.message_class, made.fix_by) == (MessageClass.REFUSED, FixBy.STORE_ADMINISTRATOR)


def test_a_code_that_nobody_defined_is_an_error() -> None:
    with pytest.raises(KeyError, match="no_such_code"):
        message("no_such_code")


@pytest.mark.parametrize(
    "wrong",
    [
        {"surplus": 1},
        {"year": 1.5},
        {"word": ["a", "list"]},
        {"year": "2026"},
        {"year": True},
        {"at": 5},
        {"kind": "no_kind"},
        {"roles": "analyst"},
        {"roles": ["analyst", "no_role"]},
        {"word": object()},
    ],
)
def test_a_value_that_fits_no_gap_is_an_error(wrong) -> None:
    with pytest.raises(ValueError, match=r".+"):
        message("example_of_forms", **FORMS | wrong)


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(ValueError, match="missing"):
        message("example_of_count")
    with pytest.raises(ValueError, match="does not fit"):
        message("example_of_count", count="three")
    with pytest.raises(ValueError, match="does not fit"):
        message("example_of_parts", store="S", obstacles=["a text"], person="Awa")


def test_what_no_message_has_is_refused_or_read_as_text() -> None:
    with pytest.raises(TypeError, match="values of a message are an object"):
        Message.from_json({"code": "example_of_forms", "values": ["a"]})
    assert Message.from_json({"code": "x_y", "values": {"part": 0.5}}).values["part"] == 0.5


def test_a_number_with_a_fraction_is_shown_as_the_language_writes_it() -> None:
    made = message("example_of_forms", **FORMS | {"number": 1.5})
    assert translator("fr").number(cast(float, made.values["number"])) == "1,5"
    assert translator("en").number(1.5) == "1.5"

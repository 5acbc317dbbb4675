"""Uids that follow from codes have the form that DHIS2 demands."""

import pytest

from vlmis_core.dhis2.identifiers import is_uid, uid_of


def test_a_code_always_gives_the_same_uid_and_another_kind_another() -> None:
    assert uid_of("dataElement", "BCG") == uid_of("dataElement", "BCG")
    assert uid_of("dataElement", "BCG") != uid_of("indicator", "BCG")
    assert all(is_uid(uid_of("dataElement", str(number))) for number in range(500))


@pytest.mark.parametrize("text", ["", "VLMIS_DAILY", "1abcdefghij", "abcdefghij", "abcdefghijkl"])
def test_a_code_is_no_uid(text: str) -> None:
    assert not is_uid(text)

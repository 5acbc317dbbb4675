"""Errors carry a message, and write it for whoever reads it."""

import pickle

import pytest

from vlmis_core.errors import (
    BadInputError,
    DayNotSealedError,
    Dhis2AccessError,
    Fault,
    LoginRefusedError,
    NotLiveError,
    PermanentError,
    TransientError,
    Violation,
    VlmisError,
)
from vlmis_core.messages import (
    DEFINITIONS,
    FixBy,
    MessageClass,
    MessageDefinition,
    message,
    texts_as_codes,
    translator,
)

FRENCH = translator("fr")
TOO_LARGE = message("value_cannot_be_stored", detail="NUL")
A_FINDING = message("day_is_not_frozen", day="2026-03-05")
"""Its class has no status of its own: the class of the error decides."""


def fault(line: int = 3, told: str = "value_cannot_be_stored") -> Fault:
    return Fault(line, "store", "S7", message(told, detail="NUL"))


def test_an_error_is_shown_in_the_language_of_its_reader() -> None:
    error = PermanentError(TOO_LARGE)
    assert error.code == "value_cannot_be_stored"
    assert str(error).startswith("A value cannot be stored: NUL. ")
    assert error.text(FRENCH).startswith("Une valeur ne peut pas être enregistrée : NUL. ")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (PermanentError(A_FINDING), MessageClass.REFUSED),
        (TransientError(A_FINDING), MessageClass.UNAVAILABLE),
        (NotLiveError(A_FINDING), MessageClass.NOT_READY),
        (Dhis2AccessError(A_FINDING), MessageClass.DHIS2),
        (PermanentError(message("database_failed")), MessageClass.INTERNAL),
        (BadInputError("a.csv", [fault()]), MessageClass.INVALID_INPUT),
    ],
)
def test_the_class_of_an_error_decides_what_it_answers(
    error: VlmisError, kind: MessageClass
) -> None:
    assert error.message_class is kind


def test_bad_input_names_every_fault() -> None:
    error = BadInputError("a.csv", [fault(), fault(line=0)])
    assert error.code == "input_refused"
    assert error.text(FRENCH).splitlines() == [
        "a.csv : rien n’a été enregistré, 2 erreurs. Corrigez-les et réessayez.",
        "  ligne 3, store « S7 » : Une valeur ne peut pas être enregistrée : NUL. Retirez les"
        " caractères spéciaux du texte.",
        "  store « S7 » : Une valeur ne peut pas être enregistrée : NUL. Retirez les caractères"
        " spéciaux du texte.",
    ]


def test_only_the_first_faults_are_named() -> None:
    lines = str(BadInputError("a.csv", [fault(line) for line in range(1, 23)])).splitlines()
    assert len(lines) == 1 + 20 + 1
    assert lines[-1] == "  … and 2 more errors."


def test_what_was_recorded_before_is_a_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    conflict = MessageDefinition(
        "example_of_conflict", MessageClass.CONFLICT, "Recorded before.", FixBy.USER
    )
    monkeypatch.setitem(DEFINITIONS, conflict.code, conflict)
    before = Fault(1, "key", "K", message(conflict.code))
    assert BadInputError("request", [before]).message_class is MessageClass.CONFLICT
    assert BadInputError("request", [before, fault()]).message_class is MessageClass.INVALID_INPUT


def test_a_violation_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = MessageDefinition(
        "example_of_a_rule",
        MessageClass.VIOLATION,
        "{store} × {product}: the closing is {closing}.",
        FixBy.SYSTEM_OPERATOR,
    )
    monkeypatch.setitem(DEFINITIONS, rule.code, rule)
    violation = Violation(rule.code, "S", "P", values={"closing": -3})
    assert str(violation) == "S × P: the closing is −3."
    with texts_as_codes():
        assert str(DayNotSealedError("2026-03-05", [violation])).splitlines() == [
            "day_not_sealed",
            "  example_of_a_rule",
        ]


@pytest.mark.parametrize(
    "error",
    [
        PermanentError(TOO_LARGE),
        BadInputError("a.csv", [fault()]),
        DayNotSealedError("2026-03-05", [Violation("day_sealed_by_nobody", "S", "P")]),
        LoginRefusedError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_travels_between_processes(error: VlmisError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)

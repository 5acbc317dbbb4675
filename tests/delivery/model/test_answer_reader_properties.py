"""The reader of answers never raises, and a damaged answer never makes a record posted wrongly."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.recordings import Recording, recordings
from vlmis_core.delivery.model.import_answer import ValueOutcome, read_import_answer
from vlmis_core.dhis2.import_summary import Answer

# Small ones: the damage matters, not the number of values.
SMALL = [recording for recording in recordings() if recording.sent.count <= 60]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 200),
    st.floats(),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.lists(st.integers(-2, 70), max_size=3),
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every node below a JSON value."""
    items: Any = ()
    if isinstance(node, dict):
        items = node.items()
    elif isinstance(node, list):
        items = enumerate(node[:4])
    return [path, *(found for key, child in items for found in places(child, (*path, key)))]


def changed(node: Any, path: tuple[Any, ...], into: Any) -> Any:
    """A copy of a JSON value with one node put in place of another, or taken out (``...``)."""
    if not path:
        return None if into is ... else into
    key, rest = path[0], path[1:]
    copy = dict(node) if isinstance(node, dict) else list(node)
    if not rest and into is ...:
        del copy[key]
    else:
        copy[key] = changed(node[key], rest, into)
    return copy


def accepted(recording: Recording, answer: Answer) -> set[int]:
    """The indexes that a reading says are stored."""
    reading = read_import_answer(answer, recording.sent)
    return {i for i in range(reading.count) if reading.outcome(i) is ValueOutcome.ACCEPTED}


@settings(max_examples=400)
@given(st.sampled_from(SMALL), st.data())
def test_a_body_with_odd_fields_is_read_without_an_exception(
    recording: Recording, data: st.DataObject
) -> None:
    body = recording.body
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(places(body)))
        body = changed(body, path, data.draw(st.one_of(st.just(...), ODD)))
    accepted(recording, Answer(recording.answer.status, "application/json", json.dumps(body)))


@settings(max_examples=300)
@given(st.sampled_from(SMALL), st.floats(0, 0.999))
def test_nothing_is_accepted_by_an_answer_that_is_cut_off(
    recording: Recording, share: float
) -> None:
    body = recording.answer.body
    cut = Answer(recording.answer.status, "application/json", body[: int(len(body) * share)])
    assert accepted(recording, cut) == set()


@settings(max_examples=400)
@given(st.sampled_from(SMALL), st.data())
def test_a_lost_or_false_field_accepts_nothing_that_was_not_stored(
    recording: Recording, data: st.DataObject
) -> None:
    """Counts and statuses are changed, conflicts and indexes lost: the counts give it away."""
    if not isinstance(recording.body, dict) or not isinstance(recording.body.get("response"), dict):
        return
    summary = dict(recording.body["response"])
    name = data.draw(st.sampled_from(["conflicts", "rejectedIndexes", "status", "importCount"]))
    if name == "importCount" and isinstance(summary.get(name), dict):
        part = data.draw(st.sampled_from(["imported", "updated", "ignored"]))
        summary[name] = summary[name] | {part: data.draw(st.integers(0, 200))}
    elif name == "status":
        summary[name] = data.draw(st.sampled_from(["SUCCESS", "WARNING", "ERROR"]))
    else:
        summary.pop(name, None)
    body = json.dumps(recording.body | {"response": summary})
    found = accepted(recording, Answer(recording.answer.status, "application/json", body))
    known = accepted(recording, recording.answer)
    assert found <= known or all(recording.stored[index] for index in found)

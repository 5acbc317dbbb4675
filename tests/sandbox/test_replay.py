"""The recorded conversations with real servers, held again."""

import json
import shutil
from pathlib import Path

import pytest

import sandbox
from sandbox.stand_in.dhis2 import VERSION_242, VERSION_243
from sandbox.stand_in.replay import OUT_OF_SCOPE, conversations, replay, why_out_of_scope
from sandbox.stand_in.replay_normal import NORMALISATIONS
from sandbox.stand_in.testland import RECORDINGS

IN_SCOPE = 306


@pytest.mark.parametrize("version", [VERSION_242, VERSION_243])
def test_every_recorded_conversation_within_scope_is_answered_alike(version: str):
    outcomes = list(replay(RECORDINGS, version))

    assert {each.name: each.differences for each in outcomes if each.differences} == {}
    assert len(outcomes) == IN_SCOPE


@pytest.mark.parametrize("version", [VERSION_242, VERSION_243])
def test_what_is_left_out_is_left_out_for_a_written_reason(version: str):
    kept = {name for name, _ in conversations(RECORDINGS, version)}
    files = {file.stem for file in (RECORDINGS / version).glob("*.json")}

    assert {name for name in files - kept if why_out_of_scope(name) is None} == set()
    assert {name[0] for name in files - kept} == {"4"}
    assert all(OUT_OF_SCOPE.values())


def test_a_replay_notices_another_status_another_text_and_another_row(tmp_path: Path):
    _copy(tmp_path, "014-4a-value-decimal", "001-1a-good-plain")
    changed = tmp_path / VERSION_242 / "014-4a-value-decimal.json"
    recorded = json.loads(changed.read_text(encoding="utf-8"))
    recorded["response"]["status"] = 200
    recorded["response"]["body"]["response"]["conflicts"][0]["errorCode"] = "E0000"
    recorded["storedAfter"]["rows"].pop()
    changed.write_text(json.dumps(recorded), encoding="utf-8")

    good, bad = replay(tmp_path, VERSION_242)

    assert good.differences == ()
    assert len(bad.differences) == 3


def _copy(folder: Path, *names: str) -> None:
    (folder / VERSION_242).mkdir()
    shutil.copy(RECORDINGS / "metadata.json", folder)
    for name in names:
        shutil.copy(RECORDINGS / VERSION_242 / f"{name}.json", folder / VERSION_242)


def test_the_read_me_lists_every_normalisation():
    text = (Path(sandbox.__file__).parent / "README.md").read_text(encoding="utf-8")

    assert [name for name in NORMALISATIONS if f"| {name} |" not in text] == []

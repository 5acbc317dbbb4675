"""The body of a request: its form, its size, its speed."""

import gzip
import json
import random
import string
import time
from datetime import date

import pytest

from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.payload import PayloadBuilder, Target, compressed
from vlmis_core.dhis2.categories import CATEGORIES

DAY = date(2026, 3, 5)
COMBOS = tuple(f"OptCombo{number:03}" for number in range(9))
TARGETS = {1: Target("DataElemen1", COMBOS), 2: Target("DataElemen2", COMBOS)}


def record(target: int = 1, unit: str = "OrgUnit0001", figures: tuple = tuple(range(9))) -> Record:
    """A record with nine figures."""
    return Record(7, 8, target, unit, figures)


def test_a_body_names_the_data_set_first_and_holds_nine_string_values_a_record() -> None:
    body = PayloadBuilder("DataSet0001", DAY, TARGETS).body(
        [record(figures=(5, 0, 0, 0, 0, 0, 0, -3, 2)), record(2, "OrgUnit0002")]
    )
    assert body.startswith(b'{"dataSet":"DataSet0001","dataValues":[')
    values = json.loads(body)["dataValues"]
    assert len(values) == 18
    assert values[7] == {
        "dataElement": "DataElemen1",
        "period": "20260305",
        "orgUnit": "OrgUnit0001",
        "categoryOptionCombo": COMBOS[7],
        "value": "-3",
    }
    assert CATEGORIES[7] == "DISCREPANCY"


@pytest.mark.parametrize("unit", ["", "OrgUnit001", 'OrgUnit"001', "1rgUnit0001", "OrgUnit00é1"])
def test_an_org_unit_that_is_no_uid_is_never_written(unit: str) -> None:
    with pytest.raises(ValueError, match="is not a DHIS2 uid"):
        PayloadBuilder("DataSet0001", DAY, TARGETS).body([record(unit=unit)])


def test_a_target_has_nine_different_combos() -> None:
    with pytest.raises(ValueError, match="nine different combos"):
        Target("DataElemen1", COMBOS[:8] + COMBOS[:1])


def test_the_same_body_gives_the_same_bytes() -> None:
    assert compressed(b"x" * 100) == compressed(b"x" * 100)
    assert gzip.decompress(compressed(b"abc")) == b"abc"


def test_a_payload_is_built_fast_and_takes_seven_bytes_a_value() -> None:
    """At least 0.7 million values per second and core; half of it here, where others work too."""
    chance = random.Random(1)
    letters = string.ascii_letters + string.digits

    def uid() -> str:
        return chance.choice(string.ascii_letters) + "".join(chance.choices(letters, k=10))

    combos = tuple(uid() for _ in range(9))
    targets = {n: Target(uid(), combos) for n in range(40)}
    units = sorted(uid() for _ in range(280))
    records = [
        Record(1, 1, n, unit, (chance.randrange(5000), 0, 0, 0, 0, chance.randrange(90), 0, 0, 4))
        for unit in units
        for n in targets
    ]
    builder = PayloadBuilder(uid(), DAY, targets)
    size, seconds = 0, 0.0
    for start in range(0, len(records), 555):
        begun = time.process_time()
        size += len(compressed(builder.body(records[start : start + 555])))
        seconds += time.process_time() - begun
    assert size / (9 * len(records)) <= 7
    assert 9 * len(records) / seconds >= 350_000

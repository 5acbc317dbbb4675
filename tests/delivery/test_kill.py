"""A push that is killed at any point loses nothing, posts nothing twice and counts no attempt."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.delivery import Delivery, both_importers
from tests.support.killed_push import POINTS
from tests.support.postgres import TestDatabase
from vlmis_core.database.roles import PIPELINE

pytestmark = pytest.mark.sites(4)

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("point", POINTS)
@both_importers
def test_a_killed_push_is_finished_by_its_retry(
    delivery: Delivery, vlmis: TestDatabase, point: str
) -> None:
    plan = delivery.plan()
    home = delivery.production.home
    if point == "while waiting":
        delivery.dhis2.faults.add("slow", method="POST", path="dataValueSets", seconds=1)
    died = subprocess.run(
        [
            *(sys.executable, "-m", "tests.support.killed_push"),
            *(vlmis.url_of(PIPELINE), delivery.base_url, str(home), delivery.run_id, "1", point),
        ],
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    assert died.returncode == -signal.SIGKILL
    assert "posted" not in delivery.states()
    delivery.send(plan)
    delivery.read_back()
    assert delivery.states() == {"posted": delivery.records}
    assert delivery.attempts() == 0
    assert delivery.stored_as_frozen() == delivery.records
    assert vlmis.rows("select distinct nights_tried from vlmis.delivery") == [(1,)]

"""SIGKILL at any instant of a push: twenty seeded ones on each importer, and the same end."""

import random
import subprocess
import sys

import pytest

from tests.delivery.test_kill import ROOT
from tests.support.delivery import Delivery, both_importers
from tests.support.killed_push import STATEMENT
from tests.support.postgres import TestDatabase
from vlmis_core.database.roles import PIPELINE

pytestmark = pytest.mark.sites(20)

pytestmark = pytest.mark.deep
SEEDS = range(20)
INSTANTS = 75
"""Of a push of four requests: before and after each statement and each request."""


@pytest.mark.parametrize("seed", SEEDS)
@both_importers
def test_a_push_killed_at_any_instant_is_finished_by_its_retry(
    delivery: Delivery, vlmis: TestDatabase, seed: int
) -> None:
    instants = random.Random(seed).sample(range(INSTANTS), 3)
    plan = delivery.plan()
    home = delivery.production.home
    for instant in instants:  # A retry is killed as well.
        subprocess.run(
            [
                *(sys.executable, "-m", "tests.support.killed_push"),
                *(vlmis.url_of(PIPELINE), delivery.base_url, str(home), delivery.run_id, "1"),
                f"{STATEMENT}{instant}",
            ],
            cwd=ROOT,
            check=False,
            timeout=60,
        )
        assert "posted" not in delivery.states()
    delivery.send(plan, values_per_request=180)
    assert delivery.read_back().posted == delivery.records
    assert delivery.states() == {"posted": delivery.records}
    assert delivery.attempts() == 0
    assert delivery.stored_as_frozen() == delivery.records
    assert delivery.dhis2.store.count() == 9 * delivery.records
    assert vlmis.rows("select distinct nights_tried from vlmis.delivery") == [(1,)]

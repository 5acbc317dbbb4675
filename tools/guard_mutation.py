"""``make mutation``, second part: the guard of deliveries in the database, changed by hand.

Each change is put into the template of a test server, on which the tests of the transitions run.
"""

import sys
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from tests.delivery import test_transition_guard as conditions
from tests.delivery import test_transitions as transitions
from tests.support.postgres import TestServer, temporary_server
from tools.mutation import report

FILE = Path(__file__).parents[1] / "sql" / "functions" / "guard_delivery.sql"
BEGUN = "new.state not in ('pending', 'withdrawn')"
CHANGES = (
    (f"{BEGUN} or new.attempts <> 0 or new.round <> 1 then", "false then"),
    (f"if {BEGUN} or new.attempts <> 0", "if new.attempts <> 0"),
    (f"{BEGUN} or new.attempts <> 0 or", f"{BEGUN} or"),
    ("new.attempts <> 0 or new.round <> 1 then", "new.attempts <> 0 then"),
    ("in ('posted', 'refused', 'exhausted') and old", "in ('posted', 'refused') and old"),
    ("and old.state in ('pending', 'refused') then", "then"),
    ("if new.round = old.round\n            and", "if"),
    ("old.attempts + (new.state <> 'posted')::int", "old.attempts"),
    ("and (new.state <> 'posted' or old.is_awaiting_read_back)", ""),
    ("and (new.state = 'posted' or new.refused_night >", "and (true or new.refused_night >"),
    ("new.refused_night > coalesce", "new.refused_night >= coalesce"),
    ("and old.state in ('posted', 'exhausted', 'withdrawn')\n", "\n"),
    ("and new.round = old.round + 1 and", "and"),
    ("and new.round = old.round + 1 and new.attempts = 0", "and new.round = old.round + 1"),
    ("and old.state in ('pending', 'refused', 'exhausted')\n", "\n"),
    ("and new.round = old.round and new.attempts = old.attempts\n    then", "then"),
    ("new.state <> old.state or new.attempts <> old.attempts or", "new.state <> old.state or"),
    ("new.attempts <> old.attempts or new.round <> old.round)", "new.attempts <> old.attempts)"),
    ("(new.state <> old.state or new.attempts", "(new.attempts"),
    ("and old.state in ('pending', 'refused') and old.is_awaiting", "and old.is_awaiting"),
    ("in ('pending', 'refused') and old.is_awaiting_read_back\n", "in ('pending', 'refused')\n"),
    ("            and new.attempts = old.attempts and", "            and"),
    ("new.attempts = old.attempts and new.round = old.round", "new.attempts = old.attempts"),
)  # fmt: skip


def cases() -> list[tuple[Any, ...]]:
    """The tests of the guard, each with its arguments."""
    agree = transitions.test_the_database_allows_these_transitions_and_no_others
    begins = conditions.test_a_delivery_begins_with_nothing_behind_it
    (forged,) = vars(transitions.test_nobody_forges_a_delivery)["pytestmark"]
    return [
        (conditions.test_nothing_is_posted_that_does_not_wait_for_its_read_back,),
        *((begins, column) for column in ("attempts", "round")),
        *((conditions.test_a_change_that_breaks_one_condition_is_refused, *case)
          for case in conditions.FORGED),
        *((agree, *pair) for pair in transitions.PAIRS),
        *((transitions.test_nobody_forges_a_delivery, statement) for statement in forged.args[1]),
    ]  # fmt: skip


def is_noticed(server: TestServer, changed: str) -> bool:
    """Whether a test fails with the changed guard."""
    engine = create_engine(server.admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("set role vlmis_owner"))
        connection.exec_driver_sql(changed.replace("%", "%%"))
    engine.dispose()
    for test, *arguments in cases():
        with server.fresh_database() as vlmis:
            try:
                test(vlmis, *arguments)
            except BaseException:
                return True
    return False


def survivors() -> list[str]:
    """Try every change; returns those that no test notices, as ``before → after``."""
    original, found = FILE.read_text(encoding="utf-8"), []
    with temporary_server() as server:
        assert not is_noticed(server, original), "a test fails without any change"
        for before, after in CHANGES:
            assert before in original, before
            if not is_noticed(server, original.replace(before, after, 1)):
                found.append(" ".join(f"{before} → {after}".split()))
    return found


if __name__ == "__main__":
    sys.exit(report(survivors()))

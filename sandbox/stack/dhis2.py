"""What the DHIS2 stand-in of a stack holds, kept in the home while its process is not running."""

import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import requests

TIMEOUT_SECONDS = 120


def keep_values(base_url: str, path: Path) -> int:
    """Write every stored value to ``path`` (gzipped JSON); returns how many."""
    answer = _session().get(f"{base_url}/sandbox/values", timeout=TIMEOUT_SECONDS)
    answer.raise_for_status()
    values = [value for value in answer.json()["dataValues"] if not value["deleted"]]
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        json.dump(values, file)
    return len(values)


def bring_back_values(base_url: str, path: Path) -> int:
    """Enter what was kept, each value as stored by the same user; returns how many."""
    if not path.exists():
        return 0
    with gzip.open(path, "rt", encoding="utf-8") as file:
        values: list[dict[str, Any]] = json.load(file)
    by_user: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for value in values:
        by_user[value["storedBy"]].append(value)
    for user, entered in by_user.items():
        body = {"storedBy": user, "dataValues": entered}
        answer = _session().post(f"{base_url}/sandbox/values", json=body, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
    return len(values)


def is_up(base_url: str) -> bool:
    """Return whether the stand-in answers."""
    try:
        return _session().get(f"{base_url}/sandbox/state", timeout=5).ok
    except requests.RequestException:
        return False


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session

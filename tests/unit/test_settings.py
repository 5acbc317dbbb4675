"""Settings: typed, from the environment alone, everything wrong named at once."""

import json

import pytest

from vlmis_core.errors import SettingsError
from vlmis_core.reporting.data_values import CATEGORIES
from vlmis_core.settings import load_settings


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "TIME_ZONE", "FIRST_DAY", "STORES_PER_CHUNK", "DATABASE_PASSWORDS"):
        monkeypatch.delenv(f"VLMIS_{name}", raising=False)


def test_everything_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "VLMIS_TIME_ZONE": "Atlantis/Capital",
        "VLMIS_FIRST_DAY": "31.12.2026",
        "VLMIS_STORES_PER_CHUNK": "0",
        "VLMIS_PRODUCTION": "perhaps",
        "VLMIS_DATABASE_PASSWORDS": "secret",
        "VLMIS_CATEGORY_CODES": '["A", "B"]',
        "VLMIS_DATASET": "VLMIS_DAILY",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    lines = str(refused.value).splitlines()
    assert {line.split(":")[0].strip() for line in lines[1:]} == set(wrong)
    assert ".env.example" in lines[0]


def test_a_password_that_was_refused_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VLMIS_DATABASE_PASSWORDS", '{"vlmis_pipeline": "hunter2"')
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert "hunter2" not in str(refused.value)


def test_lists_and_passwords_are_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VLMIS_DATABASE_PASSWORDS", '{"vlmis_pipeline": "hunter2"}')
    monkeypatch.setenv("VLMIS_CATEGORY_CODES", json.dumps(CATEGORIES[::-1]))
    settings = load_settings()
    assert settings.database_passwords["vlmis_pipeline"].get_secret_value() == "hunter2"
    assert settings.category_codes == CATEGORIES[::-1]
    assert "hunter2" not in repr(settings)


def test_without_a_setting_days_are_those_of_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VLMIS_TIME_ZONE", raising=False)
    assert load_settings().zone.key == "UTC"

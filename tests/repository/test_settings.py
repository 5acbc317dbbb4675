"""Settings: typed, from the environment alone, everything wrong named at once."""

import json
from pathlib import Path

import pytest

from tests.support.codes import raises_code
from vlmis_core.database.addresses import role_url
from vlmis_core.dhis2.categories import CATEGORIES
from vlmis_core.errors import SettingsError
from vlmis_core.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VLMIS_HOME", str(tmp_path / "empty"))
    for name in ("TIME_ZONE", "FIRST_DAY", "STORES_PER_CHUNK", "DATABASE_PASSWORDS"):
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


def test_what_the_environment_does_not_say_the_home_remembers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "settings.env").write_text("VLMIS_TIME_ZONE='Africa/Lusaka'\nVLMIS_DATA_SET='D'\n")
    monkeypatch.setenv("VLMIS_HOME", str(tmp_path))
    monkeypatch.setenv("VLMIS_DATA_SET", "E")
    remembered = load_settings()
    assert (remembered.time_zone, remembered.data_set) == ("Africa/Lusaka", "E")
    assert load_settings(with_remembered=False).time_zone == "UTC"


def test_a_home_that_is_not_there_is_not_made_by_a_command(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "nowhere")
    with raises_code("deployment_is_missing"):
        role_url(settings, "vlmis_analyst")
    assert not (tmp_path / "nowhere").exists()


def test_a_container_reads_its_secrets_from_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("vlmis_core.settings.SECRETS", tmp_path)
    for name in ("VLMIS_DHIS2_TOKEN", "VLMIS_DHIS2_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "vlmis_dhis2_token").write_text("")  # The service user has a password.
    (tmp_path / "vlmis_dhis2_password").write_text("hunter2\n")
    (tmp_path / "vlmis_notice_channels").write_text("")  # Nobody is told.
    (tmp_path / "vlmis_notice_mail").write_text("mailtos://u:hunter4@mail.example.org\n")
    (tmp_path / "vlmis_database_passwords").write_text('{"vlmis_pipeline": "hunter3"}')
    settings = load_settings()
    assert settings.dhis2_token is None
    assert settings.dhis2_password is not None
    assert settings.dhis2_password.get_secret_value() == "hunter2"
    assert settings.database_passwords["vlmis_pipeline"].get_secret_value() == "hunter3"
    assert settings.notice_channels == {}
    assert settings.notice_mail is not None
    assert settings.notice_mail.get_secret_value().endswith("hunter4@mail.example.org")
    assert "hunter" not in repr(settings)


@pytest.mark.parametrize(
    "channels",
    [
        '{"mailtos://u:hunter2@mail": "operators"}',
        '{"operators": "mailtos://u:hunter2@mail"',
        '["slack://hunter2"]',
    ],
)
def test_the_address_of_a_channel_is_not_shown_when_it_is_refused(
    monkeypatch: pytest.MonkeyPatch, channels: str
) -> None:
    monkeypatch.setenv("VLMIS_NOTICE_CHANNELS", channels)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert "VLMIS_NOTICE_CHANNELS" in str(refused.value)
    assert "hunter2" not in str(refused.value)

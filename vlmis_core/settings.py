"""The one reader of the environment: ``VLMIS_*`` settings, typed, all errors at once."""

import json
import os
import re
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from vlmis_core.dhis2.categories import CATEGORIES, VALUES_PER_RECORD
from vlmis_core.errors import SettingsError
from vlmis_core.messages import Message, message

PREFIX = "VLMIS_"
SECRETS = Path("/run/secrets")
"""In a container: a file for each setting that is a secret, such as ``vlmis_dhis2_token``."""
_CHANNEL_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
REMEMBERED = "settings.env"
"""In ``VLMIS_HOME``: what the deployment was started with, as ``NAME='value'`` lines."""


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError("setting_is_no_time_zone", "not a time zone")
    return name


def _from_json(text: Any) -> Any:
    # The settings library would stop at the first of these; so it is one wrong setting of all.
    try:
        return json.loads(text) if isinstance(text, str) else text
    except json.JSONDecodeError as error:
        raise PydanticCustomError(
            "setting_is_no_json", "not JSON", {"problem": str(error)}
        ) from error


_JSON = (NoDecode, BeforeValidator(_from_json))


def _not_empty(secret: Any) -> Any:
    # A container is given both files of DHIS2's credentials, and one of them is empty.
    return None if secret == "" else secret


def _channels_from_json(text: Any) -> Any:
    # The file of a container's secret is empty where nobody is to be told by a channel.
    return {} if text == "" else _from_json(text)


def _short_names(channels: dict[str, SecretStr]) -> dict[str, SecretStr]:
    # An address in the place of a name would be shown; so what is wrong is not repeated.
    if not all(_CHANNEL_NAME.fullmatch(name) for name in channels):
        raise PydanticCustomError("setting_has_wrong_channel_name", "a wrong name")
    return channels


_OptionalSecret = Annotated[SecretStr | None, BeforeValidator(_not_empty)]


def _nine_codes(codes: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(codes)) != VALUES_PER_RECORD:
        raise PydanticCustomError(
            "setting_needs_nine_codes", "not nine codes", {"categories": list(CATEGORIES)}
        )
    return codes


class Settings(BaseSettings):
    """Everything a deployment decides. ``.env.example`` documents every name."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    home: Annotated[Path, AfterValidator(Path.absolute)] = Path(".vlmis").absolute()
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    first_day: date | None = None
    database_url: SecretStr | None = None
    database_passwords: Annotated[dict[str, SecretStr], *_JSON] = Field(default_factory=dict)
    stores_per_chunk: int = Field(default=500, ge=1)
    called_as: str | None = None
    actor: str | None = None
    shared_login: bool = False
    production: bool = False
    dhis2_url: str | None = None
    dhis2_username: str | None = None
    dhis2_password: _OptionalSecret = None
    dhis2_token: _OptionalSecret = None
    dhis2_timeout_seconds: int = Field(default=120, ge=1)
    login_without_tls: bool = False
    session_minutes: int = Field(default=30, ge=5, le=720)
    data_set: str = "VLMIS_DAILY"
    category_codes: Annotated[tuple[str, ...], *_JSON, AfterValidator(_nine_codes)] = CATEGORIES
    push_from: date | None = None
    overwrite_others: bool = False
    resend_changed: bool = False
    docs_url: str | None = None
    message_recipients: Annotated[tuple[str, ...], *_JSON] = ()
    message_language: Literal["en", "fr"] = "en"
    notice_channels: Annotated[
        dict[str, SecretStr],
        NoDecode,
        BeforeValidator(_channels_from_json),
        AfterValidator(_short_names),
    ] = Field(default_factory=dict)
    notice_mail: _OptionalSecret = None
    site_url: str | None = None
    receipt_days: int = Field(default=7, ge=1)
    expiry_horizon_days: int = Field(default=90, ge=0, le=3650)
    unlikely_movement_factor: int = Field(default=10, ge=2, le=1_000_000)
    unlikely_count_percent: int = Field(default=50, ge=1, le=1_000_000)
    unlikely_from: int = Field(default=100, ge=1)
    lines_per_request: int = Field(default=1_000, ge=1, le=100_000)
    values_per_request: int | None = Field(default=None, ge=VALUES_PER_RECORD)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The country's time zone, in which days begin and end."""
        return ZoneInfo(self.time_zone)


def load_settings(*, with_remembered: bool = True) -> Settings:
    """Read ``VLMIS_*``; raises SettingsError naming every unknown, missing or wrong one.

    What the environment does not say, the deployment's own ``settings.env`` in ``VLMIS_HOME`` does,
    so that a command finds the deployment that `make up` left there; ``with_remembered`` false
    leaves that file alone. What neither says, a container's secrets do.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    found = [
        message("setting_is_unknown", setting=name)
        for name in sorted(os.environ)
        if name.startswith(PREFIX) and name not in known
    ]
    try:
        # Arguments of BaseSettings itself, which the types of a model do not know.
        settings = Settings(
            _env_file=_remembered() if with_remembered else None,  # type: ignore[call-arg]
            _secrets_dir=SECRETS if SECRETS.is_dir() else None,
        )
    except ValidationError as error:
        found += [_wrong_setting(problem) for problem in error.errors()]
    if found:
        raise SettingsError(message("some_settings_are_wrong"), found)
    return settings


def _remembered() -> Path:
    return Path(os.environ.get(f"{PREFIX}HOME", ".vlmis")) / REMEMBERED


def _wrong_setting(problem: ErrorDetails) -> Message:
    """Name a setting that a validator above refused, or the settings library itself."""
    name = PREFIX + str(problem["loc"][0]).upper()
    if problem["type"].startswith("setting_"):
        return message(problem["type"], setting=name, **problem.get("ctx", {}))
    return message("setting_is_invalid", setting=name, problem=problem["msg"])

"""Where the database is, and as whom to enter it."""

from pathlib import Path

from sqlalchemy import URL, make_url

from vlmis_core.errors import PermanentError, SettingsError
from vlmis_core.messages import message
from vlmis_core.settings import Settings


def admin_url(settings: Settings) -> URL:
    """The address with the right to migrate: the setting, else the embedded server (started)."""
    if settings.database_url is not None:
        url = make_url(settings.database_url.get_secret_value())
        return url.set(drivername="postgresql+psycopg")
    from vlmis_core.database import embedded  # Only an embedded deployment needs its package.

    return embedded.start(settings.home)


def present_admin_url(settings: Settings) -> URL:
    """The same address, of a database that is there already.

    Raises:
        PermanentError: an embedded one, and there is none in the home: only ``db start``,
            ``db migrate``, ``restore`` and the stack make one.
    """
    if settings.database_url is None and not (settings.home / "postgres").is_dir():
        raise PermanentError(message("deployment_is_missing", home=str(settings.home)))
    return admin_url(settings)


def role_url(settings: Settings, role: str) -> URL:
    """The same database, entered as one of the five roles.

    Raises:
        SettingsError: an external database, and ``VLMIS_DATABASE_PASSWORDS`` has no such role.
        PermanentError: an embedded one, and there is none in the home.
    """
    url = present_admin_url(settings)
    return url.set(username=role, password=_passwords(settings, settings.home, role))


def _passwords(settings: Settings, home: Path, role: str) -> str:
    if settings.database_url is None:
        from vlmis_core.database import embedded

        return embedded.load_passwords(home)[role]
    if role not in settings.database_passwords:
        raise SettingsError(message("database_password_is_not_set", database_role=role))
    return settings.database_passwords[role].get_secret_value()

"""The server's clock, which can be set: expiry and future limits are judged by it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


class ServerClock:
    """The time as the stand-in sees it: the machine's, or shifted, or standing still."""

    def __init__(self, now: datetime | None = None, *, time_zone: str = "UTC") -> None:
        self.time_zone = ZoneInfo(time_zone)
        self._set_to = now
        self._set_at = datetime.now(UTC)
        self._is_standing = False

    def set(self, now: datetime | None, *, is_standing: bool = False) -> None:
        """Set the clock; None goes back to the machine's time."""
        self._set_to = now
        self._set_at = datetime.now(UTC)
        self._is_standing = is_standing

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        real = datetime.now(UTC)
        if self._set_to is None:
            return real
        if self._is_standing:
            return self._set_to.astimezone(UTC)
        return self._set_to.astimezone(UTC) + (real - self._set_at)

    def local(self) -> datetime:
        """Return now in the server's time zone, without a zone."""
        return self.now().astimezone(self.time_zone).replace(tzinfo=None)

    def today(self) -> date:
        """Return the calendar day in the server's time zone."""
        return self.local().date()

    def local_text(self) -> str:
        """Return now as DHIS2 prints metadata times: server-local, milliseconds, no zone."""
        return local_text(self.now(), self.time_zone)


def local_text(instant: datetime, time_zone: ZoneInfo) -> str:
    """Return an instant as ``2026-11-22T19:54:25.123``, without a zone."""
    return instant.astimezone(time_zone).replace(tzinfo=None).isoformat(timespec="milliseconds")

"""Which real days a demonstration shows, and where in the present they lie."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.demo.window import Window
from vlmis_core.ledger.calendar import local_date

SOURCE_DAY = date(2017, 11, 30)
"""The day of the file that becomes the newest day to freeze."""

DATA = Path(__file__).resolve().parents[2] / "data"
NATIONAL_FILE = DATA / "cote_divoire_lmis_2016_2017.csv"
PRODUCTS_FILE = DATA / "cote_divoire_products.csv"


DEFAULT_ZONE = "Africa/Abidjan"


@dataclass(frozen=True)
class DemoPlan:
    """``days`` missed days, the newest of which is ``newest``; fixed at the first start."""

    days: int
    newest: date
    time_zone: str

    @property
    def first_day(self) -> date:
        """The oldest missed day; the ledger goes live on it."""
        return self.newest - timedelta(days=self.days - 1)

    @property
    def missed(self) -> list[date]:
        """The missed days, oldest first."""
        return [self.first_day + timedelta(days=number) for number in range(self.days)]

    @property
    def window(self) -> Window:
        """The days that are recorded: the missed ones, and two that stay open."""
        through_day = self.newest + timedelta(days=2)
        return Window(self.first_day, through_day, (self.newest - SOURCE_DAY).days)

    def source_of(self, day: date) -> date:
        """The real day behind a day of the demonstration."""
        return day - timedelta(days=self.window.shift_days)

    @classmethod
    def of_home(cls, home: Path, *, days: int, time_zone: str, now: datetime) -> "DemoPlan":
        """The plan of a home: made at the first start, kept ever after."""
        path = home / "demo.json"
        if not path.exists():
            newest = local_date(now, ZoneInfo(time_zone)) - timedelta(days=2)
            made = {"days": days, "newest": newest.isoformat(), "time_zone": time_zone}
            path.write_text(json.dumps(made), encoding="utf-8")
        kept = json.loads(path.read_text(encoding="utf-8"))
        return cls(int(kept["days"]), date.fromisoformat(kept["newest"]), kept["time_zone"])

"""The daily digest of a person: what is out, low, expiring and to confirm at their stores."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from vlmis_core.accounts.person import StoreIds
from vlmis_core.database import Database
from vlmis_core.messages import Translator
from vlmis_core.notices.notice import Letter, letter_of, page_address
from vlmis_core.reports.expiring_lots import ExpiringLot, report_expiring_lots
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.settings import Settings
from vlmis_core.stores.find_stores import as_array

SHOWN = 20
"""How many rows of each section a digest names; the others are counted."""


@dataclass(frozen=True, slots=True)
class ShortStock:
    """A store and product that closed stocked out or low; ``of_status`` such rows in all."""

    status: str
    day: date
    store_code: str
    store_name: str
    product_name: str
    unit: str
    closing: int
    minimum: int | None
    of_status: int


@dataclass(frozen=True, slots=True)
class WaitingReceipt:
    """A distribution that its store has to confirm; ``waiting`` of them in all."""

    store_code: str
    store_name: str
    parent_store_name: str
    product_name: str
    unit: str
    quantity: int
    occurred_on: date
    waiting: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What a person is told in the morning; each section names at most ``SHOWN`` rows.

    Attributes:
        today: The day on which it is sent.
        stock: Stocked out and low at the end of the newest day with indicators.
        lots: Expired, or expiring within the days of the setting.
        lot_count: How many such lots there are.
        receipts: To confirm.
    """

    today: date
    stock: tuple[ShortStock, ...]
    lots: tuple[ExpiringLot, ...]
    lot_count: int
    receipts: tuple[WaitingReceipt, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to tell."""
        return not (self.stock or self.lots or self.receipts)

    def of_status(self, status: str) -> list[ShortStock]:
        """Return the rows with a status."""
        return [row for row in self.stock if row.status == status]

    def count_of(self, status: str) -> int:
        """Return how many stores and products have a status, named or not."""
        return next((row.of_status for row in self.stock if row.status == status), 0)

    @property
    def receipt_count(self) -> int:
        """Return how many distributions wait, named or not."""
        return self.receipts[0].waiting if self.receipts else 0

    def composer(self, settings: Settings) -> Callable[[Translator], Letter]:
        """Return what writes the digest in a language."""
        return lambda tr: self.letter(tr, settings)

    def letter(self, tr: Translator, settings: Settings) -> Letter:
        """Write the digest in the language of its reader."""
        title = tr.gettext(
            "VLMIS {day}: {stocked_out} stocked out, {low} below minimum, {expiring} expiring, "
            "{to_confirm} to confirm",
            day=self.today,
            stocked_out=self.count_of("stocked_out"),
            low=self.count_of("low"),
            expiring=self.lot_count,
            to_confirm=self.receipt_count,
        )
        lines = [*self._stock_lines(tr), *self._lot_lines(tr, settings), *self._receipt_lines(tr)]
        if address := page_address(settings, "/"):
            lines.append(tr.gettext("More: {address}", address=address))
        lines.append(tr.gettext("You asked for this digest on the page My notices."))
        return letter_of(title, lines)

    def _stock_lines(self, tr: Translator) -> list[str]:
        if not self.stock:
            return []
        day = self.stock[0].day
        out = tr.gettext("Stocked out at the end of {day}:", day=day)
        low = tr.gettext("Below the minimum at the end of {day}:", day=day)
        return [
            *_section(
                tr,
                out,
                [_place(row) for row in self.of_status("stocked_out")],
                self.count_of("stocked_out"),
            ),
            *_section(
                tr,
                low,
                [
                    tr.gettext(
                        "{place}: {closing} {unit}, minimum {minimum}",
                        place=_place(row),
                        closing=row.closing,
                        unit=row.unit,
                        minimum=row.minimum,
                    )
                    for row in self.of_status("low")
                ],
                self.count_of("low"),
            ),
        ]

    def _lot_lines(self, tr: Translator, settings: Settings) -> list[str]:
        heading = tr.gettext(
            "Expired, or expiring within {days} days:", days=settings.expiry_horizon_days
        )
        lots = [
            tr.gettext(
                "{place}, lot {lot}: {balance} {unit}, expiry date {day}",
                place=_place(lot),
                lot=lot.lot,
                balance=lot.balance,
                unit=lot.unit,
                day=lot.expires_on,
            )
            for lot in self.lots
        ]
        return _section(tr, heading, lots, self.lot_count)

    def _receipt_lines(self, tr: Translator) -> list[str]:
        receipts = [
            tr.gettext(
                "{place}: {quantity} {unit}, sent by {parent} on {day}",
                place=_place(receipt),
                quantity=receipt.quantity,
                unit=receipt.unit,
                parent=receipt.parent_store_name,
                day=receipt.occurred_on,
            )
            for receipt in self.receipts
        ]
        return _section(tr, tr.gettext("To confirm:"), receipts, self.receipt_count)


def _place(row: ShortStock | ExpiringLot | WaitingReceipt) -> str:
    return f"{row.store_name} ({row.store_code}), {row.product_name}"


def _section(tr: Translator, heading: str, rows: Iterable[str], count: int) -> list[str]:
    """Write a heading and its rows; nothing where there are none."""
    lines = [f"- {row}" for row in rows]
    if not lines:
        return []
    if (more := count - len(lines)) > 0:
        lines.append(tr.ngettext("and {count} more", "and {count} more", more))
    return [heading, *lines, ""]


def read_digest(database: Database, settings: Settings, stores: StoreIds, today: date) -> Digest:
    """Read what there is to tell of some stores; of the whole country, depots are never short."""
    totals, lots = report_expiring_lots(
        database,
        ReportFilter(visible_store_ids=stores),
        today=today,
        horizon_days=settings.expiry_horizon_days,
        line_count=SHOWN,
    )
    chosen = {"store_ids": as_array(stores), "line_count": SHOWN}
    with database.transaction() as tx:
        stock = tx.rows("notices/select_short_stock", as_=ShortStock, **chosen)
        receipts = tx.rows("notices/select_waiting_receipts", as_=WaitingReceipt, **chosen)
    lot_count = sum(total.lines for total in totals)
    return Digest(today, tuple(stock), tuple(lots), lot_count, tuple(receipts))

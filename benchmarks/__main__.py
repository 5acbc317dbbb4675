"""Measure freeze, import, payloads, push and reports, and print ratios that hold on any machine."""

import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from benchmarks.country import Size, build, write_movements
from benchmarks.floor import bare_copy, freeze_floor
from benchmarks.freeze import FreezeTimes, checks_and_digests, freeze
from benchmarks.indicators import YEARS_OF_DAYS, IndicatorTimes, indicators
from benchmarks.payload import build_payloads
from benchmarks.preflight import SIZE, UNSETTLED_DAYS, preflight
from benchmarks.push import PushTimes, push
from benchmarks.reports import DAYS, ReportRatios, reports
from benchmarks.stand_in import stand_in
from tests.support.postgres import TestDatabase, TestServer, temporary_server
from vlmis_core.ledger.movements import Entry
from vlmis_core.ledger.record_movements import import_movements

NATIONAL = Size(10_000, 40, 1_000_000)
LARGEST = Size(40_000, 60, 6_000_000)
NOW = datetime(2026, 1, 2, tzinfo=UTC)
console = Console()


def main(
    largest: bool = typer.Option(default=True, help="Also 40,000 stores × 60 products."),
    stores: int = NATIONAL.stores,
    products: int = NATIONAL.products,
    movements: int = NATIONAL.movements,
) -> None:
    """Run the benchmarks; every result is a ratio to a floor measured in the same run."""
    table = Table(
        "what", "measured", "aim", title="Ratios to the physical floor", title_justify="left"
    )
    _payload_rows(table)
    _stand_in_rows(table)
    with temporary_server() as server:
        smaller = _freeze_rows(server, Size(stores, products, movements), table, None)
        if largest:
            _freeze_rows(server, LARGEST, table, smaller)
        _preflight_rows(server, table)
    console.print(table)


def _payload_rows(table: Table) -> None:
    speed = build_payloads()
    table.add_row(
        f"payloads: {speed.values:,} values built and compressed",
        f"{speed.values_per_second / 1e6:.2f} M values/s/core, {speed.bytes_per_value:.2f} B/value",
        "≥ 0.7 M, ≤ 7 B",
    )


def _stand_in_rows(table: Table) -> None:
    """Apart from the rest, which is sent to a sink: no test against the stand-in is faster."""
    for version in ("2.42.5.2", "2.43.1"):
        speed = stand_in(version)
        table.add_row(
            f"the DHIS2 stand-in alone, as {version}",
            f"takes {speed.taken_per_second / 1e3:.0f} k values/s/core, "
            f"gives {speed.given_per_second / 1e3:.0f} k",
            "",
        )


def _freeze_rows(
    server: TestServer, size: Size, table: Table, smaller: tuple[float, float] | None
) -> tuple[float, float]:
    """Measure one size; returns the seconds per EoD row of the freeze, and of the floor."""
    console.print(f"{size}: building …")
    with server.fresh_database() as vlmis, tempfile.TemporaryDirectory() as folder:
        build(vlmis, size)
        path = Path(folder) / "movements.csv"
        lines = write_movements(path, size)
        floor_copy = bare_copy(vlmis, str(path))
        imported = _import(vlmis, path)
        times = freeze(vlmis)
        sealing = checks_and_digests(vlmis)
        floor = freeze_floor(vlmis)
        pushed = push(vlmis, version="2.42.5.2") if smaller is None else None
        read = reports(vlmis, size.stores * size.products) if smaller is None else None
        computed = indicators(vlmis) if smaller is None else None
    checks = sealing.checks + sealing.ledger
    frozen = times.begin + times.chunks + times.seal - checks
    table.add_section()
    table.add_row(f"[bold]{size}[/bold]", f"floor {floor:.2f} s", "")
    table.add_row("freeze: begin + chunks + publish", f"{frozen / floor:.2f} × floor", "≤ 2.5")
    table.add_row(
        "  of it begin, chunks (two at a time), publish", _parts(times, checks, floor), ""
    )
    table.add_row(
        "all invariants, digest of the rows", f"{sealing.checks / floor:.2f} × floor", "≤ 2"
    )
    table.add_row("digest of the ledger", f"{sealing.ledger / floor:.2f} × floor", "≤ 0.6")
    table.add_row("a frozen day again", f"{times.again * 1000:.1f} ms", "≤ 50 ms")
    table.add_row("memory of the task", f"{times.memory_mb:.0f} MB", "< 150 MB")
    table.add_row(
        f"import of a file, {lines:,} lines", f"{imported / floor_copy:.1f} × a bare COPY", ""
    )
    if smaller is None:
        _lot_rows(server, size, table, imported, frozen + checks)
    rows = size.stores * size.products
    per_row = ((frozen + checks) / rows, floor / rows)
    if smaller:
        grown, floor_grown = (now / then - 1 for now, then in zip(per_row, smaller, strict=True))
        table.add_row("growth against linear", f"{grown:+.0%}", "≤ +15 %")
        table.add_row("  of the floor itself", f"{floor_grown:+.0%}", "")
    if pushed:
        _push_rows(pushed, table)
    if read:
        _report_rows(read, table)
    if computed:
        _indicator_rows(computed, floor, table)
    return per_row


def _lot_rows(server: TestServer, size: Size, table: Table, imported: float, frozen: float) -> None:
    """Measure the same with a fifth of the products tracked by lot."""
    console.print("  the same with lots: building …")
    size = replace(size, tracked=size.products // 5)
    with server.fresh_database() as vlmis, tempfile.TemporaryDirectory() as folder:
        build(vlmis, size)
        path = Path(folder) / "movements.csv"
        write_movements(path, size)
        by_lot = _import(vlmis, path)
        times = freeze(vlmis)
    what = f"{size.tracked} of {size.products} products tracked by lot"
    table.add_row(f"{what}: import", f"{by_lot / imported:.2f} × without", "≤ 1.3")
    table.add_row(
        "  freeze, invariants and digest",
        f"{(times.begin + times.chunks + times.seal) / frozen:.2f} × without",
        "≤ 1.1",
    )


def _import(vlmis: TestDatabase, path: Path) -> float:
    """Seconds that the import of a file takes; the tables are vacuumed after it."""
    begun = time.perf_counter()
    import_movements(vlmis.recorder, path, Entry.made("benchmark", NOW, UTC))
    imported = time.perf_counter() - begun
    _settle(vlmis)
    return imported


def _push_rows(times: PushTimes, table: Table) -> None:
    """The frozen day, sent to a sink that answers at once."""
    with_proof = 9 * times.records / (times.plan + times.send + times.read_back)
    table.add_row(
        f"push: {times.records * 9:,} values in {times.requests:,} requests, planned to answered",
        f"{times.values_per_second / 1e6:.2f} M values/s/core",
        "≥ 0.25 M",
    )
    table.add_row("  with every value read back", f"{with_proof / 1e6:.2f} M values/s/core", "")
    table.add_row("memory of the push", f"{times.memory_mb:.0f} MB", "< 300 MB")


def _preflight_rows(server: TestServer, table: Table) -> None:
    """Days that wait for a few records each, for more than a year."""
    console.print("preflight: building …")
    times = preflight(server)
    pairs = SIZE.stores * SIZE.products
    table.add_row(
        f"slowest hold, {UNSETTLED_DAYS} days of {pairs:,} pairs: {times.slowest}",
        f"{times.seconds:.2f} s, {times.seconds / times.scan:.2f} × a bare scan of the days",
        "≤ 0.5 s",
    )


def _report_rows(read: ReportRatios, table: Table) -> None:
    """Pages of 50 lines with their totals."""
    table.add_row(
        "EoD page of a day, whole country",
        f"{read.country_day:.1f} × a bare scan of the day",
        "≤ 3",
    )
    table.add_row(
        "  its last page", f"{read.country_day_last_page:.1f} × a bare scan of the day", ""
    )
    table.add_row(
        f"EoD page of {DAYS} days, one region",
        f"{read.branch_month:.1f} × a bare scan of the days",
        "≤ 3",
    )


def _indicator_rows(times: IndicatorTimes, floor: float, table: Table) -> None:
    """After the freeze of a day, and of the last day of a month."""
    table.add_row("indicators of one day", f"{times.day / floor:.2f} × floor", "≤ 1.5")
    table.add_row(
        f"  with {YEARS_OF_DAYS:,} more days before it",
        f"{times.day_after_years / times.day - 1:+.0%}",
        "≤ +10 %",
    )
    table.add_row(
        "figures of a month, of every pair",
        f"{times.month / times.scan:.1f} × a bare scan of its days",
        "≤ 5",
    )
    table.add_row(
        "  its indicators, of every area", f"{times.areas / times.scan:.1f} × that scan", ""
    )


def _parts(times: FreezeTimes, checks: float, floor: float) -> str:
    parts = (times.begin, times.chunks, times.seal - checks)
    return " + ".join(f"{part / floor:.2f}" for part in parts)


def _settle(vlmis: TestDatabase) -> None:
    """What autovacuum does in the course of a day, here at once; and a checkpoint."""
    engine = vlmis.as_role("postgres").engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("vacuum analyze vlmis.movement"))
        connection.execute(text("vacuum analyze vlmis.pair"))
        connection.execute(text("vacuum vlmis_days.eod_row_20251231"))
        connection.execute(text("checkpoint"))


if __name__ == "__main__":
    typer.run(main)

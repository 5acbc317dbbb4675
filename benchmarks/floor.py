"""The physical floor: COPY the finished rows into a table with a key, and scan the day once."""

import time
from statistics import median

import psycopg

from benchmarks.country import DAY
from tests.support.postgres import TestDatabase

ROUNDS = 3
_BLOCK = 1 << 18


def freeze_floor(vlmis: TestDatabase) -> float:
    """Seconds (median of three) to write the day's finished EoD rows and read its movements."""
    with _connect(vlmis) as connection:
        finished = _copied_out(connection)
        connection.execute("create table floor_row (like vlmis.eod_row)")
        connection.execute("alter table floor_row add primary key (day, store_id, product_id)")
        connection.commit()
        times = []
        for _ in range(ROUNDS):
            connection.execute("truncate floor_row")
            connection.commit()
            times.append(_write_and_scan(connection, finished))
        return median(times)


def bare_copy(vlmis: TestDatabase, path: str) -> float:
    """Seconds to COPY a movements file into a table without index or rule, as text."""
    with _connect(vlmis) as connection:
        connection.execute(
            "create table bare (k text, s text, p text, kind text, q integer, d date,"
            " c text, lot text, e text, r text)"
        )
        connection.commit()
        begun = time.perf_counter()
        with (
            open(path, "rb") as file,
            connection.cursor().copy("copy bare from stdin (format csv, header)") as copy,
        ):
            while block := file.read(_BLOCK):
                copy.write(block)
        connection.commit()
        return time.perf_counter() - begun


def _connect(vlmis: TestDatabase) -> psycopg.Connection:
    return psycopg.connect(vlmis.url_of("postgres").replace("+psycopg", ""))


def _copied_out(connection: psycopg.Connection) -> bytes:
    with connection.cursor().copy(
        "copy (select * from vlmis.eod_row where day = '2026-01-01'"
        " order by day, store_id, product_id)"
        " to stdout (format binary)"
    ) as copy:
        return b"".join(bytes(block) for block in copy)


def _write_and_scan(connection: psycopg.Connection, finished: bytes) -> float:
    begun = time.perf_counter()
    with connection.cursor().copy("copy floor_row from stdin (format binary)") as copy:
        for start in range(0, len(finished), _BLOCK):
            copy.write(finished[start : start + _BLOCK])
    connection.execute(
        "select count(*), sum(quantity) from vlmis.movement where stock_day = %s", (DAY,)
    )
    connection.commit()
    return time.perf_counter() - begun

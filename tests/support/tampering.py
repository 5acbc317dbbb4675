"""What a superuser can do to frozen days, behind the back of every rule."""

from tests.support.postgres import TestDatabase
from vlmis_core.database.embedded import ADMIN


def tamper(vlmis: TestDatabase, statements: str) -> None:
    """Run statements with every trigger switched off."""
    vlmis.execute(f"set session_replication_role = replica; {statements}", role=ADMIN)


def chain_again(vlmis: TestDatabase) -> None:
    """Compute every digest again, oldest day first, so that the history is sound in itself."""
    days = [str(day) for (day,) in vlmis.rows("select day from vlmis.stock_day order by day")]
    for day in days:
        tamper(
            vlmis,
            f"""
            update vlmis.stock_day
            set
                previous_digest = coalesce(
                    (select b.digest from vlmis.stock_day b where b.day = date '{day}' - 1),
                    stock_day.previous_digest
                ),
                ledger_digest = case
                    when digest_version > 1 then vlmis.ledger_digest('{day}')
                end
            where day = '{day}' and state = 'frozen';
            update vlmis.stock_day set digest = vlmis.day_digest('{day}')
            where day = '{day}' and state = 'frozen';
            """,
        )

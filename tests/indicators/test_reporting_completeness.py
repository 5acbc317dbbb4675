"""Reporting completeness follows the push: what is posted, of what is due."""

from tests.indicators.test_indicators_equal_model import read
from tests.support.delivery import NEW, delivering
from tests.support.postgres import TestDatabase

TOTALS = "select sum(posted_records), sum(due_records) from analyst.reporting_completeness"
BY_STORE = (
    "select store_code, sum(posted_records) / sum(due_records)"
    " from analyst.reporting_completeness group by store_code order by 1"
)


def test_completeness_is_the_share_of_due_records_that_are_in_dhis2(vlmis: TestDatabase) -> None:
    with delivering(vlmis, NEW, sites=2) as delivery:
        delivery.push_refused(site=0)
        states = delivery.states()
        assert read(vlmis, TOTALS) == [(states["posted"], delivery.records)]
        shares = [share for _, share in read(vlmis, BY_STORE)]
        assert min(shares) < 1 == max(shares)


def test_withdrawn_records_are_not_due(vlmis: TestDatabase) -> None:
    with delivering(vlmis, NEW, sites=2) as delivery:
        delivery.push_refused(site=0)
        ((_, due),) = read(vlmis, TOTALS)
        withdrawn = delivery.withdraw(store_code=read(vlmis, BY_STORE)[0][0])
        assert read(vlmis, TOTALS)[0][1] == due - withdrawn

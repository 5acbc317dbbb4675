"""A stale snapshot lets seven bad records through; every good one is posted the same night."""

from collections.abc import Callable
from math import log2

import pytest

from sandbox.stand_in import edits
from sandbox.stand_in.country import data_element_uid, data_set_uid
from sandbox.stand_in.schema import DEFAULT_COMBO
from tests.support.delivery import OLD, PRODUCTS, Delivery, both_importers

COMMON = (*PRODUCTS, "AS17005", "AS46000", "AS27139", "AS27137", "AS27138")
REMOVED, RECOMBINED, RETYPED = "AS21126", "AS27134", "AS42018"
"""Products that one store has each, so that a change of the product hits one record."""
UNASSIGNED, CLOSED, MOVED, HUGE, SPECIAL = range(5)
"""Sites; the first three have one record each."""


class National(Delivery):
    """142 stores with 1,112 records a day."""

    def initial_stock(self) -> list[tuple[str, str, int]]:
        """Eight products at 138 stores, two at another, one record for each that goes bad."""
        self.add_products((*COMMON[len(PRODUCTS) :], REMOVED, RECOMBINED, RETYPED))
        lone, last = self.sites[:HUGE], self.sites[-1]
        common = [(site, code, 100) for site in self.sites[HUGE:-1] for code in COMMON]
        common[0] = (self.sites[HUGE], COMMON[0], 3_000_000_000)
        special = [(self.sites[SPECIAL], code, 7) for code in (REMOVED, RECOMBINED, RETYPED)]
        return [
            *common,
            *((site, COMMON[0], 9) for site in lone),
            *((last, code, 5) for code in COMMON[:2]),
            *special,
        ]


def spoil(delivery: Delivery, version: str) -> None:
    """What administrators changed in DHIS2 since the snapshot."""
    dhis2, sites = delivery.dhis2, delivery.sites
    edits.unassign_org_unit(dhis2, data_set_uid(), sites[UNASSIGNED])
    if version == OLD:  # It never looks at the dates of org units.
        edits.delete_org_unit(dhis2, sites[CLOSED])
    else:
        edits.close_org_unit(dhis2, sites[CLOSED], "2026-01-31")
    edits.move_org_unit(dhis2, sites[MOVED], None)
    edits.remove_data_element(dhis2, data_set_uid(), data_element_uid(REMOVED))
    other = {"categoryCombo": {"id": DEFAULT_COMBO}}
    edits.change(dhis2, "dataElements", data_element_uid(RECOMBINED), other)
    edits.change(dhis2, "dataElements", data_element_uid(RETYPED), {"valueType": "BOOLEAN"})


@both_importers
@pytest.mark.sites(142, kind=National)
def test_seven_bad_records_among_1112_cost_the_1105_good_ones_nothing(
    delivery: Delivery,
    version: str,
    record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    vlmis, sites = delivery.vlmis, delivery.sites
    plan = delivery.plan()
    assert vlmis.value("select count(*) from vlmis.eod_row where day = '2026-03-01'") == 1112
    spoil(delivery, version)
    results = delivery.send(plan)
    assert delivery.read_back().posted == delivery.stored_as_frozen() == 1105
    assert vlmis.value("select max(attempts) from vlmis.delivery where state = 'posted'") == 0
    assert dict(
        vlmis.rows(
            "select s.code || ' ' || p.code, a.code from vlmis.delivery_attempt as a"
            " join vlmis.store s using (store_id) join vlmis.product p using (product_id)"
        )
    ) == {
        f"{sites[UNASSIGNED]} {COMMON[0]}": "E7636" if version == OLD else "E8022",
        f"{sites[CLOSED]} {COMMON[0]}": "E7612" if version == OLD else "E8031",
        f"{sites[SPECIAL]} {REMOVED}": "E7632" if version == OLD else "E8020",
        f"{sites[SPECIAL]} {RETYPED}": "E7619" if version == OLD else "E8122",
    }
    assert dict(
        vlmis.rows(
            "select coalesce(s.code, p.code), reason_code from vlmis.delivery_hold"
            " left join vlmis.store s using (store_id)"
            " left join vlmis.product p using (product_id) where ended_night is null"
        )
    ) == {
        sites[MOVED]: "dhis2_refuses_store",
        RECOMBINED: "dhis2_refuses_product",
        sites[HUGE]: "value_is_too_large",
    }
    requests = sum(result.requests for result in results)
    usual = 1 + -(-(1112 - 20) // (555 if version == OLD else 222))
    with capsys.disabled():  # The figure that is asked for, in every run.
        said = f"{requests} requests for 1,112 records with 7 bad ones, usually {usual}"
        print(f"\n{version}: {said}")  # noqa: T201
    record_property("requests", requests)
    assert requests <= usual + 7 <= usual + 2 * 7 * log2(1112 / 7)

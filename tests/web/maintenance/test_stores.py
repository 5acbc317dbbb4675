"""The store hierarchy: walked a node at a time, changed with every refusal in words."""

from sandbox.stand_in.country import org_unit_uid
from tests.web.maintenance.conftest import Desk


def central(desk: Desk) -> str:
    return str(
        desk.delivery.vlmis.value("select code from vlmis.store where supplier_store_id is null")
    )


def free_site(desk: Desk) -> tuple[str, str]:
    """Uid and code of a site that no store has."""
    (row,) = desk.delivery.vlmis.rows(
        "select org_unit_uid, code from vlmis.org_unit where level = 4 and org_unit_uid not in"
        " (select org_unit_uid from vlmis.store) order by code limit 1"
    )
    return str(row[0]), str(row[1])


def supplier_of(desk: Desk, code: str) -> object:
    return desk.delivery.vlmis.value(
        "select supplier.code from vlmis.store join vlmis.store supplier"
        " on store.supplier_store_id = supplier.store_id where store.code = :code",
        code=code,
    )


def test_the_tree_begins_at_the_central_store_and_leads_down(desk: Desk) -> None:
    page = desk.get("/stores").text
    site = desk.delivery.sites[0]
    assert f"store={site}" in page
    assert "The whole tree" in page
    below = desk.get(f"/stores?store={site}").text
    assert f"store={central(desk)}" in below
    assert "Stores supplied by this store" not in below


def test_an_org_unit_without_store_is_found_and_attached(desk: Desk) -> None:
    uid, code = free_site(desk)
    site = desk.delivery.sites[0]
    page = desk.get(f"/stores/attach?store={site}&words={code}").text
    assert uid in page
    assert "The org unit is attached" in desk.follow(
        desk.post("/stores/attach", org_unit=uid, supplier=site)
    )
    assert supplier_of(desk, code) == site
    assert "No org unit without a store matches" in desk.get(f"/stores/attach?words={uid}").text


def test_an_org_unit_is_attached_once(desk: Desk) -> None:
    first, second = desk.delivery.sites[:2]
    answer = desk.post("/stores/attach", org_unit=org_unit_uid(first), supplier=second)
    assert f"Store {first} is attached to this org unit already" in desk.refused(answer)
    assert supplier_of(desk, first) == central(desk)


def test_there_is_one_central_store(desk: Desk) -> None:
    uid, _code = free_site(desk)
    answer = desk.post("/stores/attach", org_unit=uid, supplier="")
    assert "There can be one central store only" in desk.refused(answer)


def test_a_store_is_not_supplied_by_what_it_supplies(desk: Desk) -> None:
    first, second = desk.delivery.sites[:2]
    desk.follow(desk.post("/stores/move", code=second, store=first))
    answer = desk.post("/stores/move", code=first, store=second)
    assert "The store would supply itself" in desk.refused(answer)
    assert supplier_of(desk, first) == central(desk)


def test_an_org_unit_that_the_replica_lacks_is_refused(desk: Desk) -> None:
    answer = desk.post("/stores/attach", org_unit="Nowhere0001", supplier=central(desk))
    assert "in the last refresh" in desk.refused(answer)


def test_a_branch_is_attached_around_what_is_attached_already(desk: Desk) -> None:
    site = desk.delivery.sites[0]
    (row,) = desk.delivery.vlmis.rows(
        "select parent.org_unit_uid from vlmis.org_unit"
        " join vlmis.org_unit parent on org_unit.parent_uid = parent.org_unit_uid"
        " where org_unit.code = :code",
        code=site,
    )
    desk.follow(
        desk.post("/stores/attach", org_unit=row[0], supplier=central(desk), with_branch="true")
    )
    assert supplier_of(desk, site) == central(desk)


def test_a_store_with_stock_is_not_closed(desk: Desk) -> None:
    answer = desk.post("/stores/close", code=desk.delivery.sites[0], closed_on="2026-03-05")
    assert "it holds stock" in desk.refused(answer)


def test_a_store_with_nothing_left_is_closed(desk: Desk) -> None:
    uid, code = free_site(desk)
    desk.post("/stores/attach", org_unit=uid, supplier=central(desk))
    page = desk.follow(desk.post("/stores/close", code=code, closed_on="2026-03-05"))
    assert "closed on 2026-03-05" in page


def test_without_any_store_the_first_one_is_the_central_store(desk: Desk) -> None:
    desk.delivery.vlmis.execute(
        "set session_replication_role = replica; delete from vlmis.store", role="postgres"
    )
    assert "There is no store yet" in desk.get("/stores").text
    root = desk.delivery.vlmis.value("select org_unit_uid from vlmis.org_unit where level = 1")
    desk.follow(desk.post("/stores/attach", org_unit=root, supplier=""))
    assert desk.delivery.vlmis.value("select count(*) from vlmis.store") == 1


def test_a_store_changes_its_org_unit_after_the_page_said_what_it_means(desk: Desk) -> None:
    uid, code = free_site(desk)
    site = desk.delivery.sites[0]
    assert uid in desk.get(f"/stores/reattach?store={site}&words={code}").text
    meaning = desk.get(f"/stores/reattach?store={site}&org_unit={uid}").text
    assert "waiting records will go to the new org unit" in meaning

    answer = desk.post("/stores/reattach", code=site, org_unit=uid, reason="merged in DHIS2")

    assert "The org unit of the store is changed" in desk.follow(answer)
    assert code in desk.get(f"/stores?store={code}").text


def test_conflicts_of_stores_are_on_the_page(desk: Desk) -> None:
    site = desk.delivery.sites[0]
    assert "conflict between stores and org units" not in desk.get("/stores").text
    desk.delivery.vlmis.execute(
        "update vlmis.org_unit set removed_at = now() where code = :code", code=site
    )
    page = desk.get("/stores").text
    assert "1 conflict between stores and org units" in page
    assert "DHIS2 no longer has" in page

"""Accounts that asked for notices, without a DHIS2 beside them."""

from tests.support.postgres import TestDatabase
from vlmis_core.notices.notice import NoticeKind


def subscribe(
    vlmis: TestDatabase,
    username: str,
    role: str,
    *kinds: NoticeKind,
    stores: tuple[str, ...] = (),
    language: str = "en",
) -> None:
    """Create an account with a role, at stores that its org units cover, that asked for notices."""
    vlmis.execute(
        "insert into vlmis.account (username, dhis2_uid, display_name, dhis2_checked_at,"
        " created_at, created_by) values (:name, :name, :name, now(), now(), 'test')",
        name=username,
    )
    account = "(select account_id from vlmis.account where username = :name)"
    vlmis.execute(
        f"insert into vlmis.account_role (account_id, role) values ({account}, :given)",
        name=username,
        given=role,
    )
    for code in stores:
        uid = f"Ou{code:0<9}"
        vlmis.execute(
            "insert into vlmis.org_unit"
            " (org_unit_uid, name, path, level, first_seen_at, changed_at)"
            " values (:uid, :code, :path, 1, now(), now()) on conflict do nothing",
            uid=uid,
            code=code,
            path=f"/{uid}",
        )
        vlmis.execute(
            "update vlmis.store set org_unit_uid = :uid where code = :code", uid=uid, code=code
        )
        vlmis.execute(
            "insert into vlmis.account_org_unit (account_id, org_unit_uid)"
            f" values ({account}, :uid)",
            name=username,
            uid=uid,
        )
        vlmis.execute(
            f"insert into vlmis.account_store (account_id, store_id) select {account}, store_id"
            " from vlmis.store where code = :code",
            name=username,
            code=code,
        )
    vlmis.execute(
        "insert into vlmis.notice_subscription (account_id, kinds, address, language, changed_at)"
        f" values ({account}, cast(:kinds as text[]), :address, :language, now())",
        name=username,
        kinds=[str(kind) for kind in kinds],
        address=f"{username}@example.org",
        language=language,
    )

"""The maintenance pages and their forms are for administrators."""

import pytest

from tests.web.maintenance.conftest import Desk
from tests.web.site import person
from vlmis_core.accounts.roles import Role


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("/products", "/products"),
        ("/stores", "/stores/close"),
        ("/stock-limits", "/stock-limits/level"),
        ("/users", "/users/new"),
        ("/settings", "/settings/org-units"),
    ],
)
def test_only_an_administrator_maintains_master_data(desk: Desk, page: str, form: str) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        assert desk.get(page, person(role)).status_code == 403
        assert desk.post(form, person(role)).status_code == 403

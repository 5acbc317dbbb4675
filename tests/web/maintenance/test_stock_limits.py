"""The page of stock limits: set and remove those of levels and stores; errors beside the fields."""

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from tests.support.country import Country
from tests.web.site import Site, person
from vlmis_airflow.web.csrf import make_token

PAGE = "/vlmis/maintenance/stock-limits"


class LimitsPage:
    """The page as an administrator uses it."""

    def __init__(self, site: Site) -> None:
        self.browser: TestClient = site.as_person(person())
        self.token = {"csrf_token": make_token(person())}

    def get(self, **asked: str) -> str:
        answer = self.browser.get(PAGE, params=asked)
        assert answer.status_code == 200
        return unescape(answer.text)

    def save(self, form: str, **fields: str) -> str:
        """Send a form that is taken; the page that follows."""
        answer = self.browser.post(f"{PAGE}/{form}", data=self.token | fields)
        assert answer.status_code == 303, answer.text
        return unescape(self.browser.get(answer.headers["location"]).text)

    def errors(self, form: str, **fields: str) -> dict[str, str]:
        """Send a form that is refused; the message beside each field, by the id of the message."""
        answer = self.browser.post(f"{PAGE}/{form}", data=self.token | fields)
        assert answer.status_code == 422
        assert "Nothing was saved." in answer.text
        for name, value in fields.items():
            assert f'value="{value}"' in answer.text, name
        found = re.findall(r'<span class="error" id="([^"]+)">([^<]+)</span>', answer.text)
        for name, _ in found:
            assert f'aria-invalid="true" aria-describedby="{name}"' in answer.text
        return {name: unescape(text) for name, text in found}


@pytest.fixture
def page(site: Site, country: Country) -> LimitsPage:
    return LimitsPage(site)


def test_limits_of_a_level_are_set_changed_and_removed(page: LimitsPage) -> None:
    shown = page.save("level", level="3", product="BCG", minimum="1", maximum="2.5")
    assert "The limits are saved." in shown
    assert '<td class="number">2.5</td>' in shown
    filled = page.get(level="3", product="BCG")
    assert (
        'name="maximum" required inputmode="decimal" autocomplete="off" maxlength="12" value="2.5"'
        in filled
    )
    assert '<option value="3" selected>' in filled
    assert '<td class="number">3</td>' in page.save(
        "level", level="3", product="BCG", minimum="1", maximum="3"
    )
    assert "Remove these limits" in page.get(level="3", product="BCG")
    assert "The limits are removed." in page.save("level/remove", level="3", product="BCG")
    assert "Nothing to show." in page.get()


def test_limits_of_a_store_are_set_and_removed_under_the_name_of_the_person(
    site: Site, page: LimitsPage
) -> None:
    assert "The limits are saved." in page.save(
        "store", store="S", product="BCG", minimum="10", maximum="40"
    )
    assert 'value="40"' in page.get(store="S", product="BCG")
    page.save("store/remove", store="S", product="BCG")
    kept = site.vlmis.rows(
        "select changed_by, entity, entity_key from vlmis.master_data_change"
        " where entity like '%stock_limit'"
    )
    assert kept == [("ama", "pair_stock_limit", "S/BCG")] * 2


def test_what_is_wrong_is_beside_its_field_and_what_was_typed_stays(page: LimitsPage) -> None:
    assert page.errors("level", level="3", product="BCG", minimum="3", maximum="2") == {
        "bad-level-minimum": "The minimum is above the maximum."
    }
    assert page.errors("store", store="nowhere", product="BCG", minimum="x", maximum="40") == {
        "bad-store-store": "There is no store with the code nowhere.",
        "bad-store-minimum": "This is not a whole number. "
        "Write at most nine digits, without a decimal separator.",
    }
    assert page.errors("level", minimum="1", maximum="200") == {
        "bad-level-level": "This field is required.",
        "bad-level-product": "This field is required.",
    }


def test_what_is_removed_already_is_said(page: LimitsPage) -> None:
    for form, place in (("level/remove", {"level": "3"}), ("store/remove", {"store": "S"})):
        answer = page.browser.post(f"{PAGE}/{form}", data=page.token | place | {"product": "BCG"})
        assert answer.status_code == 404
        assert "has no limits" in answer.text


def test_the_page_is_french_for_french_readers(page: LimitsPage) -> None:
    french = page.get(lang="fr")
    assert "Fixer les limites d’un niveau" in french

"""The page on what dashboards in DHIS2 show: the newest weekly comparison."""

import re

from tests.support.postgres import TestDatabase
from tests.web.site import Site, person

PAGE = "/vlmis/dhis2/dashboards"


def compared(vlmis: TestDatabase, differing: int) -> None:
    vlmis.execute(
        "insert into vlmis.analytics_check (first_day, last_day, compared, differing)"
        " values ('2026-03-02', '2026-03-08', 12238, :differing)",
        differing=differing,
    )


def test_before_the_first_comparison_the_page_says_so(site: Site) -> None:
    assert "Nothing was compared yet" in site.as_person(person()).get(PAGE).text


def test_a_comparison_without_difference_is_good(site: Site, vlmis: TestDatabase) -> None:
    compared(vlmis, 0)
    page = site.as_person(person()).get(PAGE).text
    assert "stock days 2026-03-02 to 2026-03-08, 12,238 values" in page
    assert "DHIS2 shows all of them as posted." in page
    assert "<table" not in page


def test_a_difference_shows_both_numbers_and_the_likely_reason_with_what_to_do(
    site: Site, vlmis: TestDatabase
) -> None:
    compared(vlmis, 0)
    compared(vlmis, 3)
    vlmis.execute(
        "insert into vlmis.analytics_difference"
        " select check_id, line, 'BCG', 'CLOSING', 'uidOfRegion', 2, '202603', 17184, shown, reason"
        " from (select max(check_id) as check_id from vlmis.analytics_check) as newest,"
        " (values (1, 18402.0, 'analytics_zeros_are_hidden'),"
        " (2, null, 'analytics_never_generated')) as line (line, shown, reason)"
    )
    page = site.as_person(person()).get(PAGE).text
    assert "3 are shown otherwise than posted." in page
    assert "Only the first 2 were kept." in page
    assert "vlmis dhis2 setup --apply --include-zeros" in page
    first, second = re.findall(r"<tr><th scope=\"row\">BCG.*?</tr>", page)
    assert re.search(r"Stock on hand.*202603.*17,184.*18,402.*Analytics leave zeros out", first)
    assert re.search(r"17,184.*nothing.*never generated", second)
    french = site.as_person(person()).get(f"{PAGE}?lang=fr").text
    assert "Cause probable" in french
    assert "Stock disponible" in french

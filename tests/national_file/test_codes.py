"""The codes of the national file's stores."""

import csv
from pathlib import Path

from vlmis_core.national_file.codes import CODE_LENGTH_MAX, central_code, district_code, region_code

NATIONAL_FILE = Path(__file__).parents[2] / "data" / "cote_divoire_lmis_2016_2017.csv"


def test_every_store_of_the_national_file_has_its_own_code():
    with NATIONAL_FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    districts = {(row["region"], row["district"]) for row in rows}
    codes = [
        central_code(),
        *(region_code(region) for region in {row["region"] for row in rows}),
        *(district_code(region, district) for region, district in districts),
        *{row["site_code"] for row in rows},
    ]

    assert len(codes) == len(set(codes)) == 1 + 20 + 80 + 146
    assert max(map(len, codes)) <= CODE_LENGTH_MAX


def test_a_code_is_upper_case_ascii_with_hyphens():
    assert region_code("N'ZI-IFOU-MORONOU") == "R-N-ZI-IFOU-MORONOU"
    assert region_code("LÔH Djiboua") == "R-LOH-DJIBOUA"


def test_districts_of_one_name_in_two_regions_have_two_codes():
    assert district_code("GOH", "GAGNOA") == "D-GOH-GAGNOA"
    assert district_code("GBEKE", "GAGNOA") != district_code("GOH", "GAGNOA")


def test_a_long_district_code_is_cut_in_the_region():
    code = district_code("R" * 40, "DABOU-ET-SES-ENVIRONS")

    assert len(code) == CODE_LENGTH_MAX
    assert code.endswith("-DABOU-ET-SES-ENVIRONS")

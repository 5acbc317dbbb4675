"""The code of every store of the national monthly file: one rule, for all who build the country.

The file names regions and districts but gives codes to sites only. Whoever builds stores or org
units from it takes the missing codes from here, so that both sides match by code.
"""

import re
import unicodedata
from functools import cache

CODE_LENGTH_MAX = 50  # DHIS2 keeps no longer code.


def central_code() -> str:
    """Return the code of the central store: the country's ISO 3166 code."""
    return "CI"


def region_code(region: str) -> str:
    """Return the code of a region's store, such as ``R-N-ZI-IFOU-MORONOU``.

    Args:
        region: The region's name as the file spells it.
    """
    return f"R-{_readable(region)}"


def district_code(region: str, district: str) -> str:
    """Return the code of a district's store, such as ``D-GOH-GAGNOA``.

    The region is part of it, because two regions may each have a district of one name. Of a
    code that would be longer than DHIS2 allows, the region's part loses its end.

    Args:
        region: The region's name as the file spells it.
        district: The district's name as the file spells it.
    """
    district_part = _readable(district)
    room = CODE_LENGTH_MAX - len(f"D--{district_part}")
    return f"D-{_readable(region)[: max(room, 0)].rstrip('-')}-{district_part}"


@cache
def supplier_codes(region: str, district: str) -> tuple[str, str]:
    """Return the codes of the stores of a region and of a district; names may be spelt variously.

    Args:
        region: The region's name as the file spells it.
        district: The district's name as the file spells it.
    """
    return region_code(region), district_code(region, district)


def _readable(name: str) -> str:
    """Write a name in upper-case ASCII letters and digits; any other run becomes one hyphen."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Z0-9]+", "-", plain.upper()).strip("-")

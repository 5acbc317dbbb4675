"""Find data elements of the data set by words of their name or code."""

import re
import unicodedata

from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.metadata import NamedElement, read_data_set, read_element_names

_MARKS = re.compile("[\u0300-\u036f]")


def find_data_elements(
    dhis2: Dhis2Client, data_set: str, words: str, *, line_count: int
) -> list[NamedElement]:
    """Find at most ``line_count`` data elements of the data set that have every word, by name.

    Case and accents do not matter. Other data elements of DHIS2 take no data values from here.

    Raises:
        Dhis2UnavailableError: no answer.
        Dhis2AccessError: DHIS2 refused the service user.
        Dhis2AnswerError: DHIS2 does not show the data set.
    """
    wanted = _plain(words).split()
    elements = read_element_names(dhis2, read_data_set(dhis2, data_set).combo_by_element)
    return [
        element
        for element in elements
        if all(word in _plain(f"{element.uid} {element.code} {element.name}") for word in wanted)
    ][:line_count]


def _plain(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFD", text.lower())).replace("œ", "oe")

"""Look up in DHIS2 which data element an HMIS Code is, and what keeps data values out of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vlmis_core.database import Database
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.identifiers import is_uid
from vlmis_core.dhis2.metadata import DataElement, read_data_elements, read_data_set, read_server
from vlmis_core.errors import PermanentError
from vlmis_core.messages import Message, message
from vlmis_core.products.select_products import select_products

_UNKNOWN = "hmis_code_is_not_in_dhis2"
_NUMBERS = ("INTEGER", "NUMBER")


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """What DHIS2 has under an HMIS Code; ``element`` None: nothing that the service user sees.

    ``obstacles`` are the holds that records of the product would have.
    """

    hmis_code: str
    element: DataElement | None
    data_set_name: str
    is_in_data_set: bool
    obstacles: tuple[Message, ...]

    @property
    def is_shared(self) -> bool:
        """Tell whether another product in use has the code."""
        return any(obstacle.code == "hmis_code_is_shared" for obstacle in self.obstacles)


def check_hmis_code(
    database: Database,
    dhis2: Dhis2Client,
    product_code: str,
    hmis_code: str,
    *,
    data_set: str,
    category_codes: Sequence[str],
) -> CheckedCode:
    """Look the code up in DHIS2 as the service user; changes nothing here or there.

    Raises:
        PermanentError: it does not have the form of a uid.
        Dhis2UnavailableError: no answer.
        Dhis2AccessError: DHIS2 refused the service user.
        Dhis2AnswerError: DHIS2 does not show the data set.
    """
    if not is_uid(hmis_code):
        raise PermanentError(message("hmis_code_is_no_uid", hmis_code=hmis_code))
    has_new_importer = read_server(dhis2).has_new_importer
    found_set = read_data_set(dhis2, data_set)
    element = next(iter(read_data_elements(dhis2, [hmis_code], found_set, category_codes)), None)
    is_in_data_set = hmis_code in found_set.combo_by_element
    obstacles = [
        message("hmis_code_is_shared", product=product.code, hmis_code=hmis_code)
        for product in select_products(database)
        if product.hmis_code == hmis_code
        and product.code != product_code
        and product.retired_on is None
    ]
    if element is None:
        obstacles.append(message(_UNKNOWN, product=product_code, hmis_code=hmis_code))
    else:
        obstacles += _obstacles_of(
            element, product_code, is_in_data_set=is_in_data_set, drops_zeros=not has_new_importer
        )
    return CheckedCode(hmis_code, element, found_set.name, is_in_data_set, tuple(obstacles))


def require_data_element(checked: CheckedCode) -> DataElement:
    """Return the data element behind the code.

    Raises:
        PermanentError: DHIS2 has none.
    """
    if checked.element is None:
        raise PermanentError(next(o for o in checked.obstacles if o.code == _UNKNOWN))
    return checked.element


def _obstacles_of(
    element: DataElement, product: str, *, is_in_data_set: bool, drops_zeros: bool
) -> Iterator[Message]:
    known = {"product": product, "data_element": element.name}
    if not is_in_data_set:
        yield message("data_element_is_not_in_data_set", **known)
    if element.value_type not in _NUMBERS or not element.is_aggregate:
        yield message("data_element_takes_no_integers", **known, value_type=element.value_type)
    if drops_zeros and not element.is_zero_significant:
        yield message("zeros_are_not_significant", **known)
    if element.combos.problems:
        yield message("categories_are_missing", **known, problems=element.combos.problems)

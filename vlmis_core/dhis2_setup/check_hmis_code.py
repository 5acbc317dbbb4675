"""Ask DHIS2 which data element an HMIS Code is, and what keeps figures out of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vlmis_core.database import Database
from vlmis_core.delivery.model.hold_reasons import PREFLIGHT_REASONS, HoldReason
from vlmis_core.dhis2.client import Dhis2Client
from vlmis_core.dhis2.identifiers import require_uid
from vlmis_core.dhis2.metadata import DataElement, read_data_elements, read_data_set, read_server
from vlmis_core.errors import PermanentError
from vlmis_core.products.select_products import select_products

_REASONS = {reason.code: reason for reason in PREFLIGHT_REASONS}
_UNKNOWN = "hmis_code_is_not_in_dhis2"
_NUMBERS = ("INTEGER", "NUMBER")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why figures would not arrive: the reason of the push, as a sentence, and who mends it."""

    reason_code: str
    sentence: str
    fix_by: str


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """What DHIS2 has under an HMIS Code; ``element`` None: nothing that we may see."""

    hmis_code: str
    element: DataElement | None
    data_set_name: str
    is_in_data_set: bool
    obstacles: tuple[Obstacle, ...]


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
        PermanentError: it is not of the form of a uid.
        Dhis2UnavailableError: no answer.
        Dhis2AccessError: DHIS2 refused the service user.
        Dhis2AnswerError: DHIS2 does not show the data set.
    """
    _require_form_of_store(hmis_code)
    has_new_importer = read_server(dhis2).has_new_importer
    found_set = read_data_set(dhis2, data_set)
    element = next(iter(read_data_elements(dhis2, [hmis_code], found_set, category_codes)), None)
    is_in_data_set = hmis_code in found_set.combo_by_element
    sharing = [
        product.code
        for product in select_products(database)
        if product.hmis_code == hmis_code
        and product.code != product_code
        and product.retired_on is None
    ]
    obstacles = [_obstacle("hmis_code_is_shared", f"{hmis_code} ({code})") for code in sharing]
    if element is None:
        obstacles.append(_obstacle(_UNKNOWN, hmis_code))
    else:
        obstacles += _obstacles_of(
            element, is_in_data_set=is_in_data_set, drops_zeros=not has_new_importer
        )
    return CheckedCode(hmis_code, element, found_set.name, is_in_data_set, tuple(obstacles))


def demand_data_element(checked: CheckedCode) -> DataElement:
    """The data element behind the code.

    Raises:
        PermanentError: DHIS2 has none; nothing was changed.
    """
    if checked.element is None:
        sentence = next(o.sentence for o in checked.obstacles if o.reason_code == _UNKNOWN)
        raise PermanentError(f"{sentence} Nothing was changed.")
    return checked.element


def _require_form_of_store(hmis_code: str) -> None:
    try:
        require_uid(hmis_code)
    except ValueError as error:
        raise PermanentError(
            f"{hmis_code!r} is not a DHIS2 uid: a letter and ten letters or digits."
        ) from error


def _obstacles_of(
    element: DataElement, *, is_in_data_set: bool, drops_zeros: bool
) -> Iterator[Obstacle]:
    if not is_in_data_set:
        yield _obstacle("data_element_is_not_in_data_set", element.name)
    if element.value_type not in _NUMBERS or not element.is_aggregate:
        found = f"{element.name} of type {element.value_type}"
        yield _obstacle("data_element_takes_no_integers", found)
    if drops_zeros and not element.is_zero_significant:
        yield _obstacle("zeros_are_not_significant", element.name)
    if element.combos.problem:
        yield _obstacle("categories_are_missing", f"{element.name}: {element.combos.problem}")


def _obstacle(code: str, found: str) -> Obstacle:
    reason: HoldReason = _REASONS[code]
    return Obstacle(code, reason.sentence.format(found), reason.fix_by)

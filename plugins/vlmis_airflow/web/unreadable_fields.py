"""Fields that a type refused, as faults with our codes: what FastAPI found wrong with a request."""

import json
import re
from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError

from vlmis_airflow.web.api.limits import MOST_ERRORS
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.messages import Message, message

_LONGEST_NAME = _LONGEST_VALUE = 80

_CODES = {
    "missing": "field_is_missing",
    "extra_forbidden": "field_is_unknown",
    "json_invalid": "not_json",
    "date_parsing": "not_a_date",
    "date_type": "not_a_date",
    "date_from_datetime_parsing": "not_a_date",
    "date_from_datetime_inexact": "not_a_date",
    "int_parsing": "not_a_whole_number",
    "int_parsing_size": "not_a_whole_number",
    "int_type": "not_a_whole_number",
    "int_from_float": "not_a_whole_number",
    "bool_parsing": "not_true_or_false",
    "bool_type": "not_true_or_false",
    "string_type": "not_a_text",
    "string_unicode": "text_has_forbidden_characters",
    "string_pattern_mismatch": "text_has_forbidden_characters",
    "list_type": "not_a_list",
    "dict_type": "not_an_object",
    "model_type": "not_an_object",
    "model_attributes_type": "not_an_object",
}
"""Kind of error of pydantic → our code."""


def faults_of(error: RequestValidationError) -> BadInputError:
    """Name the fields that cannot be read, each with a code; of very many the first ones."""
    found = error.errors()[:MOST_ERRORS]
    return BadInputError(message("api_request"), [_fault(wrong) for wrong in found])


def _fault(found: Mapping[str, Any]) -> Fault:
    """Describe one field; ``loc`` is ``body, lines, 0, quantity``, for instance."""
    place = list(found["loc"][1:])
    line = 0
    if len(place) > 1 and place[0] == "lines" and isinstance(place[1], int):
        line, place = place[1] + 1, place[2:]
    name = ".".join(map(str, place))[:_LONGEST_NAME] or "(body)"
    return Fault(line, encodable(name), _shown(found.get("input")), _message(found))


def _message(found: Mapping[str, Any]) -> Message:
    """Say what pydantic found; the values are those of its context."""
    context = found.get("ctx", {})
    match found["type"]:
        case "greater_than_equal":
            return message("number_is_too_small", limit=int(context["ge"]))
        case "less_than_equal":
            return message("number_is_too_large", limit=int(context["le"]))
        case "string_too_long":
            return message("text_is_too_long", count=context["max_length"])
        case "string_too_short":
            return message("text_is_too_short", count=context["min_length"])
        case "too_short":
            return message("list_is_too_short", count=context["min_length"])
        case "literal_error" | "enum":
            # pydantic joins the choices to one text, each in quotation marks.
            choices = re.findall(r"'([^']*)'", context["expected"])
            return message("not_one_of_the_choices", choices=choices)
        case "day_is_out_of_range":
            return message("day_is_out_of_range", **context)
    return message(_CODES.get(found["type"], "field_cannot_be_read"))


def _shown(value: object) -> str:
    """Write a value as it was sent; nothing for a field that was not sent."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return encodable(text[:_LONGEST_VALUE])


def encodable(text: str) -> str:
    """Replace half of a surrogate pair, which JSON may carry and no answer can be written with."""
    return text.encode("utf-8", "replace").decode()

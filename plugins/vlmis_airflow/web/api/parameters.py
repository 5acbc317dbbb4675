"""Parameters of an address: those that a route does not have are refused, never ignored."""

from difflib import get_close_matches
from itertools import islice

from fastapi import Request
from fastapi.dependencies.utils import get_flat_dependant

from vlmis_airflow.web.access import SignedIn
from vlmis_airflow.web.unreadable_fields import encodable
from vlmis_core.errors import BadInputError, Fault
from vlmis_core.messages import Message, message

_MOST_NAMED = 20
"""Finding the nearest parameter takes far longer than sending a wrong one."""


def refuse_unknown_parameters(request: Request, person: SignedIn) -> None:
    """Refuse parameters that the route does not have; a dependency of every route of the API.

    Raises:
        BadInputError: names each of them, with the nearest parameter of the route; of very many
            the first ones.
    """
    fields = get_flat_dependant(request.scope["route"].dependant).query_params
    # A range was once spelled as it is inside the program: that name leads to today's, too.
    known = {field.name: field.alias for field in fields} | {
        field.alias: field.alias for field in fields
    }
    aliases = set(known.values())
    unknown = (each for each in request.query_params.multi_items() if each[0] not in aliases)
    faults = [
        Fault(0, encodable(name[:80]), encodable(value[:80]), _unknown(name[:80], known))
        for name, value in islice(unknown, _MOST_NAMED)
    ]
    if faults:
        raise BadInputError(message("api_request"), faults)


def _unknown(name: str, known: dict[str, str]) -> Message:
    nearest = get_close_matches(name, known, n=1, cutoff=0)
    if not nearest:
        return message("address_takes_no_parameters")
    return message("parameter_is_unknown", nearest=known[nearest[0]])

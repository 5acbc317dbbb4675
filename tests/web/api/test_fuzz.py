"""Whatever a program sends: no error of the server, and no answer that the document does not name.

Requests are made from the OpenAPI document, valid ones and broken ones, at a real database.
"""

from typing import Any, cast

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.openapi import from_asgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.api.conftest import As, Program

QUICK, DEEP = 8, 200
TOKEN = {"Authorization": "Bearer x"}
STORES, PRODUCTS = ("C", "R", "S", "T"), ("BCG", "OPV")
DAYS = ("2026-03-01", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06")
REAL: dict[str, tuple[Any, ...]] = {
    "store": STORES,
    "store_code": STORES,
    "child_store_code": STORES,
    "counterpart_store_code": (*STORES, None),
    "product": PRODUCTS,
    "product_code": PRODUCTS,
    "day": DAYS,
    "from": DAYS,
    "to": DAYS,
    "occurred_on": DAYS,
    "quantity": (1, 2, 3, 100_000_000),
    "received": (0, 1, 2, 4),
    "reason": ("broken", "count", None),
    "lot": ("A1", None),
    "expires_on": ("2027-01-31", None),
    "movement_id": tuple(range(1, 30)),
    "return_id": (1, 2, 3),
}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def fuzz(program: Program, *, examples: int) -> dict[str, int]:
    """Send ``examples`` requests of each kind to every operation; the answers by status."""
    app = cast(FastAPI, program.browser.app)
    schema = from_asgi("/vlmis/api/v1/openapi.json", app, headers=TOKEN)
    answered: dict[str, int] = {}
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _fuzz_operation(operation, mode, answered, examples)
    return answered


def name_real_things(parts: list[Any], data: st.DataObject) -> None:
    """Let most fields name what exists: a code by chance never does, and is refused at once."""
    for part in parts:
        if isinstance(part, list):
            name_real_things(part, data)
        elif isinstance(part, dict):
            name_real_things([part.get("lines")], data)
            for field in part.keys() & REAL.keys():
                if data.draw(st.integers(0, 3)):
                    part[field] = data.draw(st.sampled_from(REAL[field]))


def _fuzz_operation(
    operation: Any,
    mode: GenerationMode,
    answered: dict[str, int],
    examples: int,
) -> None:
    @settings(
        max_examples=examples,
        database=None,
        derandomize=examples == QUICK,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def send(case: Any, data: st.DataObject) -> None:
        if mode is GenerationMode.POSITIVE:
            name_real_things([case.query, case.path_parameters, case.body], data)
        answer = case.call(headers=TOKEN)
        case.validate_response(answer, checks=CHECKS)
        answered[str(answer.status_code)] = answered.get(str(answer.status_code), 0) + 1

    send()


@pytest.mark.no_cover  # Thousands of requests for the lines of a few: measuring costs too much.
def test_no_request_breaks_the_server_or_the_document(as_person: As) -> None:
    answered = fuzz(as_person(), examples=QUICK)
    assert {"200", "201", "422"} <= set(answered), answered


@pytest.mark.deep
def test_no_request_of_many_breaks_the_server_or_the_document(as_person: As) -> None:
    answered = fuzz(as_person(), examples=DEEP)
    assert {"200", "404", "422"} <= set(answered), answered

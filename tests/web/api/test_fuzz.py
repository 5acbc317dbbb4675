"""Whatever a program sends: no error of the server, and no answer that the document does not name.

Requests are made from the OpenAPI document, valid ones and broken ones, at a real database.
"""

from typing import Any, cast

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.openapi import from_asgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.api.conftest import As, Program

QUICK, DEEP = 12, 1_000
TOKEN = {"Authorization": "Bearer x"}
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
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _fuzz_operation(operation, mode, answered, examples)
    return answered


def _fuzz_operation(
    operation: Any,
    mode: GenerationMode,
    answered: dict[str, int],
    examples: int,
) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=examples == QUICK,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        answer = case.call(headers=TOKEN)
        case.validate_response(answer, checks=CHECKS)
        answered[str(answer.status_code)] = answered.get(str(answer.status_code), 0) + 1

    send()


def test_no_request_breaks_the_server_or_the_document(as_person: As) -> None:
    answered = fuzz(as_person(), examples=QUICK)
    assert {"200", "422"} <= set(answered), answered


@pytest.mark.deep
def test_no_request_of_many_breaks_the_server_or_the_document(as_person: As) -> None:
    answered = fuzz(as_person(), examples=DEEP)
    assert {"200", "404", "422"} <= set(answered), answered

"""The order of the steps of a push is stated once, and ``run_push`` keeps it."""

import ast
import inspect

from vlmis_core.delivery.push import PUSH_STEPS, run_push


def test_the_command_runs_the_steps_in_their_order() -> None:
    tree = ast.parse(inspect.getsource(run_push))
    calls = [
        (node.lineno, node.func.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    assert [name for _, name in sorted(calls) if name in PUSH_STEPS] == list(PUSH_STEPS)


def test_no_step_comes_before_one_that_it_follows() -> None:
    order = list(PUSH_STEPS)
    for step, follows in PUSH_STEPS.items():
        assert all(order.index(earlier) < order.index(step) for earlier in follows)

"""Ports of deployments on one machine."""

import socket
from pathlib import Path

from sandbox.stack.home import StackHome


def test_two_stacks_that_start_at_once_get_ports_of_their_own(tmp_path: Path) -> None:
    first, second = StackHome(tmp_path / "first"), StackHome(tmp_path / "second")
    first.claim_ports()
    second.claim_ports()  # Neither listens yet.
    assert set(first.ports().values()).isdisjoint(second.ports().values())


def test_remembered_ports_that_another_stack_claims_are_chosen_anew(tmp_path: Path) -> None:
    first, second = StackHome(tmp_path / "first"), StackHome(tmp_path / "second")
    assert first.ports() == second.ports()
    first.claim_ports()
    second.claim_ports()
    assert set(first.ports().values()).isdisjoint(second.ports().values())


def test_a_stack_starts_again_on_the_ports_that_it_had(tmp_path: Path) -> None:
    home = StackHome(tmp_path)
    home.claim_ports()
    had = home.ports()
    home.claim_ports()
    assert home.ports() == had


def test_a_port_on_which_somebody_listens_is_not_taken(tmp_path: Path) -> None:
    home = StackHome(tmp_path)
    had = home.ports()
    with socket.create_server(("127.0.0.1", had["airflow"])):
        home.claim_ports()
    assert home.ports()["airflow"] != had["airflow"]

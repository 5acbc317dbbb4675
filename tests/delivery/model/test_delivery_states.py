"""The list of transitions, word for word, without a database."""

from vlmis_core.delivery.model.delivery_states import DeliveryState, after_refusal, may_follow

ALLOWED = {
    ("pending", "posted"), ("pending", "refused"), ("refused", "posted"), ("refused", "refused"),
    ("refused", "exhausted"), ("posted", "pending"), ("exhausted", "pending"),
}  # fmt: skip


def test_these_transitions_and_no_others() -> None:
    states = [DeliveryState(name) for name in ("pending", "refused", "posted", "exhausted", "held")]
    assert states == list(DeliveryState)
    found = {(str(a), str(b)) for a in states for b in states if may_follow(a, b)}
    assert found == ALLOWED
    assert all(may_follow(a, b) in (True, False) for a in states for b in states)


def test_four_refusals_leave_a_chance_and_the_fifth_exhausts() -> None:
    found = [after_refusal(attempts) for attempts in range(5)]
    assert [count for _, count in found] == [1, 2, 3, 4, 5]
    assert [str(state) for state, _ in found] == ["refused"] * 4 + ["exhausted"]

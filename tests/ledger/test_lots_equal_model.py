"""The lots of the database equal a short model in plain Python, on random ledgers."""

from datetime import date, timedelta

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.support.country import Country
from tests.support.lot_model import UNASSIGNED, LotLedger, TooLittleError
from tests.support.postgres import TestDatabase, TestServer
from vlmis_core.errors import BadInputError
from vlmis_core.ledger.movements import ReturnDeclaration
from vlmis_core.ledger.receipts import ReceiptLine, confirm_receipts
from vlmis_core.ledger.returns import acknowledge_return, declare_return

FIRST = date(2026, 3, 1)
LAST = FIRST + timedelta(days=6)
SUPPLIER = {"R": "C", "S": "R", "T": "R"}
REFUSALS = {"not_enough_stock", "not_enough_of_lot", "missing_quantity_was_given_out"}
EXPIRES = {"A": date(2027, 1, 31), "B": date(2026, 12, 31)}

child = st.sampled_from(sorted(SUPPLIER))
store = st.sampled_from("CRST")
lot = st.sampled_from(["A", "A", "B", UNASSIGNED])
offset = st.integers(0, 4)
quantity = st.integers(1, 8)
seen = st.dictionaries(st.sampled_from([*EXPIRES, UNASSIGNED]), st.integers(0, 12), max_size=3)
step = st.one_of(
    st.tuples(st.just("arrival"), st.just("C"), st.sampled_from("AAB"), st.integers(5, 40), offset),
    st.tuples(st.just("distribution_out"), child, lot, quantity, offset),
    st.tuples(st.just("distribution_out"), child, lot, quantity, offset),
    st.tuples(st.just("receive"), child, lot, quantity, offset),
    st.tuples(st.just("return"), child, lot, quantity, offset),
    st.tuples(st.just("dispensing"), store, lot, quantity, offset),
    st.tuples(st.just("wastage"), store, lot, quantity, offset),
    st.tuples(st.just("count"), store, seen, quantity, offset),
    st.tuples(st.just("reverse"), store, lot, quantity, offset),
    st.tuples(st.just("freeze"), store, lot, quantity, offset),
)


def stocked(tracked: int) -> list[tuple[str, str, object, int, int]]:
    """Stock from before tracking, if there is such a day, and two lots from the day on."""
    return [
        (act, at, what, amount, after)
        for what, after in ((UNASSIGNED, 0), ("A", tracked), ("B", tracked))
        if what != UNASSIGNED or tracked
        for act, at, amount in (
            ("arrival", "C", 60),
            ("distribution_out", "R", 40),
            ("distribution_out", "S", 20),
            ("distribution_out", "T", 5),
        )
    ]


class Both:
    """The same steps, taken by the services and by the model; both refuse the same."""

    def __init__(self, vlmis: TestDatabase, tracked_from: date) -> None:
        self.vlmis, self.country = vlmis, Country(vlmis)
        self.country.track(since=tracked_from.isoformat())
        self.model = LotLedger(FIRST, tracked_from)
        self.lots = {UNASSIGNED}
        self.acts: dict[str, str] = {}
        """What can be reversed: the act of the model, and the key of one of its movements."""
        self.to_confirm: list[tuple[str, date, int]] = []

    def freeze(self) -> None:
        """Freeze the first open day; compare it."""
        day = self.model.first_open
        self.country.freeze(day.isoformat())
        self.model.freeze()
        expected = self.model.balances(day)
        if day >= self.model.tracked_from:
            assert self._lot_closings(day) == expected
        closings: dict[str, int] = {}
        for (at, _), balance in expected.items():
            closings[at] = closings.get(at, 0) + balance
        assert closings == {at: self.country.closing(str(day), at) or 0 for at in closings}

    def take(self, number: int, act: str, at: str, what: object, amount: int, after: int) -> None:
        """Take a step in the model; the services must take it, or refuse it, too."""
        day, name = FIRST + timedelta(days=after), f"m{number}"
        if act == "freeze":
            if self.model.first_open < LAST:
                self.freeze()
            return
        try:
            taken = self._model(name, act, at, what, amount, day)
        except TooLittleError:
            event(f"{act} refused")
            taken = None
        if taken == "":
            return
        refused = self._refusals(name, act, at, what, amount, day)
        assert refused <= REFUSALS
        assert bool(refused) == (taken is None)
        if taken is not None:
            event(f"{act} taken")
            self._note(name, act, taken, amount, day)
        found = self.vlmis.rows("select store_code, lot, balance from analyst.lot_balance")
        assert {(at, lot): balance for at, lot, balance in found} == self.model.balances()

    def _model(self, name: str, act: str, at: str, what, amount: int, day: date) -> str:
        """Returns the key of a movement that it made; an empty text: the step cannot be taken."""
        match act:
            case "count":
                return self._count_in_model(name, at, what, amount, day)
            case "reverse":
                return self._reverse_in_model(amount)
            case "receive":
                return self._receive_in_model(amount)
            case _:
                return self._move_in_model(name, act, at, what, amount, day)

    def _count_in_model(self, name: str, at: str, seen, amount: int, day: date) -> str:
        if not self.lots >= seen.keys():
            return ""
        is_by_lot = day >= self.model.tracked_from
        if not self.model.count(name, at, seen if is_by_lot else {UNASSIGNED: amount}, day):
            return "none"
        lots = {each.lot for each in self.model.effects if each.act == name}
        return f"{name}#counted" + (f"#{min(lots)}" if is_by_lot else "")

    def _move_in_model(self, name: str, act: str, at: str, lot: str, amount: int, day: date) -> str:
        other, what = SUPPLIER.get(at, ""), lot if day >= self.model.tracked_from else None
        if act == "arrival":
            self.lots |= {lot} if what else set()
        elif what and what not in self.lots:
            return ""
        match act:
            case "arrival":
                legs = [(at, what, amount)]
            case "distribution_out":
                legs = [(other, what, -amount), (at, what, amount)]
            case "return":
                arrived = amount // 2
                legs = [(at, what, -arrived), (other, what, arrived)] if arrived else []
                legs += [(at, what, arrived - amount)]
            case _:
                legs = [(at, what, -amount)]
        self.model.post(name, *legs, on=day)
        return f"{name}#lost" if act == "return" else name

    def _reverse_in_model(self, choice: int) -> str:
        if not self.acts:
            return ""
        act = list(self.acts)[-(choice % len(self.acts)) - 1]
        self.chosen = self.acts[act], act
        self.model.reverse(act)
        return self.acts[act]

    def _receive_in_model(self, short: int) -> str:
        if not self.to_confirm:
            return ""
        act, day, sent = self.to_confirm[0]
        short = min(short, sent)
        self.model.lose(act, short, on=day)
        return act

    def _refusals(self, name: str, act: str, at: str, what, amount: int, day: date) -> set[str]:
        """The codes with which the services refuse the step; none: it is recorded."""
        try:
            self._services(name, act, at, what, amount, day)
        except BadInputError as refused:
            return {fault.message.code for fault in refused.faults}
        return set()

    def _services(self, name: str, act: str, at: str, what, amount: int, day: date) -> None:
        is_tracked = day >= self.model.tracked_from
        if act == "count" and is_tracked:
            lots = ", ".join(f"{lot} {number}" for lot, number in what.items())
            self.country.count_lots(str(day), at, lots, key=name, confirmed="yes")
        elif act == "count":
            self.country.count(str(day), at, amount, key=name, confirmed="yes")
        elif act == "reverse":
            self.country.reverse(self.chosen[0], key=f"undo-{name}")
        elif act == "receive":
            sent_as, sent_on, sent = self.to_confirm[0]
            transfer = self.vlmis.count(
                "select transfer_id from vlmis.movement where source_key = :key", key=sent_as
            )
            line = ReceiptLine(name, transfer, sent - min(amount, sent), sent_on)
            confirm_receipts(self.vlmis.recorder, [line], self.country.entry)
        elif act == "return":
            self._return(name, at, what if is_tracked else None, amount, day)
        else:
            words = [str(day), act, SUPPLIER.get(at, at) if act == "distribution_out" else at]
            words += [str(amount)]
            words += ["> " + at] if act == "distribution_out" else []
            words += ["reason=other"] if act == "wastage" else []
            words += [f"lot={what}"] if is_tracked else []
            words += [f"expires={EXPIRES[what]}"] if is_tracked and act == "arrival" else []
            self.country.record(" ".join([*words, "confirmed=yes", f"key={name}"]))

    def _return(self, name: str, at: str, what: str | None, amount: int, day: date) -> None:
        line = ReturnDeclaration(f"declared-{name}", at, "BCG", amount, day, what)
        return_id = declare_return(self.vlmis.recorder, line, self.country.entry)
        acknowledge_return(
            self.vlmis.recorder,
            return_id,
            source_key=name,
            received=amount // 2,
            occurred_on=day,
            entry=self.country.entry,
        )

    def _note(self, name: str, act: str, key: str, amount: int, day: date) -> None:
        """Remember what can be reversed or confirmed later."""
        if act == "reverse":
            del self.acts[self.chosen[1]]
            self.to_confirm = [sent for sent in self.to_confirm if sent[0] != self.chosen[1]]
        elif act == "receive":
            self.to_confirm.pop(0)
        elif key != "none":
            self.acts[name] = key
            if act == "distribution_out":
                self.to_confirm.append((name, day, amount))

    def _lot_closings(self, day: date) -> dict[tuple[str, str], int]:
        found = self.vlmis.rows(
            "select distinct on (s.code, l.lot) s.code, l.lot, l.closing from vlmis.lot_closing l"
            " join vlmis.store s using (store_id) where l.day <= :day"
            " order by s.code, l.lot, l.day desc",
            day=day,
        )
        return {(at, lot): closing for at, lot, closing in found if closing}


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(tracked=st.integers(0, 2), steps=st.lists(step, min_size=8, max_size=40))
def test_the_lots_are_those_of_the_model(
    postgres: TestServer, tracked: int, steps: list[tuple[str, str, object, int, int]]
) -> None:
    with postgres.fresh_database() as vlmis:
        both = Both(vlmis, FIRST + timedelta(days=tracked))
        for number, taken in enumerate([*stocked(tracked), *steps]):
            both.take(number, *taken)
        while both.model.first_open <= LAST:
            both.freeze()
        assert (
            vlmis.rows(
                "select v.* from vlmis.stock_day d cross join lateral vlmis.day_violations(d.day) v"
            )
            == []
        )

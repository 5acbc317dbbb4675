"""The values of a request as the reader of its answer needs them: found by what they name."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property

from vlmis_core.delivery.model.data_values import Record
from vlmis_core.delivery.model.payload import Target
from vlmis_core.dhis2.categories import VALUES_PER_RECORD
from vlmis_core.dhis2.identifiers import ValueKey

_UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")
_PERIOD = re.compile(r"\d{8}")
_INTEGER = re.compile(r"0|-?[1-9]\d*")


class SentValues:
    """The values of one request; their keys are worked out only when an answer names offenders."""

    def __init__(
        self,
        count: int,
        make_keys: Callable[[], Sequence[ValueKey]],
        doubtful: frozenset[int] = frozenset(),
    ) -> None:
        """Take ``count`` values.

        Args:
            count: How many values were sent.
            make_keys: Gives their keys in the order in which they were sent.
            doubtful: Values that a server may store otherwise than sent, so that an acceptance
                does not prove them.
        """
        self.count = count
        self.doubtful = doubtful
        self._make_keys = make_keys

    @cached_property
    def keys(self) -> Sequence[ValueKey]:
        """The key of each value."""
        return self._make_keys()

    def naming(
        self,
        *,
        data_elements: Collection[str] | None = None,
        org_units: Collection[str] | None = None,
        option_combos: Collection[str] | None = None,
    ) -> set[int]:
        """The indexes of the values whose key names one of each that is given."""
        wanted = (data_elements, org_units, option_combos)
        return {
            index
            for index, key in enumerate(self.keys)
            if all(part is None or mine in part for mine, part in zip(key, wanted, strict=True))
        }


def sent_records(records: Sequence[Record], targets: Mapping[int, Target]) -> SentValues:
    """The values of whole records, as ``PayloadBuilder`` writes them: nine a record."""

    def keys() -> list[ValueKey]:
        return [
            ValueKey(target.data_element_uid, record.org_unit_uid, combo)
            for record in records
            for target in (targets[record.target_id],)
            for combo in target.option_combo_uids
        ]

    return SentValues(len(records) * VALUES_PER_RECORD, keys)


def sent_values(body: object) -> SentValues | None:
    """The values of any request body (parsed JSON); None when it has no list of values.

    Doubtful are those that only a body of somebody else's making can hold: a key twice, no combo, a
    day or number in another writing, a deletion, a dry run asked for in the body.
    """
    if not isinstance(body, dict) or not isinstance(body.get("dataValues"), list):
        return None
    values = [value if isinstance(value, dict) else {} for value in body["dataValues"]]
    keys = [
        ValueKey(
            str(value.get("dataElement")),
            str(value.get("orgUnit", body.get("orgUnit"))),
            str(value.get("categoryOptionCombo")),
        )
        for value in values
    ]
    periods = [str(value.get("period", body.get("period"))) for value in values]
    times = Counter(zip(keys, periods, strict=True))
    doubtful = {
        index
        for index, (key, period, value) in enumerate(zip(keys, periods, values, strict=True))
        if times[key, period] > 1 or "dryRun" in body or not _is_canonical(key, period, value)
    }
    return SentValues(len(keys), lambda: keys, frozenset(doubtful))


def _is_canonical(key: Iterable[str], period: str, value: Mapping[str, object]) -> bool:
    number = value.get("value")
    return (
        all(_UID.fullmatch(part) for part in key)
        and _PERIOD.fullmatch(period) is not None
        and isinstance(number, str)
        and _INTEGER.fullmatch(number) is not None
        and not value.get("deleted")
    )

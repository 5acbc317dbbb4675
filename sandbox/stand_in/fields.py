"""The ``fields`` parameter: which properties of an object an answer shows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sandbox.stand_in import org_units, sharing
from sandbox.stand_in.accounts import Accounts, User
from sandbox.stand_in.metadata import Metadata
from sandbox.stand_in.schema import DEFAULT_COMBO, REFERENCES, MetaObject

LIST_FIELDS = "id,displayName"
ALL_FIELDS = "*"
_HIDDEN = {"password", "secret"}
_DAYS = {"openingDate", "closedDate", "closingDate"}


@dataclass
class Field:
    """One asked property: ``organisationUnits~pluck`` or ``parent[id,code]``."""

    name: str
    transformer: str | None = None
    below: list["Field"] = field(default_factory=list)


@lru_cache(maxsize=500)
def parse_fields(text: str) -> tuple[Field, ...]:
    """Read a ``fields`` parameter."""
    fields, rest = _parse(text)
    assert not rest, f"unbalanced brackets in fields: {text}"
    return tuple(fields)


def _parse(text: str) -> tuple[list[Field], str]:
    fields: list[Field] = []
    name = ""
    while text:
        letter, text = text[0], text[1:]
        if letter == "[":
            below, text = _parse(text)
            fields.append(Field(*_split(name), below))
            name = ""
        elif letter in ",]":
            fields += [Field(*_split(name))] if name else []
            name = ""
            if letter == "]":
                return fields, text
        else:
            name += letter
    fields += [Field(*_split(name))] if name else []
    return fields, text


def _split(name: str) -> tuple[str, str | None]:
    bare, _, transformer = name.strip().replace("::", "~").partition("~")
    return bare, transformer or None


class View:
    """The metadata as one user sees it: objects with their derived properties."""

    def __init__(
        self, metadata: Metadata, accounts: Accounts, user: User, *, are_periods_named: bool
    ) -> None:
        self._are_periods_named = are_periods_named
        self._metadata = metadata
        self._accounts = accounts
        self._user = user
        self._derived: dict[tuple[str, str], Callable[[MetaObject], Any]] = {
            ("organisationUnits", "path"): lambda o: org_units.path_of(metadata, o["id"]),
            ("organisationUnits", "level"): lambda o: org_units.path_of(metadata, o["id"]).count(
                "/"
            ),
            ("organisationUnits", "leaf"): lambda o: not org_units.children_of(metadata, o["id"]),
            ("organisationUnits", "children"): lambda o: org_units.children_of(metadata, o["id"]),
            ("organisationUnits", "ancestors"): self._ancestors,
            ("categoryCombos", "categoryOptionCombos"): lambda o: metadata.option_combos_of(
                o["id"]
            ),
            ("categoryCombos", "isDefault"): lambda o: o["id"] == DEFAULT_COMBO,
            ("dataElements", "categoryCombo"): lambda o: (
                o.get("categoryCombo") or {"id": DEFAULT_COMBO}
            ),
            ("dataElements", "dataSetElements"): self._links_of_element,
            ("dataSets", "categoryCombo"): lambda o: (
                o.get("categoryCombo") or {"id": DEFAULT_COMBO}
            ),
            ("dataSets", "dataInputPeriods"): lambda o: o.get("dataInputPeriods", []),
            ("users", "displayName"): lambda o: f"{o.get('firstName')} {o.get('surname')}",
            ("users", "name"): lambda o: f"{o.get('firstName')} {o.get('surname')}",
            ("users", "disabled"): lambda o: bool(o.get("disabled")),
            ("users", "userGroups"): self._groups_of_user,
            # Nobody is shown whether another user has a second factor.
            ("users", "twoFactorType"): lambda o: (
                o.get("twoFactorType") if o["username"] == self._user.username else None
            ),
        }

    def property_of(self, type_name: str | None, each: MetaObject, name: str) -> Any:
        """Return a property of an object, None if it has none."""
        if type_name and (derived := self._derived.get((type_name, name))):
            return derived(each)
        if name == "displayName":
            return each.get("name")
        if name == "access" and type_name:
            return sharing.access_of(self._user, each)
        value = each.get(name)
        if name in _DAYS and isinstance(value, str):
            return value if "T" in value else f"{value}T00:00:00.000"
        return value

    def project(self, type_name: str | None, each: MetaObject, fields: Iterable[Field]) -> Any:
        """Return an object with the asked properties; what is null or unknown is left out."""
        shown: MetaObject = {}
        for asked in self._expanded(type_name, each, fields):
            value = self._shown(asked, self.property_of(type_name, each, asked.name))
            if value is not None:
                shown[asked.name] = value
        return shown

    def resolved(self, name: str, reference: MetaObject) -> tuple[str | None, MetaObject]:
        """Return the type and the object that a reference under a property names."""
        type_name = REFERENCES.get(name)
        if type_name is None or "id" not in reference:
            return None, reference
        return type_name, self._metadata.find(type_name, reference["id"]) or reference

    def _shown(self, asked: Field, value: Any) -> Any:
        if isinstance(value, list):
            shown = [self._shown_one(asked, each) for each in value]
            if asked.transformer and asked.transformer.startswith("pluck"):
                return [each["id"] for each in value]
            return len(shown) if asked.transformer == "size" else shown
        return self._shown_one(asked, value)

    def _shown_one(self, asked: Field, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if asked.name == "sharing" and not asked.below:
            return value
        if asked.name == "period":  # Never cut down to the asked fields; 2.42 adds a name.
            return {"id": value["id"]} | ({"name": value["id"]} if self._are_periods_named else {})
        type_name, whole = self.resolved(asked.name, value)
        if asked.below:
            return self.project(type_name, whole, asked.below)
        if type_name:
            return {"id": whole["id"]}
        return self.project(None, value, [Field(name) for name in value])

    def _expanded(
        self, type_name: str | None, each: MetaObject, fields: Iterable[Field]
    ) -> Iterable[Field]:
        for asked in fields:
            if asked.name in {"*", ":all", ":owner"}:
                names = set(each) | {n for t, n in self._derived if t == type_name}
                names |= {"displayName"} if type_name else set()
                yield from (Field(name) for name in sorted(names - _HIDDEN))
            elif asked.name not in _HIDDEN:
                yield asked

    def _ancestors(self, unit: MetaObject) -> list[MetaObject]:
        above = org_units.path_of(self._metadata, unit["id"]).split("/")[1:-1]
        return [{"id": uid} for uid in above]

    def _groups_of_user(self, user: MetaObject) -> list[MetaObject]:
        known = self._accounts.user(user["username"])
        return [{"id": uid} for uid in sorted(known.groups)] if known else []

    def _links_of_element(self, element: MetaObject) -> list[MetaObject]:
        links: dict[str, list[MetaObject]] = self._metadata.fact("links", self._all_links)
        return links.get(element["id"], [])

    def _all_links(self) -> dict[str, list[MetaObject]]:
        links: dict[str, list[MetaObject]] = {}
        for data_set in self._metadata.of("dataSets").values():
            for link in data_set.get("dataSetElements", []):
                of_set = {**link, "dataSet": {"id": data_set["id"]}}
                links.setdefault(link["dataElement"]["id"], []).append(of_set)
        return links

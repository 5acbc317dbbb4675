"""The server's metadata: objects by type and identifier, and what follows from them."""

import itertools
import random
from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.stand_in.clock import ServerClock
from sandbox.stand_in.schema import CLASSES, DEFAULT_COMBO, MetaObject, default_metadata
from sandbox.stand_in.uids import new_uid


class Metadata:
    """Every metadata object of the server. Whoever changes one says so with ``touch``."""

    def __init__(self, clock: ServerClock, chance: random.Random) -> None:
        self._clock = clock
        self._chance = chance
        self._objects: dict[str, dict[str, MetaObject]] = {name: {} for name in CLASSES}
        self._facts: dict[str, Any] = {}
        self.revision = 0
        self.load(default_metadata())

    def of(self, type_name: str) -> dict[str, MetaObject]:
        """Return the objects of a type by identifier."""
        return self._objects[type_name]

    def find(self, type_name: str, uid: str | None) -> MetaObject | None:
        """Return an object, None if there is none."""
        return self._objects[type_name].get(uid) if uid is not None else None

    def by_code(self, type_name: str, code: str) -> MetaObject | None:
        """Return the object with a code, None if there is none."""
        return next((o for o in self.of(type_name).values() if o.get("code") == code), None)

    def load(self, payload: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        """Create or replace the objects of a metadata payload.

        Returns:
            Per type, how many were created and how many updated.
        """
        counts: dict[str, tuple[int, int]] = {}
        for type_name, objects in payload.items():
            if type_name not in CLASSES or not isinstance(objects, list):
                continue
            created = sum(self.save(type_name, dict(each)) for each in objects)
            counts[type_name] = (created, len(objects) - created)
        return counts

    def save(self, type_name: str, new: MetaObject) -> bool:
        """Create or replace one object; True if it is new. Its times are the server's."""
        uid = new.setdefault("id", new_uid(self._chance))
        old = self._objects[type_name].get(uid)
        now = self._clock.local_text()
        new["created"] = old["created"] if old else now
        new["lastUpdated"] = now
        if old and "password" in old:
            new.setdefault("password", old["password"])
        self._objects[type_name][uid] = new
        self._changed()
        return old is None

    def touch(self, changed: MetaObject) -> None:
        """Note that an object was changed in place, with a new lastUpdated."""
        changed["lastUpdated"] = self._clock.local_text()
        self._changed()

    def change_quietly(self) -> None:
        """Note a change that moves no lastUpdated (as assigning org units does not)."""
        self._changed()

    def remove(self, type_name: str, uid: str) -> None:
        """Delete an object."""
        del self._objects[type_name][uid]
        self._changed()

    def fact(self, name: str, work_out: Any) -> Any:
        """Return something derived from the metadata, worked out once per state of it."""
        if name not in self._facts:
            self._facts[name] = work_out()
        return self._facts[name]

    def option_combos_of(self, combo_uid: str) -> list[MetaObject]:
        """Return the option combos of a category combo."""
        by_combo = self.fact("option_combos", lambda: self._grouped_option_combos())
        found: list[MetaObject] = by_combo.get(combo_uid, [])
        return found

    def complete_option_combos(self, combo_uid: str | None = None) -> list[tuple[str, MetaObject]]:
        """Generate the missing option combos of one category combo, or of all, and rename them.

        Returns:
            What was done, as ("added" | "renamed", option combo).
        """
        combos = (
            [self.of("categoryCombos")[combo_uid]]
            if combo_uid
            else list(self.of("categoryCombos").values())
        )
        return list(itertools.chain.from_iterable(map(self._complete_combo, combos)))

    def _complete_combo(self, combo: MetaObject) -> Iterable[tuple[str, MetaObject]]:
        if combo["id"] == DEFAULT_COMBO:
            return []
        present = {
            frozenset(option["id"] for option in each["categoryOptions"]): each
            for each in self.option_combos_of(combo["id"])
        }
        done: list[tuple[str, MetaObject]] = []
        option_lists = [
            self.of("categories")[category["id"]]["categoryOptions"]
            for category in combo["categories"]
        ]
        for options in itertools.product(*option_lists):
            uids = [option["id"] for option in options]
            name = ", ".join(self.of("categoryOptions")[uid]["name"] for uid in uids)
            existing = present.get(frozenset(uids))
            if existing is None:
                fresh = {
                    "name": name,
                    "categoryCombo": {"id": combo["id"]},
                    "categoryOptions": [{"id": uid} for uid in uids],
                }
                self.save("categoryOptionCombos", fresh)
                done.append(("added", fresh))
            elif existing["name"] != name:
                existing["name"] = name
                self.touch(existing)
                done.append(("renamed", existing))
        return done

    def _grouped_option_combos(self) -> dict[str, list[MetaObject]]:
        grouped: dict[str, list[MetaObject]] = {}
        for each in self.of("categoryOptionCombos").values():
            grouped.setdefault(each["categoryCombo"]["id"], []).append(each)
        return grouped

    def _changed(self) -> None:
        self.revision += 1
        self._facts.clear()

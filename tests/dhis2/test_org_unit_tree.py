"""The tree of org units: made from the parents; what is faulty is set aside by name, alone."""

import random
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlmis_core.dhis2.org_unit_tree import NoRootError, OrgUnitTree, make_tree
from vlmis_core.messages import translator

Entry = dict[str, Any]


def uid(number: int) -> str:
    return f"U{number:010}"


def entry(number: int, parent: int | None = None, **more: Any) -> Entry:
    """What DHIS2 lists of an org unit; its path is always wrong, as nobody reads it."""
    listed: Entry = {"id": uid(number), "name": f"Unit {number}", "path": "/stale", "level": 9}
    if parent is not None:
        listed["parent"] = {"id": uid(parent)}
    return listed | more


def country() -> list[Entry]:
    """A root (0), two regions (1, 2), two sites in each (11, 12; 21, 22)."""
    return [entry(0), entry(1, 0), entry(2, 0), *(entry(n, n // 10) for n in (11, 12, 21, 22))]


def made(entries: list[Any], known_root: str | None = None) -> OrgUnitTree:
    return make_tree(entries, known_root=known_root)


def used(tree: OrgUnitTree) -> set[int]:
    return {int(unit.uid[1:]) for unit in tree.units}


def reasons(tree: OrgUnitTree) -> dict[str, str]:
    return {str(unit.name): unit.message.code for unit in tree.set_aside}


def changed(number: int, **properties: Any) -> list[Entry]:
    """The country with other properties of one org unit; None takes one away."""
    entries = country()
    for each in entries:
        if each["id"] == uid(number):
            each.update(properties)
            for gone in [key for key, value in properties.items() if value is None]:
                del each[gone]
    return entries


def test_paths_and_levels_come_from_the_parents() -> None:
    tree = made(country())
    assert tree.set_aside == ()
    places = {unit.uid: (unit.path, unit.level) for unit in tree.units}
    assert places[uid(0)] == (f"/{uid(0)}", 1)
    assert places[uid(12)] == (f"/{uid(0)}/{uid(1)}/{uid(12)}", 3)


def test_a_path_that_is_absent_is_no_fault() -> None:
    tree = made([{k: v for k, v in each.items() if k != "path"} for each in country()])
    assert (len(tree.units), tree.set_aside) == (7, ())


REGION_FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("org_unit_cannot_be_read", {"openingDate": "20211-03-01T00:00:00.000"}),
    ("org_unit_cannot_be_read", {"closedDate": "2021-02-30"}),
    ("org_unit_cannot_be_read", {"openingDate": 20210301}),
    ("org_unit_cannot_be_read", {"closedDate": ["2021-02-01"]}),
    ("org_unit_cannot_be_read", {"code": 17}),
    ("org_unit_cannot_be_read", {"code": "A\0B"}),
    ("org_unit_cannot_be_read", {"parent": {}}),
    ("org_unit_cannot_be_read", {"parent": uid(0)}),
    ("org_unit_parent_is_missing", {"parent": {"id": uid(77)}}),
    ("org_unit_is_a_second_root", {"parent": None}),
    ("org_unit_is_in_a_cycle", {"parent": {"id": uid(1)}}),
]


@pytest.mark.parametrize(("reason", "fault"), REGION_FAULTS, ids=lambda value: str(value)[:40])
def test_a_faulty_region_is_set_aside_with_its_sites_and_the_rest_goes_on(
    reason: str, fault: dict[str, Any]
) -> None:
    tree = made(changed(1, **fault), uid(0))
    assert used(tree) == {0, 2, 21, 22}
    below = "org_unit_is_below_set_aside"
    assert reasons(tree) == {"Unit 1": reason, "Unit 11": below, "Unit 12": below}
    for unit in tree.set_aside:
        assert translator("en").sentence(unit.message)


@pytest.mark.parametrize("name", [None, "", "  ", 5, "a\0b", "\ud800"])
def test_an_org_unit_without_a_readable_name_is_set_aside(name: Any) -> None:
    tree = made(changed(11, name=name))
    assert used(tree) == {0, 1, 2, 12, 21, 22}
    assert reasons(tree) == {"None": "org_unit_cannot_be_read"}


@pytest.mark.parametrize("wrong", [None, "", 7])
def test_an_org_unit_without_a_uid_leaves_its_children_without_a_parent(wrong: Any) -> None:
    tree = made(changed(1, id=wrong))
    missing = "org_unit_parent_is_missing"
    assert reasons(tree) == {
        "Unit 1": "org_unit_has_no_uid",
        "Unit 11": missing,
        "Unit 12": missing,
    }


def test_an_entry_that_is_no_org_unit_is_set_aside() -> None:
    tree = made([*country(), None, "text", 5])
    assert (len(tree.units), len(tree.set_aside)) == (7, 3)


def test_a_malformed_uid_is_set_aside_with_its_branch() -> None:
    tree = made(
        [*country(), {**entry(3, 0), "id": "bad uid"}, {**entry(31), "parent": {"id": "bad uid"}}]
    )
    assert len(tree.units) == 7
    assert reasons(tree) == {
        "Unit 3": "org_unit_uid_is_malformed", "Unit 31": "org_unit_is_below_set_aside",
    }  # fmt: skip


def test_what_nothing_depends_on_may_be_unreadable() -> None:
    tree = made(changed(11, lastUpdated="yesterday", shortName=5))
    assert tree.set_aside == ()
    unit = next(unit for unit in tree.units if unit.uid == uid(11))
    assert (unit.last_updated, unit.short_name) == (None, None)


@pytest.mark.parametrize(
    ("geometry", "place"),
    [
        ({"type": "Point", "coordinates": [-4.0083, 5.36]}, (5.36, -4.0083)),
        ({"type": "Point", "coordinates": [-4, 5, 12.5]}, (5.0, -4.0)),
        ({"type": "Point", "coordinates": [5.36, 95]}, (None, None)),
        ({"type": "Point", "coordinates": [181, 5]}, (None, None)),
        ({"type": "Point", "coordinates": [float("nan"), 5]}, (None, None)),
        ({"type": "Point", "coordinates": [True, 5]}, (None, None)),
        ({"type": "Point", "coordinates": [-4]}, (None, None)),
        ({"type": "Point", "coordinates": "here"}, (None, None)),
        ({"type": "Point"}, (None, None)),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 0]]]}, (None, None)),
        ("POINT(1 2)", (None, None)),
        (None, (None, None)),
    ],
)
def test_only_a_point_says_where_an_org_unit_is(geometry: Any, place: tuple[Any, Any]) -> None:
    tree = made(changed(11, geometry=geometry) if geometry else country())
    (site,) = (unit for unit in tree.units if unit.uid == uid(11))
    assert (site.latitude, site.longitude) == place
    assert tree.set_aside == ()


def test_an_org_unit_listed_twice_alike_is_one() -> None:
    assert made([*country(), entry(11, 1)]) == made(country())


def test_an_org_unit_listed_twice_with_different_content_is_set_aside() -> None:
    tree = made([*country(), entry(1, 2)])
    assert used(tree) == {0, 2, 21, 22}
    assert reasons(tree)["Unit 1"] == "org_unit_is_listed_twice"


def test_a_cycle_is_told_whole_to_each_of_it() -> None:
    entries = changed(1, parent={"id": uid(11)})
    tree = made(entries)
    assert used(tree) == {0, 2, 21, 22}
    names = ("Unit 1", "Unit 11")
    told = {unit.name: unit.message.values.get("org_units") for unit in tree.set_aside}
    assert told == {"Unit 1": names, "Unit 11": names, "Unit 12": None}


def test_the_known_root_stays_the_root_whatever_else_has_no_parent() -> None:
    larger = [entry(5), *(entry(n, 5) for n in range(50, 60))]
    assert used(made([*country(), *larger], uid(0))) == {0, 1, 2, 11, 12, 21, 22}
    assert reasons(made([*country(), *larger], uid(0)))["Unit 5"] == "org_unit_is_a_second_root"


def test_without_a_known_root_the_one_with_most_descendants_is_it() -> None:
    assert made([entry(5), entry(51, 5), *country()]).root_uid == uid(0)


def test_two_roots_of_which_neither_is_known_or_larger_are_named() -> None:
    with pytest.raises(NoRootError) as refused:
        made([entry(1), entry(2)])
    assert refused.value.message.code == "org_unit_roots_are_alike"
    assert refused.value.message.values["org_units"] == (f"Unit 1 ({uid(1)})", f"Unit 2 ({uid(2)})")


def test_a_known_root_that_was_moved_below_another_is_no_root_any_more() -> None:
    tree = made([*changed(0, parent={"id": uid(9)}), entry(9)], uid(0))
    assert (tree.root_uid, len(tree.units), tree.set_aside) == (uid(9), 8, ())


@pytest.mark.parametrize(
    "fault",
    [{"openingDate": "x"}, {"name": ""}, {"parent": {"id": uid(77)}}, {"parent": {"id": uid(11)}},
     {"parent": {"id": uid(0)}}, {"parent": {}}],
    ids=str,
)  # fmt: skip
def test_a_fault_of_the_root_costs_the_root_alone(fault: dict[str, Any]) -> None:
    tree = made(changed(0, **fault), uid(0))
    assert (tree.root_uid, used(tree)) == (uid(0), {1, 2, 11, 12, 21, 22})
    assert len(tree.set_aside) == 1
    assert tree.units[0].path.startswith(f"/{uid(0)}/")


def test_a_root_whose_new_parent_is_faulty_stays_the_root() -> None:
    tree = made([*changed(0, parent={"id": uid(9)}), entry(9, 77)], uid(0))
    assert used(tree) == {1, 2, 11, 12, 21, 22}
    assert reasons(tree) == {
        "Unit 0": "org_unit_is_below_set_aside", "Unit 9": "org_unit_parent_is_missing",
    }  # fmt: skip


@pytest.mark.parametrize("entries", [[], [{}], [entry(1, 1)], [{**entry(1), "id": "x"}]], ids=str)
def test_a_list_without_any_root_is_refused(entries: list[Any]) -> None:
    with pytest.raises(NoRootError) as refused:
        made(entries)
    assert refused.value.message.code == "org_unit_tree_has_no_root"


# Any damage to any tree.

PARENTS = st.lists(st.integers(0, 10**6), max_size=40)


def valid(parents: list[int]) -> list[Entry]:
    """A tree: unit n + 1 is below one of the units before it."""
    return [entry(0), *(entry(n + 1, number % (n + 1)) for n, number in enumerate(parents))]


Damage = Callable[[list[Any], int, int], set[str]]
"""Damages the entry at a position (with another number to choose by); gives whose branches it may
cost."""


def _drop(entries: list[Any], at: int, _by: int) -> set[str]:
    return {str(entries.pop(at).get("id"))}


def _of_one(**properties: Any) -> Damage:
    def damage(entries: list[Any], at: int, _by: int) -> set[str]:
        hurt = str(entries[at].get("id"))
        entries[at] = {**entries[at], **properties}
        return {hurt}

    return damage


def _reparent(entries: list[Any], at: int, by: int) -> set[str]:
    hurt = str(entries[at].get("id"))
    entries[at] = {**entries[at], "parent": {"id": entries[by % len(entries)].get("id")}}
    return {hurt}


def _cut(entries: list[Any], at: int, _by: int) -> set[str]:
    hurt = str(entries[at].get("id"))
    entries[at] = {k: v for k, v in entries[at].items() if k != "parent"}
    return {hurt}


def _double(entries: list[Any], at: int, by: int) -> set[str]:
    entries.append({**entries[at], "name": f"Other {by}"})
    return {str(entries[at].get("id"))}


DAMAGES: list[Damage] = [
    _drop, _reparent, _cut, _double, _of_one(openingDate="20211-01-01"), _of_one(closedDate=0),
    _of_one(name=None), _of_one(id=None), _of_one(id="x"), _of_one(code={}),
    _of_one(parent={"id": "NotListed01"}), _of_one(parent=[]), _of_one(path=None),
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> tuple[list[Entry], list[Any], set[str]]:
    """A tree, the same after some damage, and the uids of what was damaged."""
    before = valid(draw(PARENTS))
    after: list[Any] = [*before]
    hurt: set[str] = set()
    for _ in range(draw(st.integers(0, 5))):
        # The root is damaged in tests of its own: here it is known and whole.
        if len(after) > 1:
            at = draw(st.integers(1, len(after) - 1))
            hurt |= draw(st.sampled_from(DAMAGES))(after, at, draw(st.integers(0, 10**6)))
    return before, after, hurt


@given(damaged())
def test_whatever_is_damaged_every_listed_org_unit_is_used_or_named_and_no_other_is_lost(
    case: tuple[list[Entry], list[Any], set[str]],
) -> None:
    before, after, hurt = case
    tree = made(after, uid(0))

    # Everything listed is in one of the two, once.
    listed = {each.get("id") for each in after if isinstance(each.get("id"), str)}
    found = Counter([*(u.uid for u in tree.units), *(u.uid for u in tree.set_aside if u.uid)])
    assert found == Counter(listed)

    # What is used has a right path: from the root over its parents.
    paths = {unit.uid: unit.path for unit in tree.units}
    for unit in tree.units:
        above = paths[unit.parent_uid] if unit.parent_uid else ""
        assert (unit.path, unit.level) == (f"{above}/{unit.uid}", unit.path.count("/"))
    assert paths[uid(0)] == f"/{uid(0)}"

    # A branch with no damage from the root to itself is used, at its place.
    for whole in made(before).units:
        if hurt.isdisjoint(whole.path.split("/")):
            assert paths[whole.uid] == whole.path


@given(damaged(), st.integers(0, 10**6), st.booleans())
def test_the_order_of_the_list_does_not_matter(
    case: tuple[list[Entry], list[Any], set[str]], seed: int, knows: bool
) -> None:
    _, after, _ = case
    shuffled = [*after]
    random.Random(seed).shuffle(shuffled)
    known = uid(0) if knows else None
    try:
        expected: OrgUnitTree | str = made(after, known)
    except NoRootError as error:
        with pytest.raises(NoRootError, match=re.escape(str(error))):
            made(shuffled, known)
    else:
        assert made(shuffled, known) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = ["id", "name", "code", "parent", "openingDate", "closedDate", "lastUpdated", "shortName"]


@given(st.lists(JSON | st.dictionaries(st.sampled_from(KEYS), JSON, max_size=8), max_size=8))
def test_no_list_whatever_it_holds_costs_the_country(odd: list[Any]) -> None:
    tree = made([*country(), *odd], uid(0))
    assert {0, 1, 2, 11, 12, 21, 22} <= used(tree)
    for unit in tree.set_aside:
        assert translator("fr").sentence(unit.message)

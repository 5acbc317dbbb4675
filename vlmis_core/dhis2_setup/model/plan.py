"""Compare what DHIS2 needs with what it has: create what is missing, name what differs.

Nothing that exists is ever changed; only org units are added to the data set. An object is the one
that is needed when it has its code (a user its username, a role its name) or its uid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from vlmis_core.dhis2.analytics_settings import AnalyticsSettings
from vlmis_core.dhis2.identifiers import is_uid, uid_of
from vlmis_core.dhis2_setup.model import content as content
from vlmis_core.dhis2_setup.model import dashboard as dashboard
from vlmis_core.dhis2_setup.model import differences as differences
from vlmis_core.dhis2_setup.model.content import MetaObject, ProductNeed, SetupNeeds
from vlmis_core.dhis2_setup.model.indicators import (
    STOCK_INDICATORS,
    STOCK_OUTS,
    StockIndicator,
    formula_of,
)
from vlmis_core.messages import Message, message

Found = Mapping[str, Sequence[MetaObject]]
"""What DHIS2 has already, by type (``dataElements``), as far as the needs name it."""

_NAMES = {"userRoles": "name", "users": "username"}


@dataclass(frozen=True, slots=True)
class MetadataName:
    """One object of DHIS2: its type (``dataElements``), and the code or name that people know."""

    kind: str
    name: str
    uid: str


@dataclass(frozen=True, slots=True)
class Difference:
    """An object that exists with other content than it needs; it is left as it is."""

    what: MetadataName
    message: Message


@dataclass(slots=True)
class SetupPlan:
    """What a set-up would do, and what it would leave alone."""

    present: list[MetadataName] = field(default_factory=list)
    missing: dict[str, list[MetaObject]] = field(default_factory=dict)
    """Objects to create, by type, as JSON that DHIS2 imports."""
    differences: list[Difference] = field(default_factory=list)
    org_units: int = 0
    """To how many org units stores are attached: those that the data set needs."""
    assignments: list[str] = field(default_factory=list)
    """Org units to add to the data set, which exists already."""
    hmis_codes: dict[str, str] = field(default_factory=dict)
    """Product code → uid of its data element, for products without HMIS Code."""
    sees_people: bool = True
    """Whether users and roles could be read; otherwise they are planned as missing."""
    combo_uid: str = ""
    data_set_uid: str = ""
    lacks_option_combos: bool = False
    """The category combo exists, and DHIS2 was never told to generate its option combos."""
    analytics: AnalyticsSettings = field(default_factory=AnalyticsSettings)
    """What DHIS2 puts into analytics; changed only when an administrator asks for it."""

    @property
    def creates_nothing(self) -> bool:
        """Tell whether nothing is missing in DHIS2."""
        return not (self.missing or self.assignments or self.lacks_option_combos)


def plan_setup(needs: SetupNeeds, found: Found) -> SetupPlan:
    """Decide for every object that is needed whether it exists, is missing, or differs."""
    return _Planner(needs, found).plan()


class _Planner:
    """Walks the objects in the order in which they refer to each other."""

    def __init__(self, needs: SetupNeeds, found: Found) -> None:
        self._needs, self._found = needs, found
        self._plan = SetupPlan(org_units=len(needs.org_units), sees_people="users" in found)
        self._service_uid = ""
        self._option_combos: Sequence[str] | None = None
        self._indicators_of: dict[StockIndicator, dict[str, str]] = {}

    def plan(self) -> SetupPlan:
        group = self._people()
        self._categories(group)
        for row in dashboard.LEGEND_SETS:
            self._settle("legendSets", dashboard.legend_set(row))
        self._data_set(group, self._data_elements())
        self._dashboard()
        return self._plan

    def _people(self) -> str:
        needs = self._needs
        role = self._settle("userRoles", content.user_role())
        user = self._settle("users", content.user(needs.service_user, role, needs.root_org_unit))
        self._service_uid = user
        return self._settle("userGroups", content.user_group(user))

    def _categories(self, group: str) -> None:
        options = {
            code: self._settle("categoryOptions", content.category_option(code, group))
            for code in self._needs.category_codes
        }
        before = len(self._plan.differences)
        category = self._settle("categories", content.category(options.values()))
        wanted = content.category_combo(category)
        combo = self._plan.combo_uid = self._settle("categoryCombos", wanted)
        if (existing := self._existing("categoryCombos", wanted)) is None:
            made = [content.option_combo(code, combo, uid) for code, uid in options.items()]
            self._plan.missing["categoryOptionCombos"] = made
            self._option_combos = [str(each["id"]) for each in made]
        else:
            codes, is_sound = self._needs.category_codes, len(self._plan.differences) == before
            lacking = differences.options_without_combo(existing, codes)
            self._plan.lacks_option_combos = is_sound and bool(lacking)
            self._option_combos = _all_known(differences.option_combos_of(existing, codes).uids)

    def _data_elements(self) -> list[str]:
        return [uid for each in self._products() if (uid := self._data_element(each))]

    def _products(self) -> list[ProductNeed]:
        """The products, told apart by their code where two have one name."""
        names = [product.name for product in self._needs.products]
        return [
            replace(each, name=f"{each.name} {each.code}") if names.count(each.name) > 1 else each
            for each in self._needs.products
        ]

    def _data_element(self, product: ProductNeed) -> str | None:
        wanted = content.data_element(product, self._plan.combo_uid)
        if product.hmis_code and product.hmis_code != wanted["id"]:
            wanted = {"id": product.hmis_code, "code": None}
            if self._existing("dataElements", wanted) is None:
                self._differs(
                    MetadataName("products", product.code, product.hmis_code),
                    message("product_has_an_unknown_hmis_code", hmis_code=product.hmis_code),
                )
                return None
        before = len(self._plan.differences)
        uid = self._settle("dataElements", wanted)
        if len(self._plan.differences) > before:
            return None  # It does not take the data values, so it is not used.
        if product.hmis_code is None:
            self._plan.hmis_codes[product.code] = uid
        self._indicators(product, uid)
        return uid

    def _indicators(self, product: ProductNeed, element: str) -> None:
        if (option_combos := self._option_combos_of(element)) is None:
            return  # Known once DHIS2 has generated the option combos.
        for row in STOCK_INDICATORS:
            formula = formula_of(row, element, option_combos)
            kind = self._indicator_type(is_percentage=row.is_percentage)
            legends = [dashboard.LEGENDS_OF[row].uid] if row in dashboard.LEGENDS_OF else []
            wanted = content.indicator(product, row, formula, kind, legends)
            uid = self._settle("indicators", wanted)
            self._indicators_of.setdefault(row, {})[product.code] = uid

    def _option_combos_of(self, element: str) -> Sequence[str] | None:
        """The option combos of a data element: a country's may have its own category combo."""
        for each in self._found.get("dataElements", []):
            if each["id"] == element:
                codes = self._needs.category_codes
                return _all_known(differences.option_combos_of(each["categoryCombo"], codes).uids)
        return self._option_combos

    def _indicator_type(self, *, is_percentage: bool) -> str:
        wanted = content.indicator_type(is_percentage=is_percentage)
        for each in self._found.get("indicatorTypes", []):
            if all(each.get(name) == wanted[name] for name in ("factor", "number")):
                return str(each["id"])
        return self._settle("indicatorTypes", wanted)

    def _data_set(self, group: str, elements: list[str]) -> None:
        setting, org_units = self._needs.data_set, self._needs.org_units
        identity = (
            {"id": setting, "code": content.DEFAULT_DATA_SET_CODE}
            if is_uid(setting)
            else {"id": uid_of("dataSet", setting), "code": setting}
        )
        wanted = content.data_set(identity, elements, org_units, group)
        self._plan.data_set_uid = self._settle("dataSets", wanted)
        if (existing := self._existing("dataSets", wanted)) is not None:
            assigned = set(existing.get("organisationUnits") or [])
            self._plan.assignments = sorted(set(org_units) - assigned)

    def _dashboard(self) -> None:
        if not self._indicators_of:
            return  # There is nothing to show yet.
        made = []
        for chart in dashboard.CHARTS:
            products = [self._indicators_of[row] for row in chart.indicators]
            shown = [
                uid
                for of_products in zip(*(p.values() for p in products), strict=True)
                for uid in of_products
            ]
            wanted = dashboard.visualization(chart, shown, self._plan.data_set_uid)
            made.append(self._settle("visualizations", wanted))
        stock_outs = self._indicators_of[STOCK_OUTS]
        map_uid = self._settle("maps", dashboard.stock_out_map(list(stock_outs.items())))
        self._settle("dashboards", dashboard.dashboard(made, map_uid))

    def _settle(self, kind: str, wanted: MetaObject) -> str:
        """The uid of the object that is needed: of the one that exists, else of the one to make."""
        existing = self._existing(kind, wanted)
        if existing is None:
            made = self._plan.missing.setdefault(kind, [])
            if wanted not in made:
                made.append(wanted)
            return str(wanted["id"])
        what = MetadataName(kind, known_by(existing), existing["id"])
        if what not in self._plan.present:
            self._plan.present.append(what)
        service = differences.Service(self._service_uid, self._needs.root_org_unit, self._found)
        for found in differences.find_differences(kind, existing, wanted, service, self._needs):
            self._differs(what, found)
        return str(existing["id"])

    def _existing(self, kind: str, wanted: MetaObject) -> MetaObject | None:
        name = _NAMES.get(kind, "code")
        known = self._found.get(kind, [])
        by_name = [o for o in known if wanted.get(name) and o.get(name) == wanted[name]]
        by_uid = [o for o in known if o["id"] == wanted["id"]]
        return next(iter([*by_uid, *by_name]), None)

    def _differs(self, what: MetadataName, found: Message) -> None:
        self._plan.differences.append(Difference(what, found))


def known_by(each: MetaObject) -> str:
    """Return the username, code or name by which people know an object."""
    return str(each.get("username") or each.get("code") or each.get("name") or "")


def _all_known(uids: Sequence[str | None]) -> list[str] | None:
    known = [uid for uid in uids if uid is not None]
    return known if len(known) == len(uids) else None

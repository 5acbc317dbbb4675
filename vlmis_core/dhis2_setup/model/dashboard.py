"""The dashboard "Vaccine stock": legend sets, visualizations and a map, as their JSON.

Stock on hand is shown by day with ``CLOSING_OF_DAY``, which is right whether or not zeros are in
analytics; a note on the dashboard names the charts that are right only with them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vlmis_core.dhis2.identifiers import uid_of
from vlmis_core.dhis2_setup.model.content import MetaObject
from vlmis_core.dhis2_setup.model.indicators import (
    CLOSING_OF_DAY,
    CONSUMPTION,
    MONTHS_OF_STOCK,
    STOCK_OUTS,
    WASTAGE_OF_AVAILABLE,
    WASTAGE_OF_USED,
    StockIndicator,
)

DASHBOARD_CODE = "VLMIS_VACCINE_STOCK"
MAP_CODE = "VLMIS_STOCK_OUTS_MAP"
NOTE = (
    "Vaccine stock, from the frozen days of the VLMIS. Months of stock, stores out of stock and "
    "wastage of available are right only while the system setting “Include zero data values in "
    "analytics tables” is on; stock on hand, consumption and completeness do not depend on it. "
    "Stores out of stock are counted at the end of each day; of a week or month the indicator "
    "counts stores without stock on every day of it. Stock-out days are in the VLMIS."
)

PARTS = ("indicators", "legendSets", "visualizations", "maps", "dashboards")
"""What dashboards are made of, by type."""

_READABLE = {"public": "r-------"}
_GREEN, _YELLOW, _RED, _BLUE = "#4DAC26", "#FEE08B", "#D7191C", "#2B83BA"
_WIDTH, _HEIGHT = 30, 20
"""Of a dashboard item: two of them side by side fill the 60 columns of a dashboard."""


@dataclass(frozen=True, slots=True)
class LegendSet:
    """Colours of values: each legend begins where the one before ends."""

    code: str
    name: str
    legends: tuple[tuple[str, str, float], ...]
    """Name, colour, and where the values end that have it; the first one begins at 0."""

    @property
    def uid(self) -> str:
        """Its uid in DHIS2."""
        return uid_of("legendSet", self.code)


@dataclass(frozen=True, slots=True)
class Chart:
    """A visualization over all products.

    Attributes:
        code: Its code in DHIS2.
        name: Its name there.
        kind: The type of visualization.
        indicators: What it shows of every product; none: the reporting rate of the data set.
        layout: The dimensions of its columns, its rows and its filter.
        period: A relative period of DHIS2.
        of_areas: Whether it compares the areas below the reader's org unit.
        legend_set: How its values are coloured.
    """

    code: str
    name: str
    kind: str
    indicators: tuple[StockIndicator, ...]
    layout: tuple[str, str, str]
    period: str
    of_areas: bool = False
    legend_set: LegendSet | None = None

    @property
    def uid(self) -> str:
        """Its uid in DHIS2."""
        return uid_of("visualization", self.code)


_MONTHS = LegendSet(
    "VLMIS_MONTHS_OF_STOCK", "VLMIS months of stock",
    (("Below half a month", _RED, 0.5), ("Below one month", _YELLOW, 1),
     ("One to three months", _GREEN, 3), ("Over three months", _BLUE, 1_000_000)),
)  # fmt: skip
_STORES = LegendSet(
    "VLMIS_STOCK_OUTS", "VLMIS stores out of stock",
    (("None", _GREEN, 1), ("One to four", _YELLOW, 5), ("Five and more", _RED, 1_000_000)),
)  # fmt: skip
_WASTAGE = LegendSet(
    "VLMIS_WASTAGE", "VLMIS closed-vial wastage",
    (("Below 1 %", _GREEN, 1), ("Below 5 %", _YELLOW, 5), ("5 % and more", _RED, 1_000_000)),
)  # fmt: skip
_COMPLETENESS = LegendSet(
    "VLMIS_COMPLETENESS", "VLMIS completeness",
    (("Below 80 %", _RED, 80), ("Below 95 %", _YELLOW, 95), ("95 % and more", _GREEN, 101)),
)  # fmt: skip

LEGEND_SETS = (_MONTHS, _STORES, _WASTAGE, _COMPLETENESS)
LEGENDS_OF: Mapping[StockIndicator, LegendSet] = {
    MONTHS_OF_STOCK: _MONTHS,
    STOCK_OUTS: _STORES,
    WASTAGE_OF_AVAILABLE: _WASTAGE,
    WASTAGE_OF_USED: _WASTAGE,
}
"""The legend set of an indicator, wherever somebody shows it."""

_BY_TIME = ("dx", "pe", "ou")
_BY_AREA = ("ou", "dx", "pe")

CHARTS = (
    Chart("VLMIS_STOCK_ON_HAND_BY_DAY", "Stock on hand by day", "LINE",
          (CLOSING_OF_DAY,), _BY_TIME, "LAST_14_DAYS"),
    Chart("VLMIS_STOCK_ON_HAND_BY_AREA", "Stock on hand yesterday, by area", "PIVOT_TABLE",
          (CLOSING_OF_DAY,), _BY_AREA, "YESTERDAY", of_areas=True),
    Chart("VLMIS_MONTHS_OF_STOCK_BY_AREA", "Months of stock last month, by area", "PIVOT_TABLE",
          (MONTHS_OF_STOCK,), _BY_AREA, "LAST_MONTH", of_areas=True, legend_set=_MONTHS),
    Chart("VLMIS_STOCK_OUTS_BY_DAY", "Stores out of stock at the end of the day",
          "STACKED_COLUMN", (STOCK_OUTS,), _BY_TIME, "LAST_14_DAYS"),
    Chart("VLMIS_CONSUMPTION_BY_MONTH", "Consumption by month", "LINE",
          (CONSUMPTION,), _BY_TIME, "LAST_12_MONTHS"),
    Chart("VLMIS_WASTAGE_BY_MONTH", "Closed-vial wastage, % of available and % of used",
          "PIVOT_TABLE", (WASTAGE_OF_AVAILABLE, WASTAGE_OF_USED), ("pe", "dx", "ou"),
          "LAST_3_MONTHS", legend_set=_WASTAGE),
    Chart("VLMIS_COMPLETENESS_BY_DAY", "Completeness of reporting by day", "COLUMN",
          (), _BY_TIME, "LAST_14_DAYS", legend_set=_COMPLETENESS),
)  # fmt: skip


def legend_set(row: LegendSet) -> MetaObject:
    """One legend set."""
    starts = [0.0, *(end for _, _, end in row.legends)]
    return {
        "id": row.uid,
        "code": row.code,
        "name": row.name,
        "legends": [
            {
                "id": uid_of("legend", f"{row.code} {number}"),
                "name": name,
                "startValue": start,
                "endValue": float(end),
                "color": colour,
            }
            for number, (start, (name, colour, end)) in enumerate(
                zip(starts, row.legends, strict=False)
            )
        ],
        "sharing": _READABLE,
    }


def visualization(row: Chart, indicators: Iterable[str], data_set: str) -> MetaObject:
    """One chart or pivot table over the indicators of all products."""
    columns, rows, filters = row.layout
    made = {
        "id": row.uid,
        "code": row.code,
        "name": row.name,
        "type": row.kind,
        "columnDimensions": [columns],
        "rowDimensions": [rows],
        "filterDimensions": [filters],
        "dataDimensionItems": (
            [_indicator_item(uid) for uid in indicators]
            if row.indicators
            else [_reporting_rate_item(data_set)]
        ),
        "rawPeriods": [row.period],
        "userOrganisationUnit": not row.of_areas,
        "userOrganisationUnitChildren": row.of_areas,
        "sharing": _READABLE,
    }
    if row.legend_set is None:
        return made
    legend = {"set": {"id": row.legend_set.uid}, "strategy": "FIXED", "style": "FILL"}
    return {**made, "legend": legend}


def stock_out_map(layers: Sequence[tuple[str, str]]) -> MetaObject:
    """The map of stores out of stock: a layer per product (name, uid), of which the first shows.

    Its layers have their dimensions twice: DHIS2 makes a map of ``columns`` and so on, and returns
    ``dataDimensionItems``.
    """
    return {
        "id": uid_of("map", MAP_CODE),
        "code": MAP_CODE,
        "name": "Stores out of stock yesterday",
        "basemap": "osmLight",
        "longitude": 0.0,
        "latitude": 0.0,
        "zoom": 5,
        "mapViews": [
            {
                "id": uid_of("mapView", f"{MAP_CODE} {uid}"),
                "layer": "thematic",
                "name": name,
                "hidden": number > 0,
                "opacity": 0.9,
                "thematicMapType": "CHOROPLETH",
                "renderingStrategy": "SINGLE",
                "legendSet": {"id": _STORES.uid},
                "columns": [_dimension("dx", uid)],
                "rows": [_dimension("ou", "USER_ORGUNIT_CHILDREN")],
                "filters": [_dimension("pe", "YESTERDAY")],
                "dataDimensionItems": [_indicator_item(uid)],
            }
            for number, (name, uid) in enumerate(layers)
        ],
        "sharing": _READABLE,
    }


def dashboard(visualizations: Iterable[str], map_uid: str) -> MetaObject:
    """The dashboard, with its note first."""
    shown = [("VISUALIZATION", "visualization", uid) for uid in visualizations]
    shown.append(("MAP", "map", map_uid))
    note = {
        "id": uid_of("dashboardItem", f"{DASHBOARD_CODE} NOTE"),
        "type": "TEXT",
        "text": NOTE,
        "x": 0,
        "y": 0,
        "width": 2 * _WIDTH,
        "height": _HEIGHT // 4,
    }
    items = [
        {
            "id": uid_of("dashboardItem", f"{DASHBOARD_CODE} {uid}"),
            "type": kind,
            name: {"id": uid},
            "x": number % 2 * _WIDTH,
            "y": _HEIGHT // 4 + number // 2 * _HEIGHT,
            "width": _WIDTH,
            "height": _HEIGHT,
        }
        for number, (kind, name, uid) in enumerate(shown)
    ]
    return {
        "id": uid_of("dashboard", DASHBOARD_CODE),
        "code": DASHBOARD_CODE,
        "name": "Vaccine stock",
        "dashboardItems": [note, *items],
        "sharing": _READABLE,
    }


def _dimension(name: str, item: str) -> MetaObject:
    return {"dimension": name, "items": [{"id": item}]}


def _indicator_item(uid: str) -> MetaObject:
    return {"dataDimensionItemType": "INDICATOR", "indicator": {"id": uid}}


def _reporting_rate_item(data_set: str) -> MetaObject:
    metric = "REPORTING_RATE"
    rate = {
        "dimensionItem": f"{data_set}.{metric}",
        "dataSet": {"id": data_set},
        "metric": metric,
    }
    return {"dataDimensionItemType": metric, "reportingRate": rate}

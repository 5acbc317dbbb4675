"""The names of the stored indicators, by the code of their definition in sql/indicators."""

from collections.abc import Mapping
from types import MappingProxyType

INDICATOR_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "closing_balance": "Closing balance",
        "consumption": "Consumption",
        "average_monthly_consumption": "Average monthly consumption",
        "months_of_stock": "Months of stock",
        "stock_out_days": "Stock-out days",
        "stock_out_rate": "Stock-out rate",
        "full_stock_availability": "Full stock availability",
        "stocked_according_to_plan": "Stocked according to plan",
        "closed_vial_wastage_of_available": "Closed-vial wastage, of what was available",
        "closed_vial_wastage_of_used": "Closed-vial wastage, of what was used",
        "discrepancy_count": "Discrepancies, number",
        "discrepancy_absolute_sum": "Discrepancies, absolute sum",
    }
)

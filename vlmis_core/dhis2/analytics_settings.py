"""The two settings of a DHIS2 that decide whether its dashboards tell the truth."""

from dataclasses import dataclass

SHOWS_ZEROS = "keyIncludeZeroValuesInAnalytics"
OUTPUT_PERIOD_TYPES = "configuration/dataOutputPeriodTypes"
CHARTED_PERIOD_TYPES = ("Daily", "Weekly", "Monthly")
"""The period types of the dashboard."""


@dataclass(frozen=True, slots=True)
class AnalyticsSettings:
    """What a DHIS2 puts into its analytics tables.

    Attributes:
        shows_zeros: Whether zeros are among it; None: the server does not tell.
        output_period_types: For which lengths of period flows are added up; None: for all, as up
            to 2.42, or the server does not tell.
    """

    shows_zeros: bool | None = None
    output_period_types: tuple[str, ...] | None = None

    @property
    def missing_period_types(self) -> tuple[str, ...]:
        """The period types of the dashboard for which flows are empty."""
        if self.output_period_types is None:
            return ()
        return tuple(t for t in CHARTED_PERIOD_TYPES if t not in self.output_period_types)

    @property
    def types_as_list(self) -> list[str] | None:
        """The output period types as a database takes them."""
        return None if self.output_period_types is None else list(self.output_period_types)

"""Judge a set-up of DHIS2: every rule that it breaks, the gravest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from vlmis_core.delivery.model.hold_reasons import FixBy
from vlmis_core.dhis2_setup.model.facts import SetupFacts, SetupRule, Severity
from vlmis_core.dhis2_setup.model.rules_of_access import ACCESS_RULES
from vlmis_core.dhis2_setup.model.rules_of_stock import STOCK_RULES

RULES: tuple[SetupRule, ...] = (*ACCESS_RULES, *STOCK_RULES)
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One broken rule: how grave, what was found and what to do, why it matters, who mends it."""

    severity: Severity
    code: str
    count: int
    what: str
    why: str
    fix_by: FixBy


def check_rules(facts: SetupFacts) -> list[CheckResult]:
    """Every finding, what stops figures first; none means that all is well."""
    found = [
        CheckResult(
            rule.severity,
            rule.code,
            len(subjects),
            rule.sentence.format(_listed(subjects)),
            rule.why,
            rule.fix_by,
        )
        for rule in RULES
        if (subjects := list(rule.find(facts)))
    ]
    return sorted(found, key=lambda finding: finding.severity is not Severity.WRONG)


def _listed(subjects: Sequence[str]) -> str:
    rest = len(subjects) - _SHOWN
    return ", ".join(subjects[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")

"""Find every rule that a set-up of DHIS2 breaks, those that keep data values out first."""

from dataclasses import dataclass

from vlmis_core.dhis2_setup.model.access_rules import ACCESS_RULES
from vlmis_core.dhis2_setup.model.dashboard_rules import DASHBOARD_RULES
from vlmis_core.dhis2_setup.model.facts import SetupFacts, SetupRule, Severity
from vlmis_core.dhis2_setup.model.stock_rules import STOCK_RULES
from vlmis_core.messages import FixBy, Message, message

RULES: tuple[SetupRule, ...] = (*ACCESS_RULES, *STOCK_RULES, *DASHBOARD_RULES)
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class SetupProblem:
    """One broken rule: how often it is broken, with the first few breaches as ``examples``."""

    code: str
    severity: Severity
    fix_by: FixBy
    count: int
    examples: tuple[Message, ...]


def find_problems(facts: SetupFacts) -> list[SetupProblem]:
    """Apply every rule; errors come first, and an empty list means that the set-up is sound."""
    problems = [
        SetupProblem(
            rule.code, rule.severity, messages[0].fix_by, len(messages), messages[:EXAMPLES]
        )
        for rule in RULES
        if (messages := tuple(message(rule.code, **values) for values in rule.find(facts)))
    ]
    return sorted(problems, key=lambda problem: problem.severity is not Severity.ERROR)

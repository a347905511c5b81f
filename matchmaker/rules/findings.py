"""What the rules of a day say of some facts, and what that means for an approval."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from matchmaker.rules.facts import Facts, Gauge
from matchmaker.rules.table import RULES, Rule, Severity, Status


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of some facts; `is_local` is false where the rule is another region's."""

    rule: Rule
    holds: bool | None
    is_local: bool = True
    gauge: Gauge | None = None  # The figures behind it, where it compares some.

    @property
    def blocks(self) -> bool:
        """Whether it stops the approval: broken, severe, in force here, and its wording verified."""
        is_known = self.rule.status is Status.VERIFIED
        return self._is_broken and is_known and self.rule.severity is Severity.BLOCK

    @property
    def needs_reason(self) -> bool:
        """Whether an approval in spite of it has to be explained; an unverified rule demands nothing."""
        return self._is_broken and self.rule.status is not Status.UNVERIFIED and not self.blocks

    @property
    def _is_broken(self) -> bool:
        return self.holds is False and self.is_local


def examine(
    facts: Facts, *, on: date, regions: Collection[str] = (), rules: Sequence[Rule] | None = None
) -> list[Finding]:
    """Put the facts to every rule with a test that is in force on the day, in the table's order.

    `regions` are codes of the regions that the record lies in; a rule of another region is for comparison.
    """
    return [
        _finding(rule, rule.test(facts), is_local=rule.is_local(regions))
        for rule in (RULES if rules is None else rules)
        if rule.test is not None and rule.is_valid(on)
    ]


def _finding(rule: Rule, outcome: bool | Gauge | None, *, is_local: bool) -> Finding:
    if isinstance(outcome, Gauge):
        return Finding(rule, outcome.holds, is_local, outcome)
    return Finding(rule, outcome, is_local)

"""Write docs/lifecycle.md: the states and moves that the tables of the workflow allow."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from matchmaker import workflow
from matchmaker.workflow import Guard, Move, Workflow

PAGE = Path(__file__).resolve().parent.parent / "docs" / "lifecycle.md"
HEAD = """# Lifecycle

Who may move what from which state to which, and under which condition. `make lifecycle` draws this page from
`matchmaker/workflow`; a test fails when the two differ. What is not drawn here is refused.

A name such as `proposal:answer` is the permission that a move needs, see `matchmaker/policy.py`; *system*
stands for what the last answer or the clock does by itself. Every move is an event of the audit trail.
"""
CONDITIONS = {
    Guard.ORGANIZATION_VERIFIED: "the organization is verified",
    Guard.COMPLETE: "every required field is filled in",
    Guard.CONFIRMED_BY_OWNER: "the enterprise has confirmed a demand that was keyed in for it",
    Guard.ALL_INTERESTED: "every party is interested",
    Guard.ALL_CONFIRMED: "every party has confirmed this version",
    Guard.HAS_BEGUN: "its agreed first day has come",
    Guard.HAS_ENDED: "its last day has come, or a party has noted the end",
    Guard.ALL_EVALUATED: "every party and an authority have evaluated it",
    Guard.OUTCOME_SETTLED: "the figures of every stage are confirmed",
    Guard.ALL_READ: "every authority that has to read it agrees",
    Guard.REASON_GIVEN: "a reason is given",
}


def page() -> str:
    """Return the whole page."""
    found = {name: value for name, value in vars(workflow).items() if isinstance(value, Workflow)}
    return "\n".join([HEAD, *(line for name, table in found.items() for line in section(name, table))])


def section(name: str, table: Workflow[StrEnum]) -> Iterator[str]:
    """Return the lines of one table: the diagram, then each move."""
    yield f"## {name.capitalize()}\n\n```mermaid\nstateDiagram-v2"
    yield f"    [*] --> {next(iter(table.moves))[0].value}"
    for (start, end), actions in arrows(table).items():
        yield f"    {start} --> {end}: {', '.join(actions)}"
    yield "```\n\n| from | action | to | who | condition |\n|---|---|---|---|---|"
    for (state, action), move in table.moves.items():
        yield f"| {state.value} | {action} | {move.to.value} | {who(move)} | {condition(move)} |"
    yield ""


def arrows(table: Workflow[StrEnum]) -> dict[tuple[str, str], list[str]]:
    """Return the actions between each pair of states; what leads back to its own is left to the table."""
    found: dict[tuple[str, str], list[str]] = {}
    for (state, action), move in table.moves.items():
        if move.to is not state:
            found.setdefault((state.value, move.to.value), []).append(action)
    return found


def who(move: Move[StrEnum]) -> str:
    """Return the permission that a move needs."""
    return f"`{move.permission.value}`" if move.permission else "*system*"


def condition(move: Move[StrEnum]) -> str:
    """Return what has to hold for a move."""
    return CONDITIONS[move.guard] if move.guard else ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

"""Rules from regulations as data: the text, its source, whether it was checked, and its test."""

from matchmaker.rules.facts import Facts, Gauge
from matchmaker.rules.findings import Finding, examine
from matchmaker.rules.readers import READERS, Reader, readers_of
from matchmaker.rules.table import BY_CODE, RULES, Rule, Severity, Status

__all__ = [
    "BY_CODE",
    "READERS",
    "RULES",
    "Facts",
    "Finding",
    "Gauge",
    "Reader",
    "Rule",
    "Severity",
    "Status",
    "examine",
    "readers_of",
]

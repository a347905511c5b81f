"""The table of weights: what each feature can bring to a score. Nothing heavy is loaded for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

VERSION = "4"  # A score is comparable with another only under the same version.


@dataclass(frozen=True, slots=True)
class Weight:
    """The points that a feature can bring, whether it tells what is taught and asked for, and why so much."""

    points: float
    is_substance: bool
    why: str


WEIGHTS: Mapping[str, Weight] = MappingProxyType(
    {
        "text": Weight(40.0, True, "Both sides always have words, and words decide what a pair is about."),
        "must": Weight(15.0, True, "A skill that the enterprise must have is its clearest wish."),
        "nice": Weight(5.0, True, "A welcome skill tips the balance between programmes that both fit."),
        "bridge": Weight(15.0, True, "The Ministry's link is sure where it exists, but half have none."),
        "level": Weight(5.0, False, "What is too low is not eligible, so little is left to weigh."),
        "dates": Weight(5.0, False, "A class can be planned ahead; a wait of a year hurts."),
        "distance": Weight(10.0, False, "Daily work in a shared workshop needs neighbors."),
        "capacity": Weight(
            3.0, False, "Several programmes can share one demand, so a small one still helps."
        ),
        "track_record": Weight(2.0, False, "Outcomes should tell, but newcomers must have a chance."),
    }
)

LEVEL_ABOVE = (1.0, 0.85, 0.7)  # by how many levels the programme stands above the least one
LEVEL_BELOW = 0.2  # one level below; two below is 0
FREE_DAYS = 90.0  # a wait that costs nothing
LONG_DAYS = 730.0  # a wait that is worth nothing
HALF_DISTANCE_KM = 100.0

# A score is worked out from features in this order: what is taught and asked for, then what stands around it.
SUBSTANCE = tuple(name for name, weight in WEIGHTS.items() if weight.is_substance)
CIRCUMSTANCES = tuple(name for name, weight in WEIGHTS.items() if not weight.is_substance)
FEATURES = SUBSTANCE + CIRCUMSTANCES

# What a posting tells of its circumstances is a row in this order, NaN where it is silent: rank of the level,
# point on a sphere of radius 1, places or posts, day as an ordinal, track record in [0, 1].
FACTS = ("level", "x", "y", "z", "number", "day", "record")
TOLD_BY = {"level": "level", "dates": "day", "distance": "x", "capacity": "number", "track_record": "record"}

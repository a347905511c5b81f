"""Learn the figures of `seed/model` anew from judged tasks and a file of advertisements."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Sequence
from pathlib import Path

from matchmaker.errors import UserError, translatable
from matchmaker.matching.judgements import FolderError, Task, read_task
from matchmaker.matching.learned import model
from matchmaker.matching.learning import fitting, lessons
from matchmaker.matching.learning.corpus import Advertisement, gather
from matchmaker.matching.learning.spaces import SpaceWithout
from matchmaker.matching.learning.spaces import spaces as spaces_of
from matchmaker.services.upkeep import catalogue

SEED = 0


class LearningError(UserError):
    """A folder is not a judged task, or the advertisements cannot be read."""


def fit(folders: Sequence[Path], *, advertisements: Path, folder: Path = model.FOLDER) -> None:
    """Learn the space from all texts, then endings and weights from the judgements; write them.

    Raises LearningError.
    """
    tasks = _tasks(folders)
    space = spaces(folders, advertisements=advertisements)(frozenset())
    with model.trying(model.Learned(space, *fitting.untaught())):
        weights, endings = lessons.learn([lessons.prepare(task) for task in tasks])
    model.write(model.Learned(space, weights, endings), folder)


def spaces(folders: Sequence[Path], *, advertisements: Path, is_trained: bool = True) -> SpaceWithout:
    """Return what learns the space from the texts of these tasks and advertisements, without some classes.

    Untrained it has their singular vectors alone.

    Raises LearningError.
    """
    tasks = _tasks(folders)
    try:
        corpus = gather(tasks, _read(advertisements), _groups())
    except (OSError, ValueError, KeyError) as error:
        raise LearningError(translatable("无法学习：%(why)s"), why=error) from error
    return spaces_of(corpus, seed=SEED, is_trained=is_trained)


def _tasks(folders: Sequence[Path]) -> list[Task]:
    try:
        return [read_task(path) for path in folders]
    except FolderError as error:
        raise LearningError(translatable("无法学习：%(why)s"), why=error) from error


def _groups() -> dict[str, str]:
    with (catalogue.SEED / "catalogue" / "occupations.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["minor_group"] for row in csv.DictReader(file)}


def _read(path: Path) -> list[Advertisement]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    return [
        Advertisement(f"{' '.join(record['title'].split())}\n{record['summary']}", record["employer"])
        for record in records
    ]

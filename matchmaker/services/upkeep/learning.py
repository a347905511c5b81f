"""Learn the figures of `seed/model` anew from judged tasks and a file of advertisements."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Sequence
from pathlib import Path

from matchmaker.errors import UserError, translatable
from matchmaker.matching.judgements import FolderError, read_task
from matchmaker.matching.learned import model
from matchmaker.matching.learning import drills, fitting, lessons
from matchmaker.services.upkeep import catalogue

EVERY = 10  # Each tenth advertisement is read, so that they do not outweigh the official texts.


class LearningError(UserError):
    """A folder is not a judged task, or the advertisements cannot be read."""


def fit(folders: Sequence[Path], *, advertisements: Path, folder: Path = model.FOLDER, seed: int = 0) -> None:
    """Learn the space from all texts, then endings and weights from the judgements; write them.

    Raises LearningError.
    """
    try:
        tasks = [read_task(path) for path in folders]
        corpus = drills.gather(tasks, _read(advertisements), _groups())
    except (FolderError, OSError, ValueError, KeyError) as error:
        raise LearningError(translatable("无法学习：%(why)s"), why=error) from error
    texts = drills.whole_texts(corpus, every=EVERY)
    words = fitting.fit_words(texts)
    space = fitting.fit_space(texts, drills.make_drills(corpus, text=words), text=words, seed=seed)
    before = model.Learned(space, *fitting.untaught())
    model.write(before, folder)
    model.learned.cache_clear()
    weights, endings = lessons.learn([lessons.prepare(task) for task in tasks])
    model.write(model.Learned(space, weights, endings), folder)
    model.learned.cache_clear()


def _groups() -> dict[str, str]:
    with (catalogue.SEED / "catalogue" / "occupations.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["minor_group"] for row in csv.DictReader(file)}


def _read(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    return [f"{' '.join(record['title'].split())}\n{record['summary']}" for record in records]

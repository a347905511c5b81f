"""Learn the figures of `seed/model` anew from judged tasks and a file of advertisements."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

from matchmaker.errors import UserError, translatable
from matchmaker.matching import training
from matchmaker.matching.judgements import FolderError, read_task
from matchmaker.matching.learned import fitting, model

EVERY = 10  # Each tenth advertisement is read, so that they do not outweigh the official texts.


class LearningError(UserError):
    """A folder is not a judged task, or the advertisements cannot be read."""


def fit(folders: Sequence[Path], *, advertisements: Path, folder: Path = model.FOLDER, seed: int = 0) -> None:
    """Learn the space from all texts, then endings and weights from the judgements; write them.

    Raises LearningError.
    """
    try:
        tasks = [read_task(path) for path in folders]
        texts = list(
            dict.fromkeys([*(t for task in tasks for t in training.texts(task)), *_read(advertisements)])
        )
    except (FolderError, OSError, ValueError, KeyError) as error:
        raise LearningError(translatable("无法学习：%(why)s"), why=error) from error
    space = fitting.fit_space(texts, seed=seed)
    before = model.Learned(space, *fitting.untaught())
    model.write(before, folder)
    model.learned.cache_clear()
    weights, endings = training.learn([training.prepare(task) for task in tasks])
    model.write(model.Learned(space, weights, endings), folder)
    model.learned.cache_clear()


def _read(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    return [training.need_words(f"{record['title']}\n{record['summary']}") for record in records[::EVERY]]

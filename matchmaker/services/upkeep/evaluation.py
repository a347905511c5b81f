"""Measure the engine on folders of judged tasks, and tell it beside its peers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from matchmaker.errors import UserError, translatable
from matchmaker.matching.judged import evaluation, results
from matchmaker.matching.judged.comparison import compare, part
from matchmaker.matching.judged.folds import Folds
from matchmaker.matching.judged.results import Results
from matchmaker.matching.judgements import FolderError, Task, read_task
from matchmaker.matching.learned.affinity import NAMES
from matchmaker.matching.weights import VERSION
from matchmaker.services.upkeep import learning

PARTS = {  # Likenesses that are left out together, to see what they add.
    "words": NAMES[:1],
    "latent dimensions": tuple(name for name in NAMES if name.startswith("latent")),
    "titles": ("demand's title told", "programme's title asked"),
    "level": ("level of the title",),
}


class EvaluationError(UserError):
    """A folder is not a judged task."""


def evaluate(
    folders: Sequence[Path], *, folds: int | None, advertisements: Path | None = None
) -> Iterator[dict[str, str | float]]:
    """Yield each folder's task, metrics in [0, 1] and seconds.

    With folds and advertisements the latent dimensions are learned anew in each fold as well.
    Raises EvaluationError, LearningError.
    """
    learn = learning.spaces(folders, advertisements=advertisements) if folds and advertisements else None
    for folder in folders:
        try:
            others = _others(folders, folder)
            yield asdict(evaluation.evaluate(folder, folds=folds, beside=others, space_without=learn))
        except FolderError as error:
            raise EvaluationError(translatable("无法测评：%(why)s"), why=error) from error


def write_results(
    folders: Sequence[Path], path: Path, *, folds: int, advertisements: Path, on: date
) -> Iterator[dict[str, Any]]:
    """Yield each folder's figures by folds, its peers' and what each part adds; write all in the end.

    All that is learned, is learned anew in each fold. Raises EvaluationError, LearningError.
    """
    trained, untrained = (
        learning.spaces(folders, advertisements=advertisements, is_trained=is_trained)
        for is_trained in (True, False)
    )
    tasks = []
    for task, beside in _read(folders):
        started = time.perf_counter()
        by_folds = Folds(task, beside, count=folds, space_without=trained)
        scores = by_folds.scores()
        less = {name: by_folds.scores(silent=silent) for name, silent in PARTS.items()}
        less["contrast"] = Folds(task, beside, count=folds, space_without=untrained).scores()
        parts = tuple(part(task, name, scores=scores, less=some) for name, some in less.items())
        tasks.append(replace(compare(task, scores), parts=parts))
        yield {**asdict(tasks[-1]), "seconds": time.perf_counter() - started}
    results.write_results(Results(on.isoformat(), VERSION, folds, tuple(tasks)), path)


def _read(folders: Sequence[Path]) -> list[tuple[Task, list[Task]]]:
    """Return each folder's task, and the tasks of the others."""
    try:
        tasks = [read_task(folder) for folder in folders]
    except FolderError as error:
        raise EvaluationError(translatable("无法测评：%(why)s"), why=error) from error
    return [(task, [other for other in tasks if other is not task]) for task in tasks]


def _others(folders: Sequence[Path], folder: Path) -> list[Path]:
    return [other for other in folders if other != folder]

"""Measure the engine on folders of judged tasks, and tell it beside its peers."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from matchmaker.errors import UserError, translatable
from matchmaker.matching.judged import evaluation
from matchmaker.matching.judged.comparison import compare
from matchmaker.matching.judgements import FolderError
from matchmaker.matching.scoring import VERSION
from matchmaker.services.upkeep import learning


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
    """Yield each folder's figures by folds beside those of its peers, and write them all in the end.

    All that is learned, is learned anew in each fold. Raises EvaluationError, LearningError.
    """
    learn = learning.spaces(folders, advertisements=advertisements)
    tasks = []
    for folder in folders:
        started = time.perf_counter()
        try:
            others = _others(folders, folder)
            task, scores = evaluation.score(folder, folds=folds, beside=others, space_without=learn)
        except FolderError as error:
            raise EvaluationError(translatable("无法测评：%(why)s"), why=error) from error
        tasks.append(_rounded(asdict(compare(task, scores))))
        yield {**tasks[-1], "seconds": time.perf_counter() - started}
    told = {"measured_on": on.isoformat(), "version": VERSION, "folds": folds, "tasks": tasks}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _others(folders: Sequence[Path], folder: Path) -> list[Path]:
    return [other for other in folders if other != folder]


def _rounded(value: Any) -> Any:  # noqa: ANN401 - whatever JSON may hold.
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value

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


class EvaluationError(UserError):
    """A folder is not a judged task."""


def evaluate(folders: Sequence[Path], *, folds: int | None) -> Iterator[dict[str, str | float]]:
    """Yield each folder's task, metrics in [0, 1] and seconds; raise EvaluationError."""
    for folder in folders:
        try:
            yield asdict(evaluation.evaluate(folder, folds=folds, beside=_others(folders, folder)))
        except FolderError as error:
            raise EvaluationError(translatable("无法测评：%(why)s"), why=error) from error


def write_results(folders: Sequence[Path], path: Path, *, folds: int, on: date) -> Iterator[dict[str, Any]]:
    """Yield each folder's figures by folds beside those of its peers, and write them all in the end.

    Raises EvaluationError.
    """
    tasks = []
    for folder in folders:
        started = time.perf_counter()
        try:
            task, scores = evaluation.score(folder, folds=folds, beside=_others(folders, folder))
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

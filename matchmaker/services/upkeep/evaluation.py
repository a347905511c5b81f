"""Measure the engine on folders of judged tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from matchmaker.errors import UserError, translatable
from matchmaker.matching import evaluation
from matchmaker.matching.judgements import FolderError


class EvaluationError(UserError):
    """A folder is not a judged task."""


def evaluate(folders: Sequence[Path], *, folds: int | None) -> Iterator[dict[str, str | float]]:
    """Yield each folder's task, metrics in [0, 1] and seconds; raise EvaluationError."""
    for folder in folders:
        try:
            yield asdict(
                evaluation.evaluate(
                    folder, folds=folds, beside=[other for other in folders if other != folder]
                )
            )
        except FolderError as error:
            raise EvaluationError(translatable("无法测评：%(why)s"), why=error) from error

"""Commands that judge the engine."""

from __future__ import annotations

import json
from pathlib import Path

import click

from matchmaker.cli.context import FILE, FOLDER
from matchmaker.services.upkeep import evaluation, learning
from matchmaker.services.working_days import today

FOLDS = 5  # The figures that are shown are always by folds.


@click.command()
@click.argument("folders", type=FOLDER, nargs=-1, required=True)
@click.option("--folds", type=click.IntRange(2), help="Refit what is learned without the test fold.")
@click.option("--advertisements", type=FILE, help="By folds: learn the latent dimensions anew from these.")
@click.option("--json", "is_json", is_flag=True, help="One object a line.")
@click.option("--results", type=click.Path(dir_okay=False, path_type=Path), help="Compare with peers; write.")
def evaluate(
    *,
    folders: tuple[Path, ...],
    folds: int | None,
    advertisements: Path | None,
    is_json: bool,
    results: Path | None,
) -> None:
    """Measure the ranking on folders of judged tasks."""
    if results is None:
        found = evaluation.evaluate(folders, folds=folds, advertisements=advertisements)
    elif advertisements is None:
        raise click.UsageError("--results needs --advertisements")
    else:
        found = evaluation.write_results(
            folders, results, folds=folds or FOLDS, advertisements=advertisements, on=today()
        )
    for result in found:
        figures = {k: round(v, 4) if isinstance(v, float) else v for k, v in result.items()}
        words = " ".join(f"{name} {value}" for name, value in figures.items())
        click.echo(json.dumps(result, ensure_ascii=False) if is_json else words)


@click.command()
@click.argument("folders", type=FOLDER, nargs=-1, required=True)
@click.option("--advertisements", type=FILE, required=True, help="Packed lines of JSON: title, summary.")
def fit(*, folders: tuple[Path, ...], advertisements: Path) -> None:
    """Learn the ranking's figures (seed/model) anew from judged tasks and advertisements."""
    learning.fit(folders, advertisements=advertisements)

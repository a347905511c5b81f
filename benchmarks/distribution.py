"""What Dask costs: the same chunks on its workers, two processes of this machine, and on plain threads."""

from __future__ import annotations

from importlib import import_module

import click

from benchmarks import market
from benchmarks.options import Options, command
from benchmarks.rows import Row, seconds, show, timed
from matchmaker.matching.search import Task, run
from matchmaker.services.matches import distribution

WORKERS = 2


def main(options: Options) -> None:
    """Print both times; the extra with Dask must be installed."""
    try:
        cluster_of = import_module("distributed").LocalCluster
    except ImportError:
        click.echo("\nDask: not run, the extra is not installed")
        return
    lists = market.catalogue()
    sizes = options.size(20_000, full=60_000), options.size(20_000, full=120_000)
    needs, offers = list(market.synthetic_needs(sizes[0])), market.synthetic_offers(sizes[1])
    task = Task.of(market.pairing(needs, offers, lists), limit=20, queries="needs")
    task.run(task.chunks()[0])
    threads, found = timed(lambda: list(run(task)))
    cluster = cluster_of(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None, host="127.0.0.1")
    with cluster, distribution.carrier(cluster.scheduler_address) as carry:
        first, _ = timed(lambda: list(carry(task)))
        again, theirs = timed(lambda: list(carry(task)))
    same = all((ours.offers == other.offers).all() for ours, other in zip(found, theirs, strict=True))
    assert same, "Dask found something else"  # noqa: S101 - figures must be of the same answers.
    rows = [
        Row("first run: workers compile", seconds(first), seconds(threads), first / threads),
        Row("later runs", seconds(again), seconds(threads), again / threads),
    ]
    show(f"{sizes[0]:,} × {sizes[1]:,} on {WORKERS} Dask workers, beside threads of one process", rows)


if __name__ == "__main__":
    command(main)()

"""Real advertisements and programmes, from text to the top 20, beside the program most people would write."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks import market
from benchmarks.options import IS_FULL, SEED, load_files
from benchmarks.rows import Row, seconds, show, timed
from matchmaker.matching.pairing import Pairing
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.search import Task, run
from matchmaker.matching.text import need_text, offer_text

TOP = 20
CHECKED = 3000  # So many needs are compared with everything, to see what the candidates miss.
SAMPLE = None if IS_FULL else 8000  # So many needs of the file.
BLOCK = 500


def main() -> None:
    """Print how long either takes, and whether ours loses anything; needs the load files."""
    files = load_files()
    if files is None:
        click.echo("\nReal advertisements: not run, BENCH_NEEDS and BENCH_OFFERS name no files")
        return
    needs, offers = market.real(*files)
    if SAMPLE is not None:
        chosen = np.random.default_rng(SEED).choice(len(needs), SAMPLE, replace=False)
        needs = [needs[at] for at in chosen]
    lists = market.catalogue()
    _ours(needs[:50], offers, lists)  # What is compiled is compiled before the clock runs.
    ours, pairing = timed(lambda: _ours(needs, offers, lists))
    majors = list({offer.major_code: offer for offer in offers}.values())
    rows = []
    for name, some in (
        (f"all {len(offers):,} programmes", offers),
        (f"{len(majors)} distinct majors", majors),
    ):
        peer, _ = timed(partial(_straightforward, needs, some, lists))
        bar = "≤ 0.1" if some is offers else "—"
        rows.append(Row(f"peer ranks {name}", seconds(ours), seconds(peer), ours / peer, bar))
    share = _exactness(pairing)
    rows.append(Row(f"same 10th score as all pairs, {CHECKED:,} needs", f"{share:.2%}", bar="≥ 98 %"))
    title = f"{len(needs):,} advertisements × {len(offers):,} programmes, text → top {TOP}"
    show(f"{title}, beside TfidfVectorizer 1–3, dense cosine, argpartition", rows)


def _ours(needs: Sequence[Need], offers: Sequence[Offer], lists: Catalogue) -> Pairing:
    pairing = market.pairing(needs, offers, lists)
    count = sum(len(found.needs) for found in run(Task.of(pairing, limit=TOP, queries="needs")))
    assert count == TOP * len(needs), "a need found fewer than it should"  # noqa: S101 - figures must be of whole lists.
    return pairing


def _straightforward(needs: Sequence[Need], offers: Sequence[Offer], lists: Catalogue) -> NDArray[np.intp]:
    taught = [offer_text(offer, catalogue=lists) for offer in offers]
    asked = [need_text(need) for need in needs]
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32)
    vectorizer.fit(taught + asked)
    rows, columns = vectorizer.transform(asked), vectorizer.transform(taught).T.tocsr()
    best = []
    for low in range(0, len(asked), BLOCK):
        scores = (rows[low : low + BLOCK] @ columns).toarray()
        found = np.argpartition(-scores, TOP, axis=1)[:, :TOP]
        order = np.argsort(-np.take_along_axis(scores, found, axis=1), axis=1)
        best.append(np.take_along_axis(found, order, axis=1))
    return np.concatenate(best)


def _exactness(pairing: Pairing) -> float:
    tenth: list[dict[int, float]] = []
    for is_exhaustive in (True, False):
        task = Task.of(pairing, limit=TOP, queries="needs", is_exhaustive=is_exhaustive)
        scores: dict[int, float] = {}
        for chunk in task.chunks():
            found = task.run(chunk)
            tenths = found.scores.total[found.starts[:-1] + 9]
            scores.update(zip(found.queries.tolist(), tenths.tolist(), strict=True))
            if len(scores) >= CHECKED and is_exhaustive:
                break
            if tenth and len(tenth[0].keys() - scores.keys()) == 0:
                break
        tenth.append(scores)
    return float(np.mean([score == tenth[1][query] for query, score in tenth[0].items()]))


if __name__ == "__main__":
    main()

"""Real advertisements and programmes, from text to the top 20, beside the program most people would write."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks import market
from benchmarks.options import SEED, Options, command
from benchmarks.rows import Row, seconds, show, timed
from matchmaker.matching.pairing import Pairing
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.search import Task, run
from matchmaker.matching.text import need_text, offer_text

TOP = 20
CHECKED = 3000  # So many needs are compared with everything, to see what the candidates miss.
ROUNDS = 3  # in which ours and the peer take turns; a run of everything is long enough by itself.
BLOCK = 500


def main(options: Options) -> None:
    """Print how long either takes, and whether ours loses anything; needs the files."""
    if options.needs is None or options.offers is None:
        click.echo("\nReal advertisements: not run, --needs and --offers name no files")
        return
    needs, offers = market.real(options.needs, options.offers)
    size = min(options.size(8000, full=len(needs)), len(needs))
    needs = [needs[at] for at in np.random.default_rng(SEED).choice(len(needs), size, replace=False)]
    lists = market.catalogue()
    pairing = _ours(needs, offers, lists)  # What is compiled is compiled before the clock runs.
    majors = list({offer.major_code: offer for offer in offers}.values())
    ours, peer, peer_of_majors = [], [], []
    for _round in range(1 if options.is_full else ROUNDS):
        ours.append(timed(partial(_ours, needs, offers, lists))[0])
        peer_of_majors.append(timed(partial(_straightforward, needs, majors, lists))[0])
        ours.append(timed(partial(_ours, needs, offers, lists))[0])
        peer.append(timed(partial(_straightforward, needs, offers, lists))[0])
    mine = float(np.median(ours))
    rows = [
        Row(f"peer ranks {name}", seconds(mine), seconds(theirs), mine / theirs, "≤ 0.1")
        for name, theirs in (
            (f"all {len(offers):,} programmes", float(np.median(peer))),
            (f"{len(majors)} distinct majors", float(np.median(peer_of_majors))),
        )
    ]
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
    command(main)()

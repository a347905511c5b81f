"""A national market of distinct texts, beside bare sparse_dot_topn on dictionary terms."""

from __future__ import annotations

import resource
from collections.abc import Sequence
from functools import partial

import numpy as np
import rjieba
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sparse_dot_topn import sp_matmul_topn

from benchmarks import market
from benchmarks.options import THREADS, Options, command
from benchmarks.rows import Row, show, timed
from matchmaker.matching.pairing import Pairing
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.ranking import Model, fit
from matchmaker.matching.search import Task, run
from matchmaker.matching.sides import Side, encode
from matchmaker.matching.text import need_text, offer_text

OFFERS = 120_000
NATION = 1_000_000
SHARES = (1 / 64, 1 / 16, 1 / 4, 1.0)  # of the needs: cost may not grow faster than they do.
TOP = 20
CHECKED = 200  # So many needs are compared with every offer, to see what the candidates miss.
_ENDINGS = ("技术", "工程", "专业", "人员", "管理", "设计", "师", "工", "员")


def main(options: Options) -> None:
    """Print one row a size."""
    sizes = [round(share * options.size(16_000, full=NATION)) for share in SHARES]
    lists = market.catalogue()
    offers = market.synthetic_offers(OFFERS)
    everybody = list(market.synthetic_needs(sizes[-1]))
    fit_seconds, model = timed(lambda: fit(needs=everybody, offers=offers, catalogue=lists))
    encode_seconds, side = timed(lambda: encode(offers, text=model.text, catalogue=lists))
    search_all = partial(_search, side=side, model=model, lists=lists)
    turn_seconds = timed(partial(search_all, everybody[:1]))[0]  # The first search turns the offers' lists.
    once = fit_seconds, encode_seconds, turn_seconds
    told = " + ".join(f"{seconds:.1f}" for seconds in once)
    rows = [Row(f"fit on all, encode {OFFERS:,} offers, turn their lists", f"{told} s")]
    terms = _Terms(lists, offers)
    for size in sizes:
        texts, search, count = search_all(everybody[:size])
        peer = terms.seconds(everybody[:size])
        ours = f"{texts:.1f} s texts + {search:.1f} s search ({size / search:,.0f}/s)"
        rows.append(Row(f"{size:,} × {OFFERS:,}", ours, f"{peer:.1f} s", (texts + search) / peer, "≤ 4"))
        assert count == TOP * size, "a need found fewer than it should"  # noqa: S101 - figures must be of whole lists.
    if sizes[-1] < NATION:
        minutes = (sum(once) + NATION * (texts + search) / sizes[-1]) / 60
        rows.append(Row(f"{NATION:,}, reckoned from the last", f"{minutes:.0f} min", bar="aim 10 min"))
    rows.append(Row("peak memory", f"{_gigabytes():.1f} GB", bar="≤ 8 GB"))
    share = _exactness(everybody[:: max(1, sizes[-1] // CHECKED)][:CHECKED], side, model, lists)
    rows.append(Row(f"same 10th score as all pairs, {CHECKED} needs", f"{share:.1%}"))
    show("A national market: distinct texts, top 20", rows)


def _search(
    needs: Sequence[Need], *, side: Side[Offer], model: Model, lists: Catalogue
) -> tuple[float, float, int]:
    """Return the seconds of reading the needs and of the search, and how many candidates it found."""
    texts, asked = timed(partial(encode, needs, text=model.text, catalogue=lists))
    task = Task.of(Pairing(asked, side, catalogue=lists), limit=TOP, queries="needs")
    search, count = timed(lambda: sum(len(found.needs) for found in run(task)))
    return texts, search, count


class _Terms:
    """The peer: words of a dictionary of the trade, with their stems, and nothing but the product."""

    def __init__(self, lists: Catalogue, offers: Sequence[Offer]) -> None:
        names = [*lists.majors.values(), *lists.occupations.values()]
        names += [course for some in lists.courses.values() for course in some]
        self._dictionary = {word for name in names for word in rjieba.cut(name) if len(word) > 1}
        self._vectors = TfidfVectorizer(analyzer=self._cut, sublinear_tf=True, dtype=np.float32)
        rows = self._vectors.fit_transform(offer_text(offer, catalogue=lists) for offer in offers)
        self._offers = sparse.csr_matrix(rows.T)

    def seconds(self, needs: Sequence[Need]) -> float:
        """Return the seconds that the product takes."""
        rows = self._vectors.transform(map(need_text, needs))
        return timed(lambda: sp_matmul_topn(rows, self._offers, top_n=TOP, n_threads=THREADS))[0]

    def _cut(self, text: str) -> list[str]:
        words = [word for word in rjieba.cut(text) if word in self._dictionary]
        stems = (word.removesuffix(end) for word in words for end in _ENDINGS if word.endswith(end))
        return [*words, *(stem for stem in stems if len(stem) > 1)]


def _exactness(needs: Sequence[Need], side: Side[Offer], model: Model, lists: Catalogue) -> float:
    asked = encode(needs, text=model.text, catalogue=lists)
    pairing = Pairing(asked, side, catalogue=lists)
    tenth = []
    for is_exhaustive in (True, False):
        task = Task.of(pairing, limit=TOP, queries="needs", is_exhaustive=is_exhaustive)
        found = list(run(task))
        order = np.argsort(np.concatenate([chunk.queries for chunk in found]))
        scores = [chunk.scores.total[chunk.starts[:-1] + 9] for chunk in found]
        tenth.append(np.concatenate(scores)[order])
    return float(np.mean(tenth[0] == tenth[1]))


def _gigabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    command(main)()

"""One question to the warm index of a large market, and a posting published: from commit to matches."""

from __future__ import annotations

import tempfile
import time
from functools import partial
from operator import matmul
from pathlib import Path

import numpy as np

from benchmarks import market
from benchmarks.options import Options, command
from benchmarks.rows import Row, seconds, show, timed
from matchmaker.config import Settings
from matchmaker.db import Database
from matchmaker.matching.profile import Need, Offer
from matchmaker.matching.store.index import Index
from matchmaker.matching.text import need_text, offer_text, vectorize
from matchmaker.models import Demand, Organization, Programme
from matchmaker.services.matches.matchmaking import Matcher
from matchmaker.services.upkeep import catalogue, schema
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import OrganizationState, PostingState

QUESTIONS = 200
PUBLISHED = 20
WARM = 20
TOP = 20


def main(options: Options) -> None:
    """Print the two tables."""
    offers = market.synthetic_offers(options.size(120_000, full=120_000))
    needs = list(market.synthetic_needs(options.size(5_000, full=20_000) + QUESTIONS))
    index = Index.build(offers, needs[:-QUESTIONS], market.catalogue())
    with tempfile.TemporaryDirectory() as folder:
        saved, _ = timed(partial(index.save, Path(folder)))
        opened, index = timed(partial(Index.load, Path(folder)))
        ours, peer = _asked(index, offers, needs[-QUESTIONS:])
    rows = []
    for name, share in (("median", 50), ("p95", 95)):
        mine, theirs = float(np.percentile(ours, share)), float(np.percentile(peer, share))
        rows.append(Row(name, seconds(mine), seconds(theirs), mine / theirs, "≤ 10" if share == 95 else "—"))
    rows.append(Row("the index: written, opened", f"{seconds(saved)}, {seconds(opened)}"))
    show(f"One need against {len(offers):,} offers, beside scipy's row × matrix of the same texts", rows)
    offers = offers[: options.size(30_000, full=120_000)]
    with tempfile.TemporaryDirectory() as folder:
        took = _publish(Path(folder), offers, needs)
    rows = [
        Row("median", seconds(float(np.median(took))), bar="≤ 300 ms"),
        Row("slowest", seconds(max(took))),
    ]
    show(f"Publishing a demand among {len(offers):,} programmes: commit → matches of both sides", rows)


def _asked(index: Index, offers: list[Offer], asked: list[Need]) -> tuple[list[float], list[float]]:
    """Return how long each question takes, ours and the bare product in turn, both from a warm index."""
    model = index.model
    texts = [offer_text(offer, catalogue=model.catalogue) for offer in offers]
    turned = vectorize(texts, model=model.text).T.tocsr()
    rows = vectorize([need_text(need) for need in asked], model=model.text)
    for need in asked[:WARM]:
        index.search_need(need, TOP)
    ours, peer = [], []
    for at, need in enumerate(asked):
        ours.append(timed(partial(index.search_need, need, TOP))[0])
        peer.append(timed(partial(matmul, rows[at], turned))[0])
    return ours, peer


def _publish(folder: Path, offers: list[Offer], needs: list[Need]) -> list[float]:
    settings = Settings(secret_key="benchmark", data_dir=folder, database_url=f"sqlite:///{folder}/bench.db")  # noqa: S106 - a database that lives for this run.
    database = Database(settings.database_url)
    schema.migrate(database)
    with database.transaction() as session:
        catalogue.load(session)
        kinds = (OrganizationKind.SCHOOL, OrganizationKind.ENTERPRISE)
        school, enterprise = (
            Organization(kind=kind, name=kind.value, state=OrganizationState.VERIFIED) for kind in kinds
        )
        session.add_all([school, enterprise])
        session.flush()  # The postings need the organizations' ids.
        session.add_all(_programme(offer, school.id) for offer in offers)
        session.add_all(_demand(need, enterprise.id) for need in needs[:-QUESTIONS])
    matcher = Matcher(database, settings)
    matcher.match_all(lambda _done, _total: None)
    took = []
    for need in needs[-QUESTIONS:][: PUBLISHED + 1]:
        demand = _demand(need, enterprise.id)
        with database.transaction() as session:
            session.add(demand)
        start = time.perf_counter()
        matcher.match_one(demand_id=demand.id)
        took.append(time.perf_counter() - start)
    database.engine.dispose()
    return took[1:]  # The first question after a full run makes the index ready.


def _programme(offer: Offer, owner: int) -> Programme:
    return Programme(
        organization_id=owner,
        title=offer.title,
        major_code=offer.major_code,
        courses=list(offer.courses),
        places=offer.places,
        longitude=offer.place.longitude,
        latitude=offer.place.latitude,
        state=PostingState.PUBLISHED,
    )


def _demand(need: Need, owner: int) -> Demand:
    return Demand(
        organization_id=owner,
        title=need.title,
        summary=need.summary,
        headcount=need.posts,
        longitude=need.place.longitude,
        latitude=need.place.latitude,
        state=PostingState.PUBLISHED,
    )


if __name__ == "__main__":
    command(main)()

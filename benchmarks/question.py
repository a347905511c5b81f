"""One question to the warm index of a large market, and a posting published: from commit to matches."""

from __future__ import annotations

import tempfile
import time
from functools import partial
from operator import matmul
from pathlib import Path

import numpy as np

from benchmarks import market
from benchmarks.options import IS_FULL
from benchmarks.rows import Row, seconds, show, timed
from matchmaker.config import Settings
from matchmaker.db import Database
from matchmaker.matching.profile import Need, Offer
from matchmaker.matching.ranking import Model
from matchmaker.matching.store.index import Index
from matchmaker.matching.text import need_text, offer_text, vectorize
from matchmaker.models import Demand, Organization, Programme
from matchmaker.services.matches.matchmaking import Matcher
from matchmaker.services.upkeep import catalogue, schema
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import OrganizationState, PostingState

OFFERS = 120_000 if IS_FULL else 30_000
NEEDS = 20_000 if IS_FULL else 5_000
QUESTIONS = 200
PUBLISHED = 20
TOP = 20


def main() -> None:
    """Print the two tables."""
    offers, needs = market.synthetic_offers(OFFERS), list(market.synthetic_needs(NEEDS + QUESTIONS))
    index = Index.build(offers, needs[:NEEDS], market.catalogue())
    asked = needs[NEEDS:]
    index.search_need(asked[0], TOP)
    ours = [timed(partial(index.search_need, need, TOP))[0] for need in asked]
    peer = _bare(index.model, offers, asked)
    rows = []
    for name, share in (("median", 50), ("p95", 95)):
        mine, theirs = float(np.percentile(ours, share)), float(np.percentile(peer, share))
        rows.append(Row(name, seconds(mine), seconds(theirs), mine / theirs, "≤ 10" if share == 95 else "—"))
    show(f"One need against {OFFERS:,} offers, beside scipy's row × matrix of the same texts", rows)
    with tempfile.TemporaryDirectory() as folder:
        took = _publish(Path(folder), offers, needs)
    rows = [
        Row("median", seconds(float(np.median(took))), bar="≤ 300 ms"),
        Row("slowest", seconds(max(took))),
    ]
    show(f"Publishing a demand among {OFFERS:,} programmes: commit → matches of both sides", rows)


def _bare(model: Model, offers: list[Offer], asked: list[Need]) -> list[float]:
    texts = [offer_text(offer, catalogue=model.catalogue) for offer in offers]
    turned = vectorize(texts, model=model.text).T.tocsr()
    rows = vectorize([need_text(need) for need in asked], model=model.text)
    return [timed(partial(matmul, rows[at], turned))[0] for at in range(len(asked))]


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
        session.add_all(_demand(need, enterprise.id) for need in needs[:NEEDS])
    matcher = Matcher(database, settings)
    matcher.match_all(lambda _done, _total: None)
    took = []
    for need in needs[NEEDS : NEEDS + PUBLISHED + 1]:
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
    main()

"""Head-counts are filed by one side and confirmed by the other; all together archive the partnership."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.errors import StaleError
from matchmaker.models import Mail
from matchmaker.policy import NotPermittedError
from matchmaker.services.deadlines import reminders
from matchmaker.services.events import Actor
from matchmaker.services.outcomes import archive, outlook, reports
from matchmaker.services.outcomes.figures import CountsError
from matchmaker.services.outcomes.reports import NotDueError, ReportedError
from matchmaker.terms import Stage
from matchmaker.workflow import GuardError, IllegalMoveError, PartnershipState, ReportState
from tests.services.ended import GRADUATED, Ended

ELSEWHERE = [(1, Stage.GRADUATION), (0, Stage.SIX_MONTHS), (3, Stage.GRADUATION)]


@pytest.fixture
def ended(make, session):
    return Ended(make, session, days=400)


def test_the_school_reports_graduates_and_every_enterprise_confirms(ended):
    report = ended.report(0, Stage.GRADUATION, GRADUATED)
    ended.confirm(report, 1)
    assert report.state is ReportState.SUBMITTED
    ended.confirm(report, 2)
    assert report.state is ReportState.CONFIRMED
    assert ended.actions() == ["file_outcome", "confirm_outcome", "confirm_outcome", "settle_outcome"]


def test_each_enterprise_reports_whom_it_kept_and_the_school_confirms(ended):
    for party in (1, 2):
        report = ended.settle(party, Stage.SIX_MONTHS, {"hired": 15, "kept": 12})
        assert report.state is ReportState.CONFIRMED
    assert archive.open_reports(ended.partnership, archive.outcome(ended.session, ended.partnership)) == {
        Stage.GRADUATION: {ended.parties[0].id},
        Stage.TWELVE_MONTHS: {ended.parties[1].id, ended.parties[2].id},
    }


@pytest.mark.parametrize(
    ("party", "stage"), [(1, Stage.GRADUATION), (0, Stage.SIX_MONTHS), (3, Stage.GRADUATION)]
)
def test_each_stage_has_its_side(ended, party, stage):
    counts = GRADUATED if stage is Stage.GRADUATION else {"hired": 1, "kept": 1}
    with pytest.raises(NotPermittedError):
        ended.report(party, stage, counts)


def test_only_the_other_side_confirms_and_returns(ended):
    report = ended.report(1, Stage.SIX_MONTHS, {"hired": 15, "kept": 12})
    for party in (1, 2, 3):
        with pytest.raises(NotPermittedError):
            ended.confirm(report, party)
        with pytest.raises(NotPermittedError):
            reports.send_back(ended.session, report, version=1, reason="x", **ended.side(party))


def test_a_returned_report_is_corrected_by_who_filed_it(ended):
    report = ended.report(1, Stage.SIX_MONTHS, {"hired": 15, "kept": 15})
    with pytest.raises(GuardError):
        reports.send_back(ended.session, report, version=report.version, reason=" ", **ended.side(0))
    reports.send_back(ended.session, report, version=report.version, reason="有两人已离职", **ended.side(0))
    ended.session.flush()
    better, version = {"hired": 15, "kept": 13}, report.version
    with pytest.raises(NotPermittedError):
        reports.edit(ended.session, report, better, version=version, **ended.side(2))
    reports.edit(ended.session, report, better, version=version, **ended.side(1))
    ended.session.flush()
    assert (report.state, report.kept, report.return_reason) == (ReportState.SUBMITTED, 13, "")
    with pytest.raises(StaleError):
        ended.confirm(report, 0, version=version)
    with pytest.raises(ReportedError):
        ended.report(1, Stage.SIX_MONTHS, better)


@pytest.mark.parametrize(
    "counts",
    [
        GRADUATED | {"employed": 41},
        GRADUATED | {"matched": 37},
        GRADUATED | {"local": 37},
        GRADUATED | {"graduates": -1},
        {"graduates": 40},
        {"hired": 3, "kept": 2},
    ],
)
def test_head_counts_that_contradict_each_other_are_refused(ended, counts):
    with pytest.raises(CountsError):
        ended.report(0, Stage.GRADUATION, counts)


@pytest.mark.parametrize(
    ("days", "stage"), [(-1, Stage.GRADUATION), (181, Stage.SIX_MONTHS), (364, Stage.TWELVE_MONTHS)]
)
def test_nobody_reports_what_cannot_be_known_yet(make, session, days, stage):
    early = Ended(make, session, days=days)
    party, counts = (0, GRADUATED) if stage is Stage.GRADUATION else (1, {"hired": 1, "kept": 1})
    with pytest.raises(NotDueError):
        early.report(party, stage, counts)


def test_evaluation_and_all_figures_together_archive_it(ended):
    ended.settle(0, Stage.GRADUATION, GRADUATED)
    for party in (1, 2):
        ended.settle(party, Stage.SIX_MONTHS, {"hired": 15, "kept": 12})
        ended.settle(party, Stage.TWELVE_MONTHS, {"hired": 15, "kept": 11})
    assert ended.partnership.state is PartnershipState.RUNNING
    for party in range(4):
        ended.evaluate(party)
    assert ended.partnership.state is PartnershipState.ARCHIVED
    assert ended.actions()[-2:] == ["close_evaluation", "complete"]
    with pytest.raises(IllegalMoveError):
        archive.close(ended.session, ended.partnership, reason="x", actor=Actor())


def test_an_authority_archives_what_will_never_be_whole(ended):
    for party in range(4):
        ended.evaluate(party)
    with pytest.raises(GuardError):
        archive.close(ended.session, ended.partnership, reason=" ", actor=Actor())
    archive.close(ended.session, ended.partnership, reason="企业已注销", actor=Actor())
    assert ended.partnership.state is PartnershipState.ARCHIVED
    with pytest.raises(NotDueError):
        ended.report(0, Stage.GRADUATION, GRADUATED)


def test_the_page_says_what_is_told_and_what_is_missing(ended):
    ended.report(0, Stage.GRADUATION, GRADUATED)
    ended.evaluate(3)
    seen = outlook.of_partnership(ended.session, ended.partnership, mine=frozenset(), on=now().date())
    [figures] = seen.chapters[0].told
    assert [round(share.percent) for share in figures.shares] == [90, 83, 67]
    assert [one.id for one in figures.waiting] == [ended.parties[1].id, ended.parties[2].id]
    assert (len(seen.said), seen.given, seen.needs_authority) == (0, 1, False)
    assert {one.id for one in seen.missing} == {party.id for party in ended.parties[:3]}
    assert [len(chapter.missing) for chapter in seen.chapters] == [0, 2, 2]


@pytest.mark.parametrize(("days", "mailed"), [(2, 0), (3, 5), (10, 5), (185, 7)])
def test_who_is_silent_is_reminded_after_three_and_ten_days(make, session, settings, days, mailed):
    """Evaluations: three parties and the authority; the school's figures; the enterprises' at six months."""
    ended = Ended(make, session, days=days)
    assert reminders.remind(session, settings) == mailed
    assert reminders.remind(session, settings) == 0
    keys = session.scalars(select(Mail.key)).all()
    assert len(keys) == mailed
    assert all(key.startswith(f"remind:partnership:{ended.partnership.id}:") for key in keys)


def test_who_has_spoken_is_not_reminded(make, session, settings):
    ended = Ended(make, session, days=4)
    for party in (0, 1, 2, 3):
        ended.evaluate(party)
    ended.report(0, Stage.GRADUATION, GRADUATED)
    assert reminders.remind(session, settings) == 0

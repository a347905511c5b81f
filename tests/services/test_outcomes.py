"""All figures and evaluations together archive a partnership; who is silent is reminded."""

from __future__ import annotations

import pytest

from matchmaker.policy import VISITOR
from matchmaker.services import working_days
from matchmaker.services.events import Actor
from matchmaker.services.outcomes import outlook
from matchmaker.services.reports import archive
from matchmaker.services.reports.filing import NotDueError
from matchmaker.terms import Stage
from matchmaker.workflow import GuardError, IllegalMoveError, PartnershipState
from tests.classes import GRADUATED, STAYED, ended
from tests.services.classes import Class


@pytest.fixture
def group(make, session):
    return Class(make, session, **ended(400))


def test_evaluation_and_all_figures_together_archive_it(group):
    group.settle(Stage.GRADUATION, GRADUATED)
    for party in (1, 2):
        group.settle(Stage.SIX_MONTHS, STAYED, party)
        group.settle(Stage.TWELVE_MONTHS, STAYED, party)
    assert group.partnership.state is PartnershipState.RUNNING
    group.everybody_evaluates()
    assert group.partnership.state is PartnershipState.ARCHIVED
    assert group.actions()[-2:] == ["close_evaluation", "complete"]
    with pytest.raises(IllegalMoveError):
        archive.close(group.session, group.partnership, reason="x", actor=Actor())


def test_the_last_figures_archive_what_is_evaluated(group):
    group.everybody_evaluates()
    group.settle(Stage.GRADUATION, GRADUATED)
    for stage in (Stage.SIX_MONTHS, Stage.TWELVE_MONTHS):
        group.settle(stage, STAYED, 1)
    group.settle(Stage.SIX_MONTHS, STAYED, 2)
    last = group.file(Stage.TWELVE_MONTHS, STAYED, 2)
    assert group.partnership.state is PartnershipState.EVALUATED
    group.confirm(last, 0)
    assert group.partnership.state is PartnershipState.ARCHIVED


def test_an_authority_archives_what_will_never_be_whole(group):
    group.everybody_evaluates()
    with pytest.raises(GuardError):
        archive.close(group.session, group.partnership, reason=" ", actor=Actor())
    archive.close(group.session, group.partnership, reason="企业已注销", actor=Actor())
    assert group.partnership.state is PartnershipState.ARCHIVED
    with pytest.raises(NotDueError):
        group.file(Stage.GRADUATION, GRADUATED)


def test_the_page_says_what_is_told_and_what_is_missing(group):
    group.file(Stage.GRADUATION, GRADUATED)
    group.evaluate(3)
    seen = outlook.of_partnership(group.session, group.partnership, identity=VISITOR, on=working_days.today())
    [figures] = seen.chapters[0].told
    assert [round(share.percent) for share in figures.shares] == [90, 83, 67]
    assert [one.id for one in figures.waiting] == [group.parties[1].id, group.parties[2].id]
    assert (len(seen.said), seen.given, seen.needs_authority) == (0, 1, False)
    assert {one.id for one in seen.missing} == {party.id for party in group.parties[:3]}
    assert [len(chapter.missing) for chapter in seen.chapters] == [0, 2, 2]

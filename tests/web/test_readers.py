"""Where two authorities read a proposal, the pages say whose decision is lacking."""

from matchmaker.db import now
from matchmaker.terms import Department
from matchmaker.workflow import ProposalState


def test_who_still_has_to_read_a_proposal_is_told(make, sign_in):
    education = make.authority(name="市教育局")
    make.authority(name="市工信局", department=Department.INDUSTRY)
    school = make.school()
    proposal = make.proposal(make.programme(school), make.demand(), state=ProposalState.IN_REVIEW, gates=[])
    facts = {"proposal_id": proposal.id, "created_at": now()}
    mine = make.review(reader="school_side", **facts)
    make.review(reader="enterprise_side", **facts)
    line = sign_in(make.editor(school)).get(f"/proposals/{proposal.id}").text.partition("等待审核：")[2]
    assert line.startswith("市教育局 · 市工信局")

    reviewer = sign_in(make.reviewer(education))
    reviewer.post(f"/reviews/{mine.id}/take")
    assert (
        reviewer.post(f"/reviews/{mine.id}/decide", data={"decision": "approve", "version": 2}).status_code
        == 303
    )
    assert "还须审核：市工信局" in reviewer.get("/reviews").text


def test_of_two_authorities_of_a_side_either_may_decide_and_the_line_says_so(make, sign_in):
    make.authority(name="市教育局")
    make.authority(name="市人社局", department=Department.HUMAN_RESOURCES)
    school = make.school()
    proposal = make.proposal(make.programme(school), make.demand(), state=ProposalState.IN_REVIEW, gates=[])
    make.review(reader="school_side", proposal_id=proposal.id, created_at=now())
    line = sign_in(make.editor(school)).get(f"/proposals/{proposal.id}").text.partition("等待审核：")[2]
    told = line.partition("\n")[0]
    assert {"市教育局", "市人社局"} == set(told.partition("（任一部门即可）")[0].split("、"))

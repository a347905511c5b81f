"""Lists taken away as workbooks: the same rows in the same order as the pages show, all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from flask import send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matchmaker.db import now
from matchmaker.models import Match, Organization, Partnership, Proposal
from matchmaker.services import gazetteer, working_days
from matchmaker.services.paging import Page
from matchmaker.services.partnerships import partnerships as running
from matchmaker.services.reports import bureaus
from matchmaker.terms import Side
from matchmaker.web.access import db_session, identity
from matchmaker.web.documents.workbooks import TYPE, Cell, Table, write
from matchmaker.web.labels import feature, label
from matchmaker.web.templating import listed, phase

# A column is its heading and what it says of a row.
Columns = Sequence[tuple[object, Callable[[Any], Cell]]]
FEATURES = ("text", "must", "nice", "bridge", "level", "dates", "distance", "capacity", "track_record")


def postings(
    side: Side,
    page: Page[Any],
    *,
    match_counts: Mapping[int, int] | None = None,
) -> ResponseReturnValue:
    """Send postings or organizations; one's own with their states and numbers of matches."""
    columns: list[Any] = [*_SIDES[side]]
    names = gazetteer.held(db_session()).whole_names
    columns.insert(1, (_("所在地区"), lambda row: names.get(row.region_code)))
    if match_counts is None:
        columns.insert(0, (_("单位"), _owner))
    else:
        columns += [
            (_("状态"), lambda row: label(row.state)),
            (_("匹配"), lambda row: match_counts.get(row.id, 0)),
            (_("有效期至"), lambda row: row.expires_at if row.published_at else None),
        ]
    return _send(side.value, {gettext("列表"): _table(page, columns)}, page.items)


def matches(page: Page[Match]) -> ResponseReturnValue:
    """Send pairs with their scores and the parts that add up to them."""
    parts = [(feature(name), _part(name)) for name in FEATURES]
    return _send("matches", {gettext("列表"): _table(page, (*_PAIR, *parts))}, page.items)


def tallies(
    page: Page[Any], counted: Mapping[int, tuple[int, float]], *, is_demands: bool
) -> ResponseReturnValue:
    """Send one's own postings with how many matches each has, and the best score."""
    columns = (
        (_("需求") if is_demands else _("专业"), lambda row: row.title),
        (_("岗位数") if is_demands else _("学位数"), lambda row: row.capacity),
        (_("匹配数"), lambda row: counted.get(row.id, (0, None))[0]),
        (_("最高分"), lambda row: counted.get(row.id, (0, None))[1]),
    )
    return _send("matches", {gettext("列表"): _table(page, columns)}, page.items)


def proposals(page: Page[Proposal]) -> ResponseReturnValue:
    """Send proposals."""
    return _send("proposals", {gettext("列表"): _table(page, _PROPOSAL)}, page.items)


def partnerships(page: Page[Partnership]) -> ResponseReturnValue:
    """Send partnerships; to authorities also what all of them, shown or not, come to by mode and by major."""
    sheets, told = {gettext("列表"): _table(page, _PARTNERSHIP)}, page.items
    if identity().reviewer_of or identity().is_administrator:
        at, told = now(), running.every(db_session(), identity())
        kinds, majors = bureaus.by_kind(told, at=at), bureaus.by_major(db_session(), told, at=at)
        sheets[gettext("按合作模式")] = _rows(kinds, _BY_KIND)
        sheets[gettext("按专业")] = _rows(majors, _BY_MAJOR)
    return _send("partnerships", sheets, told)


def _table(page: Page[Any], columns: Columns) -> Table:
    table = _rows(page.items, columns)
    if page.total > len(page.items):
        shown, total = len(page.items), page.total
        note = gettext(
            "共 %(total)s 条，这里是前 %(shown)s 条；请缩小范围后再导出。", total=total, shown=shown
        )
        return Table(table.headings, [*table.rows, (note,)])
    return table


def _rows(items: Sequence[Any], columns: Columns) -> Table:
    headings = [str(heading) for heading, _tell in columns]
    return Table(headings, [tuple(tell(item) for _heading, tell in columns) for item in items])


def _send(name: str, sheets: Mapping[str, Table], rows: Sequence[Any]) -> ResponseReturnValue:
    """Send the sheets; where one of the rows that they tell of was invented, file and sheets say so."""
    if any(row.is_example for row in rows):
        name += "-" + gettext("示例数据")
        sheets = {gettext("%(name)s（示例数据）", name=title): table for title, table in sheets.items()}
    content = BytesIO(write(sheets))
    return send_file(content, mimetype=TYPE, as_attachment=True, download_name=f"{name}.xlsx")


def _owner(row: Any) -> Cell:  # noqa: ANN401 - a posting or an organization.
    return (row if isinstance(row, Organization) else row.organization).name


def _words(words: Sequence[str]) -> str:
    return listed(list(words)) if words else ""


def _name(member: Any) -> str | None:  # noqa: ANN401 - a member of any enumeration, or nothing.
    return None if member is None else label(member)


def _part(name: str) -> Callable[[Match], Cell]:
    return lambda match: match.parts.get(name)


def _parties(proposal: Proposal, side: str) -> str:
    """Name the parties of one side with what they bring."""
    return "\n".join(
        gettext("%(name)s：%(value)s", name=party.organization.name, value=getattr(party, side).title)
        for party in proposal.parties
        if getattr(party, side) is not None
    )


_SIDES: Mapping[Side, Columns] = {
    Side.PROGRAMMES: (
        (_("名称"), lambda row: row.title),
        (_("专业代码"), lambda row: row.major_code),
        (_("层次"), lambda row: _name(row.level)),
        (_("学位"), lambda row: row.places),
        (_("入学日期"), lambda row: row.start_date),
        (_("毕业日期"), lambda row: row.graduation_date),
        (_("技能"), lambda row: _words(row.skills)),
        (_("课程"), lambda row: _words(row.courses)),
    ),
    Side.DEMANDS: (
        (_("岗位名称"), lambda row: row.title),
        (_("职业代码"), lambda row: row.occupation_code),
        (_("人数"), lambda row: row.headcount),
        (_("最低层次"), lambda row: _name(row.least_level)),
        (_("录用承诺"), lambda row: _name(row.promise)),
        (_("到岗日期"), lambda row: row.start_date),
        (_("必备技能"), lambda row: _words(row.must_skills)),
        (_("加分技能"), lambda row: _words(row.nice_skills)),
    ),
    Side.ORGANIZATIONS: (
        (_("类型"), lambda row: label(row.kind)),
        (_("统一社会信用代码或学校代码"), lambda row: row.code),
        (_("简介"), lambda row: row.summary),
    ),
}
_PAIR: Columns = (
    (_("匹配度"), lambda match: match.score),
    (_("学校"), lambda match: match.programme.organization.name),
    (_("专业"), lambda match: match.programme.title),
    (_("学位"), lambda match: match.programme.places),
    (_("企业"), lambda match: match.demand.organization.name),
    (_("岗位名称"), lambda match: match.demand.title),
    (_("人数"), lambda match: match.demand.headcount),
)
_PROPOSAL: Columns = (
    (_("方案"), lambda proposal: proposal.id),
    (_("合作模式"), lambda proposal: label(proposal.kind)),
    (_("学校与专业"), lambda proposal: _parties(proposal, "programme")),
    (_("企业与岗位"), lambda proposal: _parties(proposal, "demand")),
    (_("学生人数"), lambda proposal: proposal.students),
    (_("匹配度"), lambda proposal: round(proposal.score, 1)),
    (_("状态"), lambda proposal: label(proposal.state)),
    (_("答复期限"), lambda proposal: proposal.answer_by),
)
_PARTNERSHIP: Columns = (
    (_("项目"), lambda one: one.id),
    (_("合作模式"), lambda one: label(one.proposal.kind)),
    (_("学校与专业"), lambda one: _parties(one.proposal, "programme")),
    (_("企业与岗位"), lambda one: _parties(one.proposal, "demand")),
    (_("学生人数"), lambda one: one.proposal.students),
    (_("状态"), lambda one: label(phase(one))),
    (_("达成日期"), lambda one: one.agreed_at),
    (_("约定的结束日期"), lambda one: one.proposal.term_end),
    (_("结束日期"), lambda one: running.ended_on(one, on=working_days.today())),
)
_BY_KIND: Columns = (
    (_("合作模式"), lambda line: label(line.kind)),
    (_("现有个数"), lambda line: line.classes),
    (_("现有学生人数"), lambda line: line.students),
    (_("上年末个数"), lambda line: line.classes_before),
    (_("上年末学生人数"), lambda line: line.students_before),
    (_("个数比上年末增减"), lambda line: line.classes - line.classes_before),
    (_("学生人数比上年末增减"), lambda line: line.students - line.students_before),
)
_BY_MAJOR: Columns = (
    (_("专业代码"), lambda line: line.code),
    (_("专业"), lambda line: line.name),
    (_("合作企业数"), lambda line: line.enterprises),
    (_("订单班人数"), lambda line: line.order_students),
    (_("学徒人数"), lambda line: line.apprentices),
    (_("接收实习人数"), lambda line: line.interns),
)

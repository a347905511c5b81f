"""The steps of each role's guide, in the order in which they are taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, why, and the page where it is done."""

    title: object
    text: object
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """A role's way through the platform."""

    title: object
    lead: object
    icon: str
    steps: tuple[Step, ...]


SCHOOL = Guide(
    _("学校使用指南"),
    _("面向校企合作办公室：把专业和学位发布出去，找到合适的企业，把一个班办起来。"),
    "school",
    (
        Step(
            _("注册学校"),
            _(
                "用10位学校标识码注册，由所在地区的主管部门核验。平台已有贵校记录时，"
                "请申请认领，不要重复注册。"
            ),
            "accounts.sign_up",
        ),
        Step(
            _("发布专业"),
            _(
                "选择专业后，课程和证书就按专业目录填好，并推荐技能；"
                "再写学位数、毕业日期和场地。写企业看得懂的技能，匹配才准。"
                "专业多时可以从 Excel 导入，检查后一次提交审核。"
            ),
            "programmes.mine",
        ),
        Step(
            _("看匹配"),
            _(
                "发布后几秒内就有匹配。"
                "每条都写明总分由哪几部分组成、哪些技能符合、哪些欠缺、离成班还差什么；不合适的可以标记“不感兴趣”。"
            ),
            "matches.index",
        ),
        Step(
            _("发起或答复合作"),
            _(
                "选中企业后发起合作，系统按合作模式拟好“谁给什么”；"
                "主管部门也会发来拟定的方案。各方都表示有意向后，才能看到联系方式。"
            ),
            "proposals.index",
        ),
        Step(
            _("确认并签协议"),
            _("主管部门审核通过后，各方确认同一版本，学位和岗位随即锁定。下载协议文本，签署后上传扫描件。"),
            "proposals.index",
        ),
        Step(
            _("每学期报告"),
            _(
                "班级开始运行后，每学期填一次人数、课时、导师和实习情况，企业核对确认。"
                "只填人数，不填学生个人信息。轮到贵校时，工作台的待办会提示。"
            ),
            "partnerships.index",
        ),
        Step(
            _("评价与成效"),
            _(
                "结课后各方互评；毕业时、毕业后 6 个月和 12 个月填报去向。"
                "这些记录会成为以往成效，影响以后的匹配。"
            ),
            "partnerships.index",
        ),
    ),
)
ENTERPRISE = Guide(
    _("企业使用指南"),
    _("面向人力资源部门：三分钟发一条需求，其余的交给匹配和主管部门。"),
    "building-factory-2",
    (
        Step(
            _("注册企业"),
            _("用18位统一社会信用代码注册并等待核验。主管部门代录过贵企业的需求时，注册后可以认领并确认。"),
            "accounts.sign_up",
        ),
        Step(
            _("发布需求"),
            _(
                "职业、人数、地区和联系人是必填项，其余可以以后补充。"
                "选好职业后，可从同类需求写过的技能中勾选。没有写的内容记为“待补充”，不会按不符合处理。"
            ),
            "demands.mine",
        ),
        Step(
            _("写明能提供什么"),
            _(
                "导师、教室、工位、宿舍、设备和录用承诺决定可以采用哪种合作模式："
                "没有承诺录用也可以办冠名班，有教室和工位可以办厂中校。"
            ),
            "demands.mine",
        ),
        Step(
            _("人数少也能成班"),
            _("岗位不足一个班时，平台会找附近同类企业一起办联合订单班，各家占多少名额写在方案里。"),
            "matches.index",
        ),
        Step(
            _("答复方案"),
            _(
                "收到方案后请在 7 个工作日内答复：有意向、先商谈，或者谢绝并选择原因。"
                "第 3 和第 7 个工作日会提醒；过了方案上写的答复期限，方案自动失效。"
                "60 天内五份不答复，需求会被暂停；每月接收几份可以在单位资料中设定。"
            ),
            "proposals.index",
        ),
        Step(
            _("确认、带班、核对"),
            _(
                "确认版本、上传签署的协议；学期中核对学校的报告；结课后评价，并填写录用和留任人数。"
                "轮到贵单位时，工作台的待办会提示。"
            ),
            "partnerships.index",
        ),
    ),
)
AUTHORITY = Guide(
    _("主管部门使用指南"),
    _("面向教育、人社、工信、发改和园区：核验单位，审核供需和方案，促成并跟踪合作。"),
    "building-bank",
    (
        Step(
            _("核验单位"),
            _("核对名称和代码后通过或退回；重复的记录可以合并，停用单位会同时撤下它的供需信息。"),
            "organizations.index",
        ),
        Step(
            _("审核供需"),
            _(
                "队列按期限排列。领取后一小时内由您处理；规则检查已经填好，"
                "没有违反规则的可以成批通过；退回时可以逐项写明意见。"
            ),
            "reviews.queue",
        ),
        Step(
            _("代录需求"),
            _("企业没有时间时，可以替它录入并发布；签订合作前由企业确认。"),
            "key_in.new",
        ),
        Step(
            _("安排对接计划"),
            _(
                "系统在本地区未占用的学位和岗位范围内拟出方案。"
                "您可以发送、修改、锁定或否决；重新规划只替换没有人动过的草案。"
            ),
            "plans.index",
        ),
        Step(
            _("审核方案"),
            _("看清谁给什么、人数、期限和规则检查。提醒类规则需要写明理由才能通过，理由会留在审计记录里。"),
            "reviews.queue",
        ),
        Step(
            _("跟踪合作"),
            _("班级的学期报告、评价和成效都在合作项目里；结课后需要主管部门评价的，工作台的待办会提示。"),
            "partnerships.index",
        ),
        Step(
            _("查操作记录"),
            _("谁在什么时候改了什么，一条不少，只能增加，不能修改。"),
            "events.index",
        ),
    ),
)
GUIDES: Mapping[str, Guide] = {"school": SCHOOL, "enterprise": ENTERPRISE, "authority": AUTHORITY}

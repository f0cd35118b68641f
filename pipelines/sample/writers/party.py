"""smart-Party-building exports of three systems, from autumn 2020; before it figures are unknown, not zero.

Names and telephone numbers stand in these files as they do in real ones, all of them invented, so that a test can
look for them in everything the project writes.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pipelines.sample import bulletin_2020_09 as september
from pipelines.sample import institution, texts
from pipelines.sample.draw import between, pick, stream
from pipelines.sample.formats import Row, Sheet, write_xls, write_xlsx
from pipelines.sample.volumes import Month, scaled

PERSONS = ("演示甲", "演示乙", "演示丙", "演示丁")
TELEPHONES = ("13800000000", "13800000001")
BRANCH_TYPES = ("党员大会", "支委会", "党小组会", "党课", "主题党日")
COMMITTEE_TYPES = ("党委会议", "中心组学习", "党课", "主题党日")
OWIP_CODES = {"党员大会": "1", "支委会": "2", "党小组会": "3", "党课": "4", "主题党日": "5"}
MEETING_HEADER = (
    "二级党组织",
    "党支部",
    "会议类型",
    "发布时间",
    "开展主题",
    "开始时间",
    "开展地点",
    "主持人",
    "联系人",
    "联系人电话",
    "任务状态",
    "审核人",
    "检查人",
    "备注",
)
APPROVAL_HEADER = (
    "党组织名称",
    "会议类型",
    "发布时间",
    "开展主题",
    "开始时间",
    "开展时长",
    "开展地点",
    "主持人",
    "联系人",
    "联系人电话",
    "任务状态",
    "审核人",
)
OWIP_HEADER = (
    "分党委",
    "支部",
    "会议类型",
    "会议时间",
    "年份",
    "季度",
    "月份",
    "会议名称",
    "议题",
    "地点",
    "主持人",
    "记录人",
    "参会人员",
    "请假人员",
    "列席人员",
    "应到人数",
    "实到人数",
    "请假/缺席人数",
    "会议内容",
    "会议决议",
    "是否公开",
    "状态",
    "是否退回",
    "退回原因",
    "附件",
)
UPLOAD_HEADER = (
    "组织名称",
    "活动类型",
    "活动主题",
    "活动时间",
    "应到人数",
    "实到人数",
    "上传时间",
    "附件数",
    "审核状态",
)
NAMES = {row[0]: row[1] for row in institution.PARTY_ORGS}
PARENTS = {row[0]: NAMES.get(row[4], "") for row in institution.PARTY_ORGS}


@dataclass(frozen=True)
class Record:
    org: str
    type: str
    topic: str
    held_at: datetime
    uploaded_at: datetime
    place: str
    expected: int
    attended: int


def write(folder: Path, months: list[Month], seed: int, scale: float) -> list[Path]:
    written = []
    for month in months:
        if month.month >= institution.SMART_PARTY_START:
            written += write_month(folder / month.month, month, seed, scale)
    return written


def write_month(at: Path, month: Month, seed: int, scale: float) -> list[Path]:
    """Each organisation reports through one system; each system also holds records that do not count."""
    counts = {
        org: n if month.is_printed else scaled(n * month.season, scale) for org, n in september.PARTY_UPLOADS.items()
    }
    records = {org: records_of(org, count, month, seed) for org, count in counts.items()}
    pending = {org: records_of(org, 1, month, seed, "未通过")[0] for org in counts}
    return [
        write_meetings(
            at,
            [*records["oriental_students"], *records["english_students"]],
            [pending["oriental_students"], pending["english_students"]],
            by_branch=month.age % 2 == 1,
        ),
        write_approvals(at, records["english_staff"], [pending["english_staff"]]),
        write_owip(at, records["intl_econ_students"], [pending["intl_econ_students"]]),
        write_uploads(at, month, [*records["committee"], *records["offices_general"]], [pending["committee"]]),
    ]


def records_of(org: str, count: int, month: Month, seed: int, mark: str = "") -> list[Record]:
    """count records held and uploaded within the month; one in eight is uploaded late."""
    rng = stream(seed, "party", org, month.month, mark)
    types = COMMITTEE_TYPES if org == "committee" else BRANCH_TYPES
    made = []
    for i in range(count):
        day = month.first + timedelta(days=between(rng, 0, len(month.days) - 3))
        held_at = datetime.combine(day, time(between(rng, 8, 18), 10 * between(rng, 0, 5)))
        delay = 12 if i % 8 == 5 else between(rng, 0, 2)
        uploaded_on = min(day + timedelta(days=delay), month.last)
        uploaded_at = datetime.combine(uploaded_on, time(between(rng, 19, 21), between(rng, 0, 59)))
        expected = between(rng, 9, 45)
        topic = f"{texts.headline(rng, texts.PARTY_TOPICS, year=day.year, month=day.month)}（第{i + 1}次）{mark}"
        made.append(
            Record(
                org,
                types[i % len(types)],
                topic,
                held_at,
                uploaded_at,
                pick(rng, ["会议室", "党员活动室", "图书馆报告厅"]),
                expected,
                expected - between(rng, 0, 3),
            )
        )
    return made


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def activity(r: Record) -> tuple[str, str, str, str]:
    """What was done, when it was uploaded, of what, when it was held."""
    return r.type, stamp(r.uploaded_at), r.topic, stamp(r.held_at)


def write_meetings(at: Path, passed: list[Record], pending: list[Record], *, by_branch: bool) -> Path:
    """会议统计: a merged title above the header; statuses 已通过, 已检查, 已纪要 count. by_branch: as a branch sees it,
    without the organisation above."""
    rows: list[Row] = []
    for i, r in enumerate([*passed, *pending]):
        status = (
            ("已通过", "已检查", "已纪要", "已抽查")[i % 4]
            if i < len(passed)
            else ("已提交", "被驳回")[(i - len(passed)) % 2]
        )
        rows.append(
            (
                PARENTS[r.org],
                NAMES[r.org],
                *activity(r),
                r.place,
                PERSONS[i % 4],
                PERSONS[(i + 1) % 4],
                TELEPHONES[i % 2],
                status,
                PERSONS[2],
                PERSONS[3],
                "",
            )
        )
    shown = [row[1:] if by_branch else row for row in (MEETING_HEADER, *rows)]
    return write_xlsx(at / "会议统计.xlsx", Sheet("会议统计", shown, title="会议统计"))


def write_approvals(at: Path, passed: list[Record], pending: list[Record]) -> Path:
    """会议审批: one organisation column, in which clerks also write a name the system does not know."""
    rows = []
    for i, r in enumerate([*passed, *pending]):
        name = "英语学院教工党支部" if i == 1 else NAMES[r.org]
        rows.append(
            (
                name,
                *activity(r),
                "90",
                r.place,
                PERSONS[i % 4],
                PERSONS[1],
                TELEPHONES[0],
                "已通过" if i < len(passed) else "已提交",
                PERSONS[2],
            )
        )
    return write_xlsx(at / "会议审批.xlsx", Sheet("会议审批", [APPROVAL_HEADER, *rows], title="会议审批"))


def write_owip(at: Path, passed: list[Record], pending: list[Record]) -> Path:
    """The list of the owip system: types and statuses are code numbers."""
    rows: list[Row] = []
    for i, r in enumerate([*passed, *pending]):
        day: date = r.held_at.date()
        rows.append(
            (
                PARENTS[r.org],
                NAMES[r.org],
                OWIP_CODES[r.type],
                str(day),
                str(day.year),
                str((day.month + 2) // 3),
                str(day.month),
                r.topic,
                r.topic,
                r.place,
                PERSONS[0],
                PERSONS[1],
                "、".join(PERSONS),
                "",
                "",
                r.expected,
                r.attended,
                r.expected - r.attended,
                "会议内容略",
                "会议决议略",
                "是",
                "1" if i < len(passed) else "2",
                "否",
                "",
                "",
            )
        )
    return write_xls(at / "组织生活列表_v1.xls", "Sheet1", [OWIP_HEADER, *rows])


def write_uploads(at: Path, month: Month, passed: list[Record], pending: list[Record]) -> Path:
    """The plain upload list with a title above and a totals row below, which is no record."""
    records = [*passed, *pending]
    rows: list[Row] = []
    for i, r in enumerate(records):
        rows.append(
            (
                NAMES[r.org],
                r.type,
                r.topic,
                stamp(r.held_at),
                r.expected,
                r.attended,
                stamp(r.uploaded_at),
                1 + i % 3,
                "已通过" if i < len(passed) else "待审核",
            )
        )
    totals = (
        "合计",
        "",
        "",
        "",
        sum(r.expected for r in records),
        sum(r.attended for r in records),
        "",
        sum(1 + i % 3 for i in range(len(records))),
        "",
    )
    return write_xlsx(
        at / "上传清单.xlsx",
        Sheet("上传清单", [UPLOAD_HEADER, *rows, totals], title=f"{month.month} 活动上传清单"),
    )

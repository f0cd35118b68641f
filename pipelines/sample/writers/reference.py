"""raw/reference/: what clerks tell us about the institution. Mostly UTF-8 with BOM, one GB18030, one xlsx."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.sample import bulletin_2020_09 as september
from pipelines.sample import institution, plans
from pipelines.sample.formats import Row, Sheet, write_csv, write_xlsx
from pipelines.sample.plan import Month

SPAN = ("启用日期", "停用日期")


def write(folder: Path, months: list[Month]) -> list[Path]:
    """Every reference table of the sample except 列名对照, which belongs to the format declarations."""
    tables = tables_for(months)
    written = []
    for name, (header, rows) in tables.items():
        content = [header, *([text(cell) for cell in row] for row in rows)]
        if name == "部门表":
            written.append(write_xlsx(folder / f"{name}.xlsx", Sheet("部门表", [header, *rows])))
        elif name == "媒体表":
            written.append(write_csv(folder / f"{name}.csv", content, "gb18030"))
        else:
            written.append(write_csv(folder / f"{name}.csv", content))
    return written


def text(cell: object) -> str:
    return "" if cell is None else str(cell)


def tables_for(months: list[Month]) -> dict[str, tuple[Row, Sequence[Row]]]:
    """Table name → (header, rows)."""
    party_start = institution.SMART_PARTY_START
    return {
        "单位信息": (("项目", "内容"), institution.INSTITUTION),
        "部门表": (
            (
                "部门编号",
                "部门名称",
                "部门类型",
                "上级部门编号",
                "显示顺序",
                *SPAN,
                "继任部门编号",
                "参与统计",
                "人数",
                "备注",
            ),
            [(*row[:8], "是", *row[8:]) for row in institution.DEPARTMENTS],
        ),
        "部门别名": (("别名", "部门编号", "来源", *SPAN, "备注"), institution.DEPARTMENT_ALIASES),
        "账号表": (
            ("账号编号", "平台", "账号名称", "文件夹", "主办部门编号", *SPAN, "是否官方", "状态", "备注"),
            institution.ACCOUNTS,
        ),
        "站点表": (
            ("站点编号", "站点名称", "文件夹", "站点级别", "主办部门编号", "域名", *SPAN),
            institution.SITES,
        ),
        "栏目表": (
            ("站点编号", "栏目", "栏目编号", "重要程度", "时限小时", *SPAN),
            institution.SITE_COLUMNS,
        ),
        "党组织表": (
            (
                "党组织编号",
                "党组织名称",
                "党组织类型",
                "支部类别",
                "上级党组织编号",
                "对应部门编号",
                "显示顺序",
                "免考核活动",
                *SPAN,
            ),
            [(*row, institution.FOUNDED, None) for row in institution.PARTY_ORGS],
        ),
        "党组织别名": (("党组织别名", "党组织编号", "来源"), institution.PARTY_ORG_ALIASES),
        "党建代码表": (("系统", "代码类别", "代码", "含义", "是否计数"), institution.PARTY_CODES),
        "媒体表": (
            ("媒体名称", "媒体级别", "媒体类型", *SPAN),
            [(*row, None, None) for row in institution.OUTLETS],
        ),
        "通报截止日期": (("月份", "数据来源", "数据截至", "通报日期"), cutoffs(months)),
        "菜单表": (
            ("账号编号", "一级菜单", "二级菜单", "显示顺序", *SPAN),
            [("wechat_main", *entry, order, None, None) for order, entry in enumerate(institution.MENU, start=1)],
        ),
        "指标启用月份": (("指标编号", "账号编号", "启用月份"), [("party_uploads", "", party_start)]),
        "校历": (
            ("学年", "学期", "类别", "开始日期", "结束日期"),
            institution.calendar(months[0].first.year - 1, months[-1].first.year),
        ),
        "事件表": (("日期", "标题", "范围"), institution.EVENTS),
        "目标表": (
            (
                "目标编号",
                "目标名称",
                "指标编号",
                "分母指标编号",
                "范围",
                "范围编号",
                "周期",
                "期间",
                "比较方式",
                "下限",
                "上限",
                "截止日期",
                "实际完成",
                "完成日期",
                "依据",
                "原文",
                "启用日期",
            ),
            [*plans.ORIGINAL_TARGETS, *((*row, plans.REVISED_ON.get(row[0], "")) for row in plans.TARGETS)],
        ),
        "规则表": (
            (
                "规则编号",
                "规则名称",
                "规则类别",
                "对象类别",
                "对象编号",
                "对象类型",
                "项目",
                "限值",
                "天数",
                "周期",
                "假期免除",
                *SPAN,
                "依据",
                "原文",
            ),
            plans.RULES,
        ),
        "计分办法": (
            (
                "办法编号",
                "办法名称",
                "用途",
                "重复规则",
                "并列规则",
                "不参评部门编号",
                "月度最低件数",
                "基础分",
                "月上限",
                *SPAN,
                "依据文件",
            ),
            plans.SCORE_SCHEMES,
        ),
        "计分规则表": (
            (
                "计分项编号",
                "办法编号",
                "计分项名称",
                "媒体级别",
                "媒体类型",
                "版面",
                "分值",
                "月上限",
                *SPAN,
            ),
            plans.SCORE_RULES,
        ),
        "计分考核表": (
            (
                "考核项编号",
                "办法编号",
                "考核项名称",
                "考核依据",
                "依据编号",
                "周期",
                "计算方式",
                "数量起",
                "数量止",
                "分值",
                "上限",
            ),
            plans.SCORE_MEASURES,
        ),
        "计分加减": (("办法编号", "部门编号", "日期", "加减分", "事由"), plans.SCORE_ADJUSTMENTS),
    }


def cutoffs(months: list[Month]) -> list[Row]:
    """Only the printed month stopped its sources early; other months ran to their end."""
    if not any(month.is_printed for month in months):
        return []
    return [
        (september.MONTH, "公众号", september.WECHAT_CUTOFF, september.ISSUED_ON),
        (september.MONTH, "智慧党建", september.PARTY_CUTOFF, september.ISSUED_ON),
    ]

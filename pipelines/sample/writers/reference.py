"""raw/reference/: what clerks tell us about the institution. Mostly UTF-8 with BOM, one GB18030, one xlsx."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.sample import bulletin_2020_09 as september
from pipelines.sample import institution
from pipelines.sample.formats import Row, Sheet, write_csv, write_xlsx
from pipelines.sample.volumes import Month

# Table → its file below ``tables/``; those of which nothing depends on the months of the sample.
FILES = {
    "单位信息": "institution",
    "部门表": "department",
    "部门别名": "department_alias",
    "账号表": "account",
    "站点表": "site",
    "栏目表": "site_column",
    "党组织表": "party_org",
    "党组织别名": "party_org_alias",
    "党建代码表": "party_code",
    "媒体表": "outlet",
    "事件表": "event",
    "目标表": "target",
    "规则表": "rule",
    "计分办法": "score_scheme",
    "计分规则表": "score_rule",
    "计分考核表": "score_measure",
    "计分加减": "score_adjustment",
}


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
    kept: dict[str, tuple[Row, Sequence[Row]]] = {name: institution.table(file) for name, file in FILES.items()}
    return kept | {
        "通报截止日期": (("月份", "数据来源", "数据截至", "通报日期"), cutoffs(months)),
        "菜单表": (
            ("账号编号", "一级菜单", "二级菜单", "显示顺序", "启用日期", "停用日期"),
            [("wechat_main", *entry, order, None, None) for order, entry in enumerate(institution.MENU, start=1)],
        ),
        "指标启用月份": (
            ("指标编号", "账号编号", "启用月份"),
            [("party_uploads", "", institution.SMART_PARTY_START)],
        ),
        "校历": (
            ("学年", "学期", "类别", "开始日期", "结束日期"),
            institution.calendar(months[0].first.year - 1, months[-1].first.year),
        ),
    }


def cutoffs(months: list[Month]) -> list[Row]:
    """Only the printed month stopped its sources early; other months ran to their end."""
    if not any(month.is_printed for month in months):
        return []
    return [
        (september.MONTH, "公众号", september.WECHAT_CUTOFF, september.ISSUED_ON),
        (september.MONTH, "智慧党建", september.PARTY_CUTOFF, september.ISSUED_ON),
    ]

"""The sample home published a second time, after an office changed what offices change between two publications.

The reports of the first publication are those of the sample itself. The second one has an error that was accepted,
figures of settled months that changed with and without a reason, checks that began to fail, failed by another number,
were mended and went away, a department and a title that hold markup, and data that is no demonstration.
"""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
from homes import ARTICLES, article, write_csv, write_xlsx

from pipelines.home import Home

HOSTILE = "<script>alert(1)</script>"
STUDENT_AFFAIRS = f"学生工作处{HOSTILE}"
# What came late: a file of articles of three months.
LATE = "website/main/稿件列表_补录.csv"
CORRECTIONS = ["月份", "指标编号", "部门编号", "导出原值", "修正为", "修正原因"]
TASK_COLUMNS = ["任务类别", "任务名称", "牵头部门", "完成时限", "完成日期", "完成情况"]
TASKS = [
    ["重点工作", "清理账号", "党委工作部", "2020-06-20", "2020-06-18", ""],
    ["重点工作", "毕业季展播", "党委工作部", "2020-07-15", "2020-07-10", ""],
    ["重点工作", "启用投稿系统", "党委工作部", "2020-09-10", "2020-09-08", ""],
    ["重点工作", "更新展板", "党委工作部", "2020-09-20", "2020-10-03", "已完成"],
    ["重点工作", "整理档案", "党委工作部", "2020-09-25", "", "进行中"],
    ["重点工作", "走访学院", "党委工作部", "2020-09-26", "", "已完成"],
    ["重点工作", "培训通讯员", "党委工作部", "2020-10-15", "", ""],
    ["重点工作", "年度总结", "党委工作部", "2020-12-20", "", ""],
    ["存在问题", "二级网站更新少", "党委工作部", "2020-10-31", "", ""],
    ["存在问题", "账号没有备案", "党委工作部", "2020-08-31", "2020-09-02", ""],
]


def change(home: Home) -> None:
    """Change the exports and reference tables of the sample as above."""
    reference = home.reference
    _edit(reference / "单位信息.csv", lambda row: ["演示数据", "否"] if row[0] == "演示数据" else row)
    units = pl.read_excel(reference / "部门表.xlsx", has_header=False, infer_schema_length=0)
    rows = [["" if cell is None else cell.removesuffix(" 00:00:00") for cell in row] for row in units.rows()]
    (reference / "部门表.xlsx").unlink()
    renamed = [[row[0], STUDENT_AFFAIRS, *row[2:]] if row[0] == "student_affairs" else row for row in rows]
    closed = [[*row[:6], "2020-08-31", *row[7:]] if row[0] == "sports" else row for row in renamed]
    founded = ["startup", "创新创业学院", "二级学院", "", "335", "2020-09-01", "", "", "是", "8", ""]
    write_csv(reference / "部门表.csv", [*closed, founded])
    aliases = [["学生工作处", "student_affairs"], ["现代信息技术中心", "edtech"]]
    _edit(reference / "部门别名.csv", more=[[*alias, "", "", "", ""] for alias in aliases])
    # The bulletin of September printed 7 submissions where the ledger has 6; now somebody types 8.
    _edit(
        home.raw / "bulletins" / "2020-09" / "通报数据.csv",
        lambda row: ["8" if row[4] == "submissions_received" and cell == "7" else cell for cell in row],
    )
    write_csv(
        home.raw / LATE,
        [
            ARTICLES,
            article(f"新生见面会{HOSTILE}", department="国际交流处", published="2020-09-04 09:00"),
            article("机房开放", column="服务窗口", department="技术中心", published="2020-09-11 09:00"),
            article("点击量写错", department="英语学院", published="2020-09-12 09:00", clicks="-3"),
            article("暑期社会实践", department="英语学院", published="2020-08-12 09:00"),
            article("暑期值班安排", column="通知公告", department="工会", published="2020-07-13 09:00"),
        ],
    )
    # Of July the office says why; of August nobody does.
    write_csv(
        reference / "修正表.csv",
        [CORRECTIONS, ["2020-07", "web_articles_published", "union", "0", "1", "漏登一篇"]],
    )
    too_many = ["articles_range", "每月推文 2 至 8 篇", "wechat_articles_published", "", "全校", "", "月", "2020-H2"]
    _edit(reference / "目标表.csv", more=[[*too_many, "区间", "2", "8", "", "", "", "原文", "每月推文2-8篇", ""]])
    write_xlsx(home.raw / "registers" / "工作任务登记.xlsx", {"任务": [TASK_COLUMNS, *TASKS]})


def _edit(path: Path, each: Callable[[list[str]], list[str]] = list, more: Sequence[list[str]] = ()) -> None:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [each(row) for row in csv.reader(stream)]
    write_csv(path, [*rows, *more])

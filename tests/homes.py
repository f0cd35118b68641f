"""Small homes made by code: the least an institution needs, and files in the genuine formats with one fault each."""

import csv
from collections.abc import Iterable
from pathlib import Path

import docx
import xlsxwriter
from docx.document import Document as DocumentObject

from pipelines.home import Home
from pipelines.sources.catalog import mapping_rows

REFERENCE = {
    "单位信息": [["项目", "内容"], ["单位名称", "测试学院"], ["演示数据", "是"]],
    "部门表": [
        ["部门编号", "部门名称", "部门类型", "上级部门编号", "显示顺序", "参与统计"],
        ["office", "党委工作部", "党群", "", "1", "是"],
        ["news", "新闻中心", "党群", "office", "2", "是"],
        ["english", "英语学院", "二级学院", "", "3", "是"],
    ],
    "部门别名": [["别名", "部门编号", "来源"], ["外语系", "english", "供稿"]],
    "账号表": [
        ["账号编号", "平台", "账号名称", "文件夹", "主办部门编号"],
        ["wechat_main", "公众号", "测试学院", "官微", "news"],
        ["weibo_main", "微博", "测试学院", "", "news"],
        ["douyin_main", "抖音", "测试学院", "", "news"],
    ],
    "站点表": [
        ["站点编号", "站点名称", "站点级别", "文件夹", "主办部门编号"],
        ["main", "官网", "主站", "main", "office"],
    ],
    "栏目表": [["栏目", "重要程度"], ["校园新闻", "重要"], ["通知公告", "一般"]],
    "党组织表": [
        ["党组织编号", "党组织名称", "党组织类型", "显示顺序", "对应部门编号"],
        ["english_staff", "英语学院教工支部", "党支部", "1", "english"],
    ],
    "党建代码表": [
        ["系统", "代码类别", "代码", "含义", "是否计数"],
        ["generic", "活动类型", "党课", "党课", ""],
        ["generic", "状态", "已通过", "已通过", "是"],
    ],
    "列名对照": [["格式编号", "标准列", "文件中的列名", "说明"], *mapping_rows()],
}

# An account on every platform.
ACCOUNTS = [
    *REFERENCE["账号表"],
    ["channels_main", "视频号", "测试学院视频号", "", "news"],
    ["bilibili_main", "B站", "测试学院", "", "news"],
    ["kuaishou_main", "快手", "测试学院", "", "news"],
    ["xiaohongshu_main", "小红书", "测试学院", "", "news"],
    ["qq_main", "QQ", "测试学院", "", "news"],
]

FOLLOWERS = ["时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数"]
ARTICLES = ["标题", "栏目", "发布单位", "作者", "编辑", "审核人", "发布时间", "状态", "点击量"]
# The list of articles that a third-party tool exports of a WeChat account.
THIRD_PARTY_LIST = ["公众号", "ID", "链接", "标题", "发布时间", "阅读", "点赞", "分享", "喜欢", "留言"]
THIRD_PARTY_LIST += ["是否原创", "所属合集"]


def make_home(root: Path, changes: dict[str, list[list[str]]] | None = None) -> Home:
    """A home with the reference tables above; ``changes`` replaces tables by name."""
    home = Home(root)
    for name, rows in {**REFERENCE, **(changes or {})}.items():
        write_csv(home.reference / f"{name}.csv", rows)
    return home


def write_csv(path: Path, rows: list, encoding: str = "utf-8-sig") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def write_xlsx(path: Path, sheets: dict[str, list]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def article(
    title: str = "一则新闻",
    column: str = "校园新闻",
    department: str = "英语学院",
    published: str = "2020-09-10 08:00",
    status: str = "已发布",
    clicks: str = "10",
) -> list[str]:
    """One row of ``ARTICLES``; the names of persons are made up."""
    return [title, column, department, "演示甲", "演示乙", "演示丙", published, status, clicks]


def followers(days: int = 30, month: str = "2020-09", start: int = 1000) -> list[list[str]]:
    """Rows of ``FOLLOWERS``: each day three come and one goes."""
    return [[f"{month}-{d:02d}", "3", "1", "2", str(start + 2 * d)] for d in range(1, days + 1)]


def write_word(home: Home, name: str, *blocks: str | list[list]) -> None:
    """A bulletin below ``raw/bulletins``: a text is a paragraph, a list of rows a table."""
    path = home.raw / "bulletins" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    word_of(blocks).save(str(path))


def word_of(blocks: Iterable[str | list[list]]) -> DocumentObject:
    """A Word document: a text is a paragraph, a list of rows a table."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=len(block), cols=len(block[0]))
        for row, cells in zip(table.rows, block, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = str(text)
    return document

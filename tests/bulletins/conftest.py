"""Bulletins in the shapes of the trade, written by code."""

from pathlib import Path

import pytest
import xlsxwriter
from homes import word_of
from xlsxwriter.utility import xl_cell_to_rowcol

Block = str | list[list[str | int]]


@pytest.fixture
def word(tmp_path: Path):
    """Write blocks (a text is a paragraph, a list of rows is a table) to a Word file and return its path.

    merged: number of a block → (first row, first column, last row, last column) of its merged cells, from 0.
    """

    def write(name: str, blocks: list[Block], merged: dict[int, list[tuple[int, int, int, int]]] | None = None) -> Path:
        document = word_of(blocks)
        tables = iter(document.tables)
        for position in [at for at, block in enumerate(blocks) if not isinstance(block, str)]:
            table = next(tables)
            for top, left, bottom, right in (merged or {}).get(position, []):
                text = table.cell(top, left).text
                table.cell(top, left).merge(table.cell(bottom, right)).text = text
        path = tmp_path / name
        document.save(str(path))
        return path

    return write


@pytest.fixture
def excel(tmp_path: Path):
    """Write sheets {name: rows} to an Excel file and return its path; None leaves a cell empty.

    merged: sheet → ranges as Excel names them (B2:C2). box: text of a text box on the first sheet.
    """

    def write(
        name: str,
        sheets: dict[str, list[list]],
        hidden: tuple[str, ...] = (),
        merged: dict[str, list[str]] | None = None,
        box: str = "",
    ) -> Path:
        path = tmp_path / name
        workbook = xlsxwriter.Workbook(str(path))
        for title, rows in sheets.items():
            sheet = workbook.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            for cells in (merged or {}).get(title, []):
                first = xl_cell_to_rowcol(cells.split(":")[0])
                sheet.merge_range(cells, rows[first[0]][first[1]])
            if box:
                sheet.insert_textbox("H3", box)
                box = ""
            if title in hidden:
                sheet.hide()
        workbook.close()
        return path

    return write


TABLE_1 = [
    ["序号", "部门名称", "9月更新动态数量"],
    [1, "党委工作部", 9],
    [2, "新闻中心", 7],
    [3, "国际交流处", 1],
    [4, "后勤处", 1],
    [5, "学院办公室", 4],
    [6, "人事处", 1],
    [7, "英语学院", 3],
    [8, "东方语言学院", 2],
    [9, "西方语言学院", 1],
    [10, "涉外经济管理学院", 3],
    [11, "思想政治理论与公共基础课教学部", 1],
    [12, "其它部门", 0],
]
TABLE_2 = [["新增关注", "取消关注", "净增关注", "累计关注", "9月总阅读数"], [1714, 449, 1265, 4105, 17577]]
TABLE_3 = [
    ["一级菜单", "二级菜单", "菜单点击次数"],
    ["微资讯", "湖外要闻", 203],
    ["", "交流合作", 106],
    ["", "湖外党建", 68],
    ["", "招生信息", 1529],
    ["湖外主页", "-", 3336],
    ["微校园", "精彩回顾", 385],
    ["", "联系我们", 400],
]
TABLE_4 = [
    ["序号", "供稿单位", "供稿数量"],
    [1, "新闻中心", 7],
    [2, "国际交流与合作处", 3],
    [3, "人事处", 1],
    [4, "东方语言学院", 1],
    [5, "其它部门", 0],
]
TABLE_5 = [
    ["序号", "供稿单位", "形式", "平台", "数量"],
    [1, "国际交流与合作处", "图文", "公众号、官网", 2],
    [2, "人事处", "图文", "官网", 1],
    [3, "东方语言学院", "图文", "公众号、官网", 1],
    [4, "西方语言学院", "短视频", "官抖", 1],
    [5, "校团委", "短视频", "官抖", 1],
]
TABLE_6 = [
    ["部门", "信息量", "部门", "信息量"],
    ["党委", 15, "涉外经济管理学院学生支部", 10],
    ["英语学院教工支部", 5, "机关党总支", 2],
    ["东方语言学院学生支部", 24, "其它部门", 0],
    ["英语学院学生支部", 6, "", ""],
]


@pytest.fixture
def september() -> list[Block]:
    """The monthly bulletin of September 2020: six tables, figures in text, two cut-off dates."""
    return [
        "9月份宣传工作情况通报",
        "党委工作部　2020年10月8日",
        "一、官网建设和党建工作",
        "（一）官网建设情况",
        "1.官网建设“五个一”和“四个盯”要求已经落实，一级按钮设置为7-8个。",
        "2.9月份学校各级网页发稿条数共33条，其中重要稿件20条，主要是校园新闻和学院新闻；一般稿件13条。",
        "表1 9月各部门网站更新动态情况",
        TABLE_1,
        "（二）党建工作",
        "学习《习近平谈治国理政3》，开展三会一课，迎接建党100周年。",
        "二、新媒体建设情况",
        "（一）官方微信",
        "官方微信公众号共发布12条稿件，总计取得17577次点击，新净增1265个粉丝。数据截至9月27日。",
        "表2 9月官微基础数据",
        TABLE_2,
        "表3 9月官微菜单栏访问量",
        TABLE_3,
        "（二）官微供稿",
        "表4 9月官微供稿情况",
        TABLE_4,
        "（三）投稿情况",
        "二级学院及职能部门投稿数共7条。",
        "表5 学校二级单位供稿情况总表",
        TABLE_5,
        "三、其他工作",
        "（一）新闻中心",
        "做好二个平台、二个账号的运营管理，编发专刊6期。",
        "（二）党校",
        "第24期入党积极分子培训班于9月23日开班，培训班有学员357人，其中教职工24人、18级学生7人、19级学生326人。",
        "（三）智慧党建",
        "表6 9月各支部信息上传情况（截止9月30日）",
        TABLE_6,
        "四、需要解决的问题",
        "需要招聘两名技术人员。",
    ]

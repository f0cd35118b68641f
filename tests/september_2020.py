"""The printed tables of the bulletin of September 2020, cell by cell without the month."""

from datetime import date

WECHAT, PARTY = date(2020, 9, 27), date(2020, 9, 30)
TABLES = {
    "website_updates": [
        (1, "党委工作部", 9),
        (2, "新闻中心", 7),
        (3, "国际交流处", 1),
        (4, "后勤处", 1),
        (5, "学院办公室", 4),
        (6, "人事处", 1),
        (7, "英语学院", 3),
        (8, "东方语言学院", 2),
        (9, "西方语言学院", 1),
        (10, "涉外经济管理学院", 3),
        (11, "思想政治理论与公共基础课教学部", 1),
        (12, "其它部门", 0),
    ],
    "wechat_base": [(1714, 449, 1265, 4105, 17577, WECHAT)],
    "wechat_menu": [
        ("微资讯", "湖外要闻", 203, WECHAT),
        ("微资讯", "交流合作", 106, WECHAT),
        ("微资讯", "湖外党建", 68, WECHAT),
        ("微资讯", "招生信息", 1529, WECHAT),
        ("湖外主页", "-", 3336, WECHAT),
        ("微校园", "精彩回顾", 385, WECHAT),
        ("微校园", "联系我们", 400, WECHAT),
    ],
    "wechat_contributions": [
        (1, "新闻中心", 7),
        (2, "国际交流与合作处", 3),
        (3, "人事处", 1),
        (4, "东方语言学院", 1),
        (5, "其它部门", 0),
    ],
    "submissions": [
        (1, "国际交流与合作处", "图文", "公众号、官网", 2),
        (2, "人事处", "图文", "官网", 1),
        (3, "东方语言学院", "图文", "公众号、官网", 1),
        (4, "西方语言学院", "短视频", "官抖", 1),
        (5, "校团委", "短视频", "官抖", 1),
    ],
    "party_uploads": [
        ("党委", 15, PARTY),
        ("英语学院教工支部", 5, PARTY),
        ("东方语言学院学生支部", 24, PARTY),
        ("英语学院学生支部", 6, PARTY),
        ("涉外经济管理学院学生支部", 10, PARTY),
        ("机关党总支", 2, PARTY),
        ("其它部门", 0, PARTY),
    ],
}


def printed(connection, table: str) -> list[tuple]:
    """What a warehouse prints of September 2020 in ``bulletin.<table>``."""
    rows = connection.execute(f"select * from bulletin.{table} where \"月份\" = '2020-09'").fetchall()
    return [row[1:] for row in rows]

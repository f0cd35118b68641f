"""The synthetic institution: its departments, accounts, sites, Party organisations and dictionaries.

Every table is kept as rows in the order and with the headers in which raw/reference/ holds them.
"""

from datetime import date

from pipelines.sample import bulletin_2020_09 as september

FOUNDED = date(2003, 9, 1)
RENAMED_ON = date(2020, 3, 1)
MERGED_ON = date(2020, 1, 1)
OLD_SITE_CLOSED_ON = date(2020, 7, 31)
SMART_PARTY_START = "2020-09"

INSTITUTION = [
    ("单位名称", "湖外示例学院"),
    ("单位简称", "湖外"),
    ("主管部门", "党委工作部"),
    ("演示数据", "是"),
]

# id, name, type, parent, order, from, to, successor, headcount, note. Every version counts in the roster.
DEPARTMENTS = [
    ("party_work", "党委工作部", "党群部门", "", 10, FOUNDED, None, "", 12, "通报主管部门"),
    ("news_center", "新闻中心", "党群部门", "party_work", 20, FOUNDED, None, "", 6, "党委工作部下设"),
    ("intl", "国际交流处", "行政部门", "", 30, FOUNDED, None, "", 9, "供稿时写作国际交流与合作处"),
    ("logistics", "后勤管理处", "行政部门", "", 40, FOUNDED, date(2020, 2, 29), "", 35, "2020年3月更名"),
    ("logistics", "后勤处", "行政部门", "", 40, RENAMED_ON, None, "", 34, "原后勤管理处"),
    ("college_office", "学院办公室", "行政部门", "", 50, FOUNDED, None, "", 10, ""),
    ("hr", "人事处", "行政部门", "", 60, FOUNDED, None, "", 8, ""),
    ("academic_affairs", "教务处", "行政部门", "", 70, FOUNDED, None, "", 18, ""),
    ("student_affairs", "学生工作处", "行政部门", "", 80, FOUNDED, None, "", 16, ""),
    ("admission", "招生就业处", "行政部门", "", 90, FOUNDED, None, "", 14, ""),
    (
        "career",
        "就业指导中心",
        "行政部门",
        "",
        95,
        FOUNDED,
        date(2019, 12, 31),
        "admission",
        4,
        "2020年1月并入招生就业处",
    ),
    ("finance", "财务处", "行政部门", "", 100, FOUNDED, None, "", 11, ""),
    ("research", "科研处", "行政部门", "", 110, FOUNDED, None, "", 7, ""),
    ("security", "保卫处", "行政部门", "", 120, FOUNDED, None, "", 22, ""),
    ("assets", "资产管理处", "行政部门", "", 130, FOUNDED, None, "", 9, ""),
    ("discipline", "纪检监察室", "党群部门", "", 140, FOUNDED, None, "", 4, ""),
    ("english", "英语学院", "二级学院", "", 200, FOUNDED, None, "", 96, ""),
    ("oriental", "东方语言学院", "二级学院", "", 210, FOUNDED, None, "", 58, ""),
    ("western", "西方语言学院", "二级学院", "", 220, FOUNDED, None, "", 47, ""),
    ("intl_econ", "涉外经济管理学院", "二级学院", "", 230, FOUNDED, None, "", 72, ""),
    ("humanities", "人文与传播学院", "二级学院", "", 240, FOUNDED, None, "", 51, ""),
    ("info_tech", "信息技术学院", "二级学院", "", 250, date(2020, 9, 1), None, "", 23, "2020年9月成立"),
    ("ideology", "思想政治理论与公共基础课教学部", "教学部", "", 260, FOUNDED, None, "", 40, ""),
    ("sports", "体育教学部", "教学部", "", 270, FOUNDED, None, "", 21, ""),
    ("library", "图书馆", "直属单位", "", 280, FOUNDED, None, "", 19, ""),
    ("edtech", "现代教育技术中心", "直属单位", "", 290, FOUNDED, None, "", 13, ""),
    ("continuing", "继续教育学院", "二级学院", "", 300, FOUNDED, None, "", 8, ""),
    ("youth", "校团委", "群团组织", "", 310, FOUNDED, None, "", 5, ""),
    ("union", "工会", "群团组织", "", 320, FOUNDED, None, "", 4, ""),
    ("liuyang", "浏阳校区", "校区", "", 330, FOUNDED, None, "", 64, ""),
]

# alias, department, source (empty: every source), from, to, note
DEPARTMENT_ALIASES = [
    ("国际交流与合作处", "intl", "", None, None, "一处两名，供稿登记和通报表4、表5用此名"),
    ("思政部", "ideology", "供稿", None, None, "只在供稿登记中作此简称"),
    ("西语学院", "western", "供稿", None, None, ""),
    ("团委", "youth", "", None, None, ""),
    ("党政办", "college_office", "", None, date(2019, 12, 31), "旧称"),
    ("涉外经管学院", "intl_econ", "", None, None, ""),
    ("党校", "party_work", "培训", None, None, "党校设在党委工作部"),
]

ACCOUNTS = [
    ("wechat_main", "公众号", "湖外官微", "官微", "news_center", date(2015, 8, 1), None, "是", "在用", ""),
    ("weibo_main", "微博", "湖外官博", "官博", "news_center", date(2016, 3, 1), None, "是", "在用", ""),
    ("douyin_main", "抖音", "湖外官抖", "官抖", "news_center", date(2019, 5, 1), None, "是", "在用", ""),
]

SITES = [
    ("main", "学院官网", "main", "主站", "party_work", "www.huwai.example", FOUNDED, None),
    (
        "ta",
        "教务处网站",
        "ta",
        "二级网页",
        "academic_affairs",
        "jwc.huwai.example",
        FOUNDED,
        OLD_SITE_CLOSED_ON,
    ),
]

SITE_COLUMNS = [
    ("main", "校园新闻", "1011", "重要", 48, FOUNDED, None),
    ("main", "学院新闻", "1012", "重要", 72, FOUNDED, None),
    ("main", "通知公告", "1021", "一般", None, FOUNDED, None),
    ("main", "工作安排", "1022", "一般", None, FOUNDED, None),
]

COLUMN_CODES = {row[1]: row[2] for row in SITE_COLUMNS}

# id, name, type, kind, parent, department, order, exempt activities
PARTY_ORGS = [
    ("committee", "党委", "党委", "", "", "", 10, "支委会、党小组会"),
    ("english_staff", "英语学院教工支部", "支部", "教工", "english_general", "english", 20, ""),
    ("oriental_students", "东方语言学院学生支部", "支部", "学生", "oriental_general", "oriental", 30, ""),
    ("english_students", "英语学院学生支部", "支部", "学生", "english_general", "english", 40, ""),
    (
        "intl_econ_students",
        "涉外经济管理学院学生支部",
        "支部",
        "学生",
        "intl_econ_general",
        "intl_econ",
        50,
        "",
    ),
    ("offices_general", "机关党总支", "党总支", "", "committee", "", 60, ""),
    ("english_general", "英语学院党总支", "党总支", "", "committee", "english", 70, ""),
    ("oriental_general", "东方语言学院党总支", "党总支", "", "committee", "oriental", 80, ""),
    ("oriental_staff", "东方语言学院教工支部", "支部", "教工", "oriental_general", "oriental", 90, ""),
    ("western_general", "西方语言学院党总支", "党总支", "", "committee", "western", 100, ""),
    ("western_staff", "西方语言学院教工支部", "支部", "教工", "western_general", "western", 110, ""),
    ("western_students", "西方语言学院学生支部", "支部", "学生", "western_general", "western", 120, ""),
    ("intl_econ_general", "涉外经济管理学院党总支", "党总支", "", "committee", "intl_econ", 130, ""),
    (
        "intl_econ_staff",
        "涉外经济管理学院教工支部",
        "支部",
        "教工",
        "intl_econ_general",
        "intl_econ",
        140,
        "",
    ),
    ("ideology_branch", "思政部直属党支部", "直属党支部", "教工", "committee", "ideology", 150, ""),
    ("liuyang_branch", "浏阳校区直属党支部", "直属党支部", "教工", "committee", "liuyang", 160, "党小组会"),
]

PARTY_ORG_ALIASES = [
    ("英语学院教工党支部", "english_staff", "智慧党建"),
    ("学院党委", "committee", ""),
]

# system, kind, code, meaning, counts
PARTY_CODES = [
    *[
        ("cqu", "活动类型", name, name, "")
        for name in ("党员大会", "支委会", "党小组会", "党课", "主题党日", "组织生活会")
    ],
    ("cqu", "状态", "已提交", "已提交", "否"),
    ("cqu", "状态", "被驳回", "被驳回", "否"),
    ("cqu", "状态", "已撤回", "已撤回", "否"),
    ("cqu", "状态", "已指派", "已指派", "否"),
    ("cqu", "状态", "未检查", "未检查", "否"),
    ("cqu", "状态", "已通过", "已通过", "是"),
    ("cqu", "状态", "已检查", "已通过", "是"),
    ("cqu", "状态", "已纪要", "已通过", "是"),
    ("cqu", "状态", "未抽查", "已通过", "是"),
    ("cqu", "状态", "已抽查", "已通过", "是"),
    ("owip", "活动类型", "1", "党员大会", ""),
    ("owip", "活动类型", "2", "支委会", ""),
    ("owip", "活动类型", "3", "党小组会", ""),
    ("owip", "活动类型", "4", "党课", ""),
    ("owip", "活动类型", "5", "主题党日", ""),
    ("owip", "活动类型", "6", "组织生活会", ""),
    ("owip", "活动类型", "7", "民主生活会", ""),
    ("owip", "状态", "0", "未审核", "否"),
    ("owip", "状态", "1", "已通过", "是"),
    ("owip", "状态", "2", "未通过", "否"),
    *[
        ("generic", "活动类型", name, name, "")
        for name in (
            "党员大会",
            "支委会",
            "党小组会",
            "党课",
            "主题党日",
            "组织生活会",
            "中心组学习",
            "党委会议",
        )
    ],
    ("generic", "状态", "已通过", "已通过", "是"),
    ("generic", "状态", "待审核", "未审核", "否"),
    ("generic", "状态", "已退回", "未通过", "否"),
]

OUTLETS = [
    ("人民日报", "国家级", "报纸"),
    ("光明日报", "国家级", "报纸"),
    ("中国教育报", "国家级", "报纸"),
    ("新华网", "国家级", "网站"),
    ("学习强国总平台", "国家级", "客户端"),
    ("湖南日报", "省级", "报纸"),
    ("湖南卫视", "省级", "电视"),
    ("红网", "省级", "网站"),
    ("湖南教育新闻网", "省级", "网站"),
    ("学习强国湖南平台", "省级", "客户端"),
    ("长沙晚报", "市级", "报纸"),
    ("星辰在线", "市级", "网站"),
    ("浏阳日报", "县级", "报纸"),
]

MENU = list(september.MENU_CLICKS)

# First year of an academic year → its terms and vacations are made for every year of the sample.
CALENDAR_DAYS = [
    ("第一学期", "学期", (0, 9, 7), (1, 1, 12)),
    ("寒假", "假期", (1, 1, 13), (1, 2, 16)),
    ("第二学期", "学期", (1, 2, 17), (1, 7, 5)),
    ("暑假", "假期", (1, 7, 6), (1, 9, 6)),
]


ACCOUNT_START = {row[0]: row[5] for row in ACCOUNTS}


def department_name(department_id: str, day: date) -> str:
    """The name a department bore on a day; departments keep their id when they are renamed."""
    for row in DEPARTMENTS:
        if row[0] == department_id and row[5] <= day and (row[6] is None or day <= row[6]):
            return row[1]
    raise KeyError(f"{department_id} has no name on {day}")


def active_departments(day: date) -> list[str]:
    """Ids of the departments that exist on a day, in display order."""
    return [row[0] for row in DEPARTMENTS if row[5] <= day and (row[6] is None or day <= row[6])]


# What a reader of the figures should know of: day, title, whom it is about.
EVENTS = [
    (date(2020, 2, 17), "线上教学开始", "全校"),
    (date(2020, 5, 11), "语言文化节", "英语学院"),
    (date(2020, 6, 19), "毕业典礼直播", "抖音"),
    (date(2020, 9, 7), "新生军训开营", "全校"),
]


def calendar(first_year: int, last_year: int) -> list[tuple]:
    """Terms and vacations of the academic years that begin in first_year … last_year."""
    rows = []
    for year in range(first_year, last_year + 1):
        for term, kind, start, end in CALENDAR_DAYS:
            rows.append(
                (
                    f"{year}-{year + 1}",
                    term,
                    kind,
                    date(year + start[0], *start[1:]),
                    date(year + end[0], *end[1:]),
                )
            )
    return rows

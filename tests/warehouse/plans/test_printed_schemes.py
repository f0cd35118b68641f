"""Rules as offices print them, said in reference tables alone; every total is worked out by hand from the print.

Each case is one printed rule: a scheme with its units (all of one type), what they did, and the points they get.
"""

from datetime import date

import pytest
from plan_rows import day, entry, measure, rule, scheme, submitted, target, web

from pipelines.commands.trace import lines
from pipelines.lineage.evidence import walk
from pipelines.lineage.points import LINES, award, score, score_line
from pipelines.lineage.sources import rows as found

YEAR = (date(2020, 1, 1), date(2020, 12, 31))
MONTHS = [f"{month:02d}" for month in range(1, 13)]
PAPER, SITE, TV = "报纸", "网站", "电视"


def press(unit: str, outlet: str, **more) -> dict:
    return {"unit": unit, "outlet": outlet, **more}


def by_length(of: str, level: str, points: tuple, **conditions) -> list[dict]:
    """Under 500 characters, 500 to 1000, over 1000."""
    ends = ((None, 499), (500, 1000), (1001, None))
    return [
        rule(of, f"{of}_{level}_{n}", p, level=level, words_from=start, words_to=end, **conditions)
        for n, (p, (start, end)) in enumerate(zip(points, ends, strict=True))
    ]


def by_level(of: str, points: tuple, name: str = "level", **conditions) -> list[dict]:
    levels = ("国家级", "省级", "市级")
    return [
        rule(of, f"{of}_{name}_{n}", p, level=level, **conditions)
        for n, (level, p) in enumerate(zip(levels, points, strict=True))
    ]


def tier(of: str, name: str, kind: str, points: float, low, high=None, **more) -> dict:
    return measure(of, name, kind, "tier", points, value_from=low, value_to=high, **more)


OUTLETS = {
    **{f"{level}{kind}": (level, kind) for level in ("国家级", "省级", "市级", "县级") for kind in (PAPER, SITE, TV)},
    "校报": ("校级", "校报"),
    "学生网": ("校级", SITE),
    "内刊甲": ("校级", "内刊"),
    "内刊乙": ("校级", "内刊"),
    "内刊丙": ("校级", "内刊"),
    "市内刊": ("市级", "内刊"),
    "部委简报": ("国家级", "简报"),
    "上级官网": ("市级", SITE),
    "学习强国": ("国家级", "学习平台"),
}

# Unit → printed total. A unit named after its scheme is the only one of it.
EXPECTED = {
    # Own site 1, county 2, city 4, province 6, nation 10.
    "flat": 1 + 2 + 4 + 6 + 10,
    # Papers of level 1 15 / 20 / 25 by length, level 2 10 / 15 / 20, level 3 8 / 10 / 15; web text 8 / 5 / 3;
    # TV 30 / 25 / 20; picture 10 / 8 / 5.
    "length": (15 + 20 + 25) + (10 + 15 + 20) + (8 + 10 + 15) + (8 + 5 + 3) + (30 + 25 + 20) + (10 + 8 + 5),
    # School front page 10, another page 4, department site 4, student site 2; paper: brief 5, picture 15, 5 for each
    # hundred of 650 characters.
    "inside": 10 + 4 + 4 + 2 + 5 + 15 + 6 * 5,
    # A provincial paper 10, its front page twice that.
    "position": 10 + 20,
    # The school alone or one of several: 20 / 10 central, 10 / 5 provincial, 5 / 3 city.
    "alone": (20 + 10) + (10 + 5) + (5 + 3),
    # 1 for submitting, 3 for adoption: one not adopted, one undecided, one adopted; 4 if published, a reprint 2.
    "adopted": 1 + 1 + (1 + 3) + 4 + 2,
    # 5 for an item on the own site, 10 for one taken by the next level up.
    "two_sites": 5 + 5 + 10,
    # Journals of one's own 5 / 10 / 30, one level up 20 / 50 / 80 by column.
    "journals": (5 + 10 + 30) + (20 + 50 + 80),
    # A briefing taken by a ministry's journal 50, alone 100.
    "briefing": 50 + 100,
    # Half a point for a picture, 0 for a notice, nothing under 100 characters, else 2.
    "small": 0.5 + 0 + 0 + 2,
    # A leader's written comment 5 / 10 / 20 by rank: two of the lowest, one each of the others.
    "comments": 2 * 5 + 10 + 20,
    # 10 for two pieces a month, 120 a year; one more for each above two: four in May.
    "base": 12 * 10 + 2,
    # The same; in March an urgent report was hidden: the base of the month is lost and 15 more.
    "lost": 12 * 10 - 10 - 15,
    # 10 off for each request late or not answered, of four one is in time; an urgent report late 10.
    "late": -3 * 10 - 10,
    # 30 and more → 10, 20–29 → 5, 10–19 → 3, fewer → 0.
    "tiers_30": 10, "tiers_20": 5, "tiers_29": 5, "tiers_10": 3, "tiers_9": 0,
    # Of four conditions all 10, three 5, two 3, one 0.
    "met_4": 10, "met_3": 5, "met_2": 3, "met_1": 0,
    # From 100 less 20, 70 % of it, and 90 of the 30 of the panel: 56 + 27 = 83, over 80, so of 25 bonus points 20.
    "parts_good": 103,
    # From 100 less 50: 35 + 24 = 59, not 80: no bonus, and not 60.
    "parts_fails": 59,
    # Exactly 80 (56 + 24) is enough for the bonus it asks for.
    "parts_edge": 80 + 3,
    # As the good one, but ruled out by an incident, and by what the office put down.
    "parts_vetoed": 83, "parts_named": 83,
    # Once inside the school: the site's 2 and the school paper's 5 are one story; a city paper's 4 is outside.
    "story": 5 + 4,
    # One point for each article of a college's own account, which no ledger lists.
    "account": 3,
    # Content 1–4 and quality 1–6, the mean of three sheets to two decimals: 10/3 + 16/3 = 8.67, and 2 + 3.
    "quality": 8.67 + 5,
    # Tasks of 30 for an office and 180 for a college, 20 for one office by name.
    "task_office": 27, "task_college": 90, "task_named": 25,
    # Platforms weigh 80 / 5 / 5 / 10; reached are all of it, half, a fifth and nothing.
    "index": 80 + 2.5 + 1 + 0,
    # Activity on the study platform, 10 for all 40 members: 30 of them, 20 and 20.
    "study_active": 7.5, "study_wrote": 5, "study_equal": 5,
    # 50 to 100 for a briefing as the office decides: one at 80, one at 120 by mistake, one not decided.
    "range": 80,
}  # fmt: skip
FEES = {
    # 10 / 20 / 30 by length; 70 or 30 for 1000 characters by genre: 1200, 500; a student's 3; picture 5; video 30.
    "fee_length": (10 + 20 + 30) + 84 + 15 + 3 + 5 + 30,
    # 1000 / 500 / 100 by level, the official site of a higher authority at half.
    "fee_level": 1000 + 500 + 100 + 50,
    # Of reads in the first week: 20, from 1000 50, from 2000 200, from 5000 300, from 10000 600, from 20000 1000.
    "fee_reads": 20 + 50 + 50 + 200 + 300 + 600 + 1000,
    # Two units share the 100 of one piece; for two missing of three the other pays 20 each.
    "fee_shared": 50, "fee_short": 50 - 2 * 20,
    # 5 to 10 for a picture: one at 8, one not decided.
    "fee_range": 8,
    # 5 for each picture: three in one item, four that two units share, and an item that does not say how many.
    "fee_pictures": 3 * 5 + 4 * 5 / 2,
}  # fmt: skip
SEVERAL = ("tiers", "met", "parts", "task", "study")
TYPES = {unit: unit.split("_")[0] if unit.startswith(SEVERAL) else unit for unit in [*EXPECTED, *FEES]}
TYPES |= {"fee_short": "fee_shared", "task_college": "college"}

SETTINGS = {
    "base": {"min_items": 2, "base_points": 10.0, "extra_points": 1.0},
    "lost": {"min_items": 2, "base_points": 10.0},
    "story": {"duplicates": "inside_outside"},
    "task": {"unit_type": "task、college"},
    "study": {"tie_rule": "second_figure", "tie_measure_id": "articles"},
    "parts": {"work_weight": 0.7, "bonus_from": 80.0, "bonus_cap": 20.0, "pass_points": 60.0},
}
READS = (999, 1000, 1999, 2000, 5000, 10000, 20000)
COMMENTS = {"市领导批示": 5.0, "省领导批示": 10.0, "中央领导批示": 20.0}
FULL_YEAR = {"period_type": "year"}
REGISTER = "register_feedback"
RULES_OF_ADOPTION = "、".join(f"adopt_{days}" for days in (1, 2, 3, 4))

REFERENCE = {
    "ref_department": [
        {"department_id": unit, "name": f"{unit}处", "type": kind, "display_order": n}
        for n, (unit, kind) in enumerate(TYPES.items())
    ],
    "ref_site": [
        {"site_id": "main", "name": "官网", "level": "主站"},
        {"site_id": "unit", "name": "部门网", "level": "二级网页"},
    ],
    "ref_account": [
        {"account_id": "wx", "channel_id": "wechat", "name": "官微", "is_official": True},
        {"account_id": "wx_unit", "channel_id": "wechat", "name": "院微", "department_id": "account"},
    ],
    "ref_site_column": [{"column_name": name, "importance": "重要"} for name in ("首页", "校园新闻", "通知公告")],
    "ref_outlet": [{"outlet": name, "level": level, "type": kind} for name, (level, kind) in OUTLETS.items()],
    "ref_rule": [
        {"rule_id": f"adopt_{days}", "name": f"{days} 天内采用", "rule_kind": "adopt_within", "threshold": float(days),
         "subject_kind": "department", "subject_type": "met", "basis": "printed"}
        for days in (1, 2, 3, 4)
    ],
    "ref_target": [
        *[
            target(f"index_{name}", "at_least", "index", period="2020", expected_low=10.0, actual=actual, **FULL_YEAR)
            for name, actual in (("wechat", 10.0), ("weibo", 5.0), ("douyin", 2.0), ("web", 0.0))
        ],
        *[
            target("activity", "at_least", f"study_{unit}", expected_low=40.0, actual=active)
            for unit, active in (("active", 30.0), ("wrote", 20.0), ("equal", 20.0))
        ],
        target("posts", "zero_allowed", "wx_unit", scope="account", metric_id="wechat_articles_published"),
        target("three", "at_least", "fee_short", metric_id="web_articles_published", expected_low=3.0),
    ],
    "ref_score_scheme": [
        *[
            scheme(kind, **{"unit_type": kind, **SETTINGS.get(kind, {})})
            for kind in dict.fromkeys(TYPES[unit] for unit in EXPECTED)
            if kind != "college"
        ],
        *[scheme(kind, kind, purpose="fee", rounding="exact") for kind in dict.fromkeys(TYPES[unit] for unit in FEES)],
    ],
    "ref_score_rule": [
        rule("flat", "own", 1.0, level="校级"),
        rule("flat", "county", 2.0, level="县级"),
        *by_level("flat", (10.0, 6.0, 4.0)),
        *by_length("length", "国家级", (15.0, 20.0, 25.0), outlet_type=PAPER),
        *by_length("length", "省级", (10.0, 15.0, 20.0), outlet_type=PAPER),
        *by_length("length", "市级", (8.0, 10.0, 15.0), outlet_type=PAPER),
        *by_level("length", (8.0, 5.0, 3.0), "web", outlet_type=SITE),
        *by_level("length", (30.0, 25.0, 20.0), "tv", outlet_type=TV),
        *by_level("length", (10.0, 8.0, 5.0), "picture", outlet_type=PAPER, genre="图片"),
        rule("inside", "front", 10.0, level="校级", outlet_type=SITE, position="首页"),
        rule("inside", "news", 4.0, level="校级", outlet_type=SITE),
        rule("inside", "unit", 4.0, level="院级", outlet_type=SITE),
        rule("inside", "students", 2.0, level="校级", outlet_type=SITE, outlet="学生网"),
        rule("inside", "brief", 5.0, outlet="校报", genre="简讯"),
        rule("inside", "picture", 15.0, outlet="校报", genre="图片"),
        rule("inside", "article", 5.0, outlet="校报", genre="文章", per="100_characters"),
        rule("position", "page", 10.0, level="省级"),
        rule("position", "front", 20.0, level="省级", position="头版"),
        *by_level("alone", (20.0, 10.0, 5.0), "sole", authorship="独家"),
        *by_level("alone", (10.0, 5.0, 3.0), "round_up", authorship="综合"),
        rule("adopted", "submitted", 1.0, outlet_type="供稿"),
        rule("adopted", "adopted", 4.0, outlet_type="供稿", position="采用"),
        rule("adopted", "published", 4.0, level="市级"),
        rule("adopted", "reprint", 2.0, level="市级", authorship="转载"),
        rule("two_sites", "own", 5.0, level="院级", outlet_type=SITE),
        rule("two_sites", "up", 10.0, outlet="上级官网"),
        *[rule("journals", name, p, outlet=name_of) for name, name_of, p in
          (("a", "内刊甲", 5.0), ("b", "内刊乙", 10.0), ("c", "内刊丙", 30.0))],
        *[rule("journals", f"up_{n}", p, outlet="市内刊", position=column) for n, (column, p) in
          enumerate((("简讯", 20.0), ("专题", 50.0), ("头条", 80.0)))],
        rule("briefing", "taken", 50.0, outlet="部委简报"),
        rule("briefing", "alone", 100.0, outlet="部委简报", authorship="独家"),
        rule("range", "briefing", 50.0, points_to=100.0, outlet="部委简报"),
        rule("small", "text", 2.0, level="校级"),
        rule("small", "picture", 0.5, level="校级", genre="图片"),
        rule("small", "notice", 0.0, level="校级", position="通知公告"),
        rule("small", "short", 0.0, level="校级", words_to=99),
        *[rule(of, "piece", 0.0001, level="校级") for of in ("base", "lost")],
        rule("story", "site", 2.0, level="校级", outlet_type=SITE),
        rule("story", "paper", 5.0, level="校级", outlet_type="校报"),
        rule("story", "city", 4.0, level="市级"),
        rule("tiers", "piece", 0.0, level="校级"),
        rule("study", "article", 0.0, outlet_type="学习平台"),
        *by_length("fee_length", "校级", (10.0, 20.0, 30.0), outlet_type=SITE),
        rule("fee_length", "commentary", 7.0, level="市级", genre="评论", per="100_characters"),
        rule("fee_length", "news", 3.0, level="市级", genre="消息", per="100_characters"),
        rule("fee_length", "student", 3.0, outlet="学生网"),
        rule("fee_length", "picture", 5.0, level="市级", genre="图片"),
        rule("fee_length", "video", 30.0, level="市级", genre="视频"),
        *by_level("fee_level", (1000.0, 500.0, 100.0)),
        rule("fee_level", "half", 50.0, level="市级", outlet="上级官网"),
        *[
            rule("fee_reads", f"from_{low}", p, outlet_type="公众号", reads_from=low, reads_to=high)
            for low, high, p in ((0, 999, 20.0), (1000, 1999, 50.0), (2000, 4999, 200.0), (5000, 9999, 300.0),
                                 (10000, 19999, 600.0), (20000, None, 1000.0))
        ],
        rule("fee_shared", "piece", 100.0, level="校级"),
        rule("fee_pictures", "picture", 5.0, genre="图片", per="picture"),
        rule("fee_range", "picture", 5.0, points_to=10.0, genre="图片"),
    ],
    "ref_score_measure": [
        *[measure("comments", f"rank_{n}", "entries", "each", p, basis_id=f"{REGISTER}/{rank}", **FULL_YEAR)
          for n, (rank, p) in enumerate(COMMENTS.items())],
        measure("lost", "hidden", "entries", "each", -15.0, basis_id=f"{REGISTER}/瞒报"),
        measure("lost", "no_base", "entries", "forfeit", 0.0, basis_id=f"{REGISTER}/瞒报", value_from=1.0),
        measure("late", "requests", "late_entries", "each", -10.0, basis_id="register_plan_items"),
        measure("late", "urgent", "entries", "each", -10.0, basis_id=f"{REGISTER}/迟报"),
        tier("tiers", "volume", "items", 10.0, 30.0, **FULL_YEAR),
        tier("tiers", "volume", "items", 5.0, 20.0, 29.0, **FULL_YEAR),
        tier("tiers", "volume", "items", 3.0, 10.0, 19.0, **FULL_YEAR),
        tier("met", "conditions", "rules_met", 10.0, 1.0, basis_id=RULES_OF_ADOPTION),
        tier("met", "conditions", "rules_met", 5.0, 0.75, 0.99, basis_id=RULES_OF_ADOPTION),
        tier("met", "conditions", "rules_met", 3.0, 0.5, 0.74, basis_id=RULES_OF_ADOPTION),
        tier("met", "conditions", "rules_met", 0.0, 0.0, 0.49, basis_id=RULES_OF_ADOPTION),
        # Everybody starts from 100: any number of pieces will do.
        tier("parts", "start", "items", 100.0, 0.0, **FULL_YEAR),
        measure("parts", "panel", "rating", "share", 30.0, basis_id="年度评议", **FULL_YEAR),
        measure("parts", "incident", "entries", "veto", 0.0, basis_id="register_sentiment", value_from=1.0),
        measure("parts", "prize", "entries", "each", 5.0, basis_id="register_awards", is_bonus=True),
        measure("quality", "sheets", "rated_items", "each", 1.0, basis_id="内容、质量"),
        *[measure("index", name, "target_share", "share", p, basis_id=f"index_{name}")
          for name, p in (("wechat", 80.0), ("weibo", 5.0), ("douyin", 5.0), ("web", 10.0))],
        measure("study", "activity", "target_share", "share", 10.0, basis_id="activity"),
        # Worth nothing by itself: it decides between equal points.
        measure("study", "articles", "items", "each", 0.0),
        measure("account", "posts", "target_actual", "each", 1.0, basis_id="posts"),
        measure("fee_shared", "missing", "target_shortfall", "each", -20.0, basis_id="three"),
    ],
    "ref_score_task": [
        {"scheme_id": "task", "points": 180.0, "unit_types": "college"},
        {"scheme_id": "task", "points": 30.0, "unit_types": "task"},
        {"scheme_id": "task", "points": 20.0, "department_id": "task_named"},
    ],
    "ref_score_adjustment": [
        {"scheme_id": unit.split("_")[0], "department_id": unit, "occurred_on": day("06-01"), "points": p,
         "reason": reason, "effect": effect}
        for unit, p, reason, effect in (
            ("task_office", 27.0, "全年", "points"),
            ("task_college", 90.0, "全年", "points"),
            ("task_named", 25.0, "全年", "points"),
            ("parts_good", -20.0, "扣分", "points"),
            ("parts_good", 5.0, "加分", "bonus"),
            ("parts_fails", -50.0, "扣分", "points"),
            ("parts_fails", 10.0, "加分", "bonus"),
            ("parts_edge", -20.0, "扣分", "points"),
            ("parts_edge", 3.0, "加分", "bonus"),
            ("parts_vetoed", -20.0, "扣分", "points"),
            ("parts_named", -20.0, "扣分", "points"),
            ("parts_named", 0.0, "意识形态问题", "veto"),
        )
    ] + [
        {"scheme_id": unit, "department_id": unit, "occurred_on": day("05-05"), "points": p, "reason": "主任核定",
         "effect": "decision", "score_rule_id": name, "title": title}
        for unit, name, title, p in (
            ("range", "briefing", "定了 八十", 80.0),
            ("range", "briefing", "写错了", 120.0),
            ("range", "briefing", "没有这一件", 60.0),
            ("fee_range", "picture", "定了的照片", 8.0),
        )
    ],
}  # fmt: skip

PRESS = [
    *[press("flat", f"{level}{PAPER}") for level in ("国家级", "省级", "市级", "县级")],
    *[press("length", f"{level}{PAPER}", words=n) for level in ("国家级", "省级", "市级") for n in (499, 500, 1001)],
    *[press("length", f"{level}{kind}") for level in ("国家级", "省级", "市级") for kind in (SITE, TV)],
    *[press("length", f"{level}{PAPER}", form="图片") for level in ("国家级", "省级", "市级")],
    press("inside", "学生网"),
    press("inside", "校报", form="简讯"),
    press("inside", "校报", form="图片"),
    press("inside", "校报", form="文章", words=650),
    press("position", f"省级{PAPER}", position="二版"),
    press("position", f"省级{PAPER}", position="头版"),
    *[
        press("alone", f"{level}{PAPER}", authorship=how)
        for level in ("国家级", "省级", "市级")
        for how in ("独家", "综合")
    ],
    press("adopted", f"市级{PAPER}", is_reprint=False),
    press("adopted", f"市级{SITE}", is_reprint=True),
    press("two_sites", "上级官网"),
    *[press("journals", name) for name in ("内刊甲", "内刊乙", "内刊丙")],
    *[press("journals", "市内刊", position=column) for column in ("简讯", "专题", "头条")],
    press("briefing", "部委简报", authorship="综合"),
    press("briefing", "部委简报", authorship="独家"),
    press("small", "校报", form="图片"),
    *[press("range", "部委简报", title=title) for title in ("定了八十", "写错了", "没有定")],
    *[press("fee_pictures", f"市级{PAPER}", form="图片", pictures=n) for n in (3, None)],
    press("fee_reads处、fee_pictures", f"市级{PAPER}", form="图片", pictures=4),
    *[press("fee_range", f"市级{PAPER}", form="图片", title=title) for title in ("定了的照片", "没有定的照片")],
    *[press(unit, "学习强国") for unit in ("study_wrote", "study_wrote", "study_equal")],
    *[press("story", outlet, title="三处都登") for outlet in ("校报", f"市级{PAPER}")],
    press("fee_length", f"市级{PAPER}", form="评论", words=1200),
    press("fee_length", f"市级{PAPER}", form="消息", words=500),
    press("fee_length", "学生网"),
    press("fee_length", f"市级{PAPER}", form="图片"),
    press("fee_length", f"市级{PAPER}", form="视频"),
    *[press("fee_level", outlet) for outlet in (f"国家级{PAPER}", f"省级{PAPER}", f"市级{PAPER}", "上级官网")],
]
ON_SITE = [
    web("官网", "05-05", "flat处"),
    web("要闻", "05-05", "inside处", column_name="首页"),
    web("新闻", "05-06", "inside处"),
    web("够长", "05-05", "small处", words=100),
    web("太短", "05-05", "small处", words=99),
    web("通知", "05-06", "small处", words=300, column_name="通知公告"),
    *[web(f"{of}{on}", on, f"{of}处") for of in ("base", "lost") for m in MONTHS for on in (f"{m}-10", f"{m}-20")],
    *[web(f"多发 {n}", f"05-2{n}", "base处") for n in (0, 1)],
    *[web(f"{n} 之 {i}", f"09-{1 + i % 28:02d}", f"tiers_{n}处") for n in (9, 10, 20, 29, 30) for i in range(n)],
    *[web(f"字数 {n}", "05-05", "fee_length处", words=n) for n in (300, 800, 1500)],
    web("三处都登", "05-05", "story处"),
    web("合写", "09-05", "fee_short处、fee_shared处"),
]  # fmt: skip
SHEETS = [
    *[
        ("parts_good", "年度评议", 90.0, None),
        ("parts_fails", "年度评议", 80.0, None),
        ("parts_edge", "年度评议", 80.0, None),
    ],
    *[("parts_vetoed", "年度评议", 90.0, None), ("parts_named", "年度评议", 90.0, None)],
    *[("quality", "内容", p, "甲稿") for p in (4.0, 3.0, 3.0)],
    *[("quality", "质量", p, "甲稿") for p in (6.0, 5.0, 5.0)],
    ("quality", "内容", 2.0, "乙稿"),
    ("quality", "质量", 3.0, "乙稿"),
]
NOTED = [
    (REGISTER, "03-03", "comments", "市领导批示", 2.0),
    (REGISTER, "04-03", "comments", "省领导批示", None),
    (REGISTER, "05-03", "comments", "中央领导批示", None),
    (REGISTER, "03-20", "lost", "瞒报", None),
    (REGISTER, "06-20", "late", "迟报", None),
    ("register_sentiment", "07-01", "parts_vetoed", "重大", None),
    # A month that was looked at and had none is no veto.
    ("register_sentiment", "08-01", "parts_good", "重大", 0.0),
    *[("register_awards", f"10-{n:02d}", "parts_good", "一等奖", None) for n in range(1, 5)],
]


def ledger(name: str, register: str, rows: list[dict]) -> dict:
    return {"dataset": "register_entry", "file": f"registers/{name}.xlsx", "format": register, "rows": rows}


EXPORTS = [
    {"dataset": "web_article", "file": "website/main/稿件.csv", "site": "main", "period": YEAR, "as_of": YEAR[1],
     "rows": ON_SITE},
    {"dataset": "web_article", "file": "website/unit/稿件.csv", "site": "unit", "period": YEAR, "as_of": YEAR[1],
     "rows": [web("部门网", "05-05", "inside处"), *[web(f"自己的 {n}", f"05-0{n}", "two_sites处") for n in (1, 2)]]},
    {"dataset": "wechat_article", "file": "wechat/官微/文章.xlsx", "account": "wx", "period": YEAR,
     "rows": [{"title": f"{n} 次阅读", "published_on": day("05-05"), "reads": n} for n in READS]},
    {"dataset": "wechat_article", "file": "wechat/院微/文章.xlsx", "account": "wx_unit", "period": YEAR,
     "rows": [{"title": f"院里的事 {n}", "published_on": day(f"09-0{n}")} for n in (1, 2, 3)]},
    {"dataset": "wechat_contribution", "file": "registers/官微供稿.xlsx",
     "rows": [{"title": f"{n} 次阅读", "published_on": day("05-05"), "department_name": "fee_reads处"}
              for n in READS]},
    {"dataset": "media_item", "file": "registers/外宣.xlsx", "rows": [
        {"register_id": "register_media", "title": f"报道 {n}", "published_on": day("05-05"), "entry_no": n,
         "department_name": f"{item['unit']}处", **{k: v for k, v in item.items() if k != "unit"}}
        for n, item in enumerate(PRESS)]},
    {"dataset": "submission", "file": "registers/供稿.xlsx", "period": YEAR, "rows": [
        submitted("没用", "05-01", "adopted处", is_adopted=False),
        submitted("没说", "05-01", "adopted处"),
        submitted("用了", "05-01", "adopted处", is_adopted=True),
        *[submitted(f"做到 {n} 条", "05-01", f"met_{n}处", adopted_on=day(f"05-0{6 - n}")) for n in (1, 2, 3, 4)]]},
    *[ledger(register, register, [
        entry(register, on, f"{unit}处", n, category=category, quantity=quantity)
        for n, (of, on, unit, category, quantity) in enumerate(NOTED) if of == register])
      for register in dict.fromkeys(of for of, *_ in NOTED)],
    ledger("任务", "register_plan_items", [
        entry("register_plan_items", "04-10", "late处", n, title=f"任务 {n}", due_on=day("04-10"), done_on=done)
        for n, done in enumerate((day("04-10"), day("04-11"), day("05-01"), None))]),
    ledger("评分", "register_ratings", [
        entry("register_ratings", "12-20", f"{unit}处", n, category=category, points=p, title=title)
        for n, (unit, category, p, title) in enumerate(SHEETS)]),
]  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(build_home):
    warehouse = build_home(REFERENCE, EXPORTS)

    yield warehouse
    warehouse.close()


@pytest.fixture
def scored(warehouse):
    def query(sql: str) -> list[tuple]:
        return warehouse.execute(sql).fetchall()

    return query


@pytest.mark.parametrize(("unit", "points"), EXPECTED.items())
def test_printed_points_come_out_of_reference_tables(scored, unit, points):
    # A piece that only has to count for the base is worth a ten-thousandth here.
    rows = scored(
        f"SELECT round(points, 2) FROM rpt_score_award WHERE scope = 'department' AND department_id = '{unit}'"
    )
    assert rows == [(pytest.approx(points),)]


@pytest.mark.parametrize(("unit", "amount"), FEES.items())
def test_printed_fees_come_out_of_reference_tables(scored, unit, amount):
    assert scored(f"SELECT round(sum(amount), 6) FROM rpt_fee WHERE department_id = '{unit}'") == [(amount,)]


def test_veto_comes_first_then_the_pass_mark_then_the_rank(scored):
    rows = scored(
        """
        SELECT department_id, points_before_bonus, bonus_claimed, bonus_points, is_vetoed, is_passed, group_rank
        FROM rpt_score_award WHERE scope = 'department' AND scheme_id = 'parts'
        ORDER BY group_rank NULLS LAST, department_id
        """
    )
    assert rows == [
        ("parts_good", 83, 25, 20, False, True, 1),
        ("parts_edge", 80, 3, 3, False, True, 2),
        ("parts_fails", 59, 10, 0, False, False, 3),
        ("parts_named", 83, 0, 0, True, False, None),
        ("parts_vetoed", 83, 0, 0, True, False, None),
    ]


def test_equal_points_are_ranked_by_a_second_figure(scored):
    """Two articles taken by the platform stand before one, and more points before both."""
    rows = scored(
        "SELECT department_id, points, tie_value, group_rank, is_tied FROM rpt_score_award "
        "WHERE scope = 'department' AND scheme_id = 'study' ORDER BY group_rank"
    )
    assert rows == [
        ("study_active", 7.5, 0, 1, False),
        ("study_wrote", 5, 2, 2, False),
        ("study_equal", 5, 1, 3, False),
    ]


def test_a_printed_range_stays_a_range_until_the_office_decides(scored):
    rows = scored(
        "SELECT title, rule_text, points_by_rule, points, pending_from, pending_to, reason FROM fct_score "
        "WHERE scheme_id IN ('range', 'fee_range') AND line_kind = 'item' ORDER BY scheme_id, title"
    )
    printed, paid = "briefing：50–100 分/件", "picture：5–10 元/件"
    assert rows == [
        ("定了的照片", paid, 8, 8, None, None, None),
        ("没有定的照片", paid, None, None, 5, 10, "待核定：5–10 元"),
        ("写错了", printed, None, None, 50, 100, "待核定：50–100 分"),
        ("定了八十", printed, 80, 80, None, None, None),
        ("没有定", printed, None, None, 50, 100, "待核定：50–100 分"),
    ]
    assert scored(
        "SELECT points, pending_items, pending_from, pending_to FROM rpt_score_award "
        "WHERE scope = 'department' AND department_id = 'range'"
    ) == [(80, 2, 100, 200)]
    assert scored("SELECT amount, pending_from FROM rpt_fee WHERE scheme_id = 'fee_range' ORDER BY amount") == [
        (8, None),
        (None, 5),
    ]


def test_what_is_not_decided_is_traced_without_points(warehouse):
    found_lines = found(warehouse, f"{LINES} WHERE department_id = 'range' AND title = '没有定'")
    (row,) = found(
        warehouse,
        "SELECT * FROM rpt_score WHERE scope = 'department' AND department_id = 'range' AND month = '2020-05'",
    )
    evidence = [*(score_line(warehouse, line) for line in found_lines), score(warehouse, row)]
    shown = "\n".join(text for one in evidence for text in lines(one))
    assert "没有定 部委简报：应得 —，实得 —（待核定：50–100 分）" in shown
    assert "另有 2 件待核定：100–200 分，不在得分里" in shown and "≠" not in shown


def test_pictures_inside_an_item_are_paid_each_and_never_guessed(scored):
    rows = scored(
        "SELECT unit_share, rule_text, points, reason FROM fct_score WHERE scheme_id = 'fee_pictures' ORDER BY points"
    )
    rule_text = "picture：5 元/张"
    assert rows == [
        (1, rule_text, 0, "没有图片张数，无法按张计"),
        (0.5, rule_text, 10, None),
        (1, rule_text, 15, None),
    ]


def test_a_decision_says_what_became_of_it(scored):
    rows = scored(
        "SELECT rule_text, points, reason FROM fct_score "
        "WHERE scheme_id = 'range' AND line_kind = 'decision' ORDER BY rule_text"
    )
    assert rows == [
        ("写错了：核定 120，主任核定", 0, "不在计分项的区间之内，核定没有用上"),
        ("定了 八十：核定 80，主任核定", 0, "核定，分计在稿件上"),
        ("没有这一件：核定 60，主任核定", 0, "没有按这一项计分的这件稿件，核定没有用上"),
    ]


def test_points_are_set_against_the_task_of_the_unit_or_of_its_type(scored):
    rows = scored(
        "SELECT department_id, task_points, task_share FROM rpt_score_award "
        "WHERE scope = 'department' AND scheme_id = 'task' ORDER BY 1"
    )
    assert rows == [("task_college", 180, 0.5), ("task_named", 20, 1.25), ("task_office", 30, 0.9)]


def test_a_veto_names_its_reason(scored):
    rows = scored(
        "SELECT department_id, veto_reason FROM rpt_score_award WHERE scope = 'department' AND is_vetoed ORDER BY 1"
    )
    assert rows == [("parts_named", "意识形态问题"), ("parts_vetoed", "incident：1，1 以上：一票否决")]


def test_the_lines_of_a_bonus_and_of_a_lost_base_say_what_became_of_them(scored):
    assert scored(
        """
        SELECT rule_text, points_by_rule, points, bonus_points, reason FROM fct_score
        WHERE department_id = 'parts_good' AND bonus_points IS NOT NULL ORDER BY points_by_rule
        """
    ) == [
        ("加分", 5, 0, 5, "加分项，年终计入评优表"),
        ("4，每一个：5 分", 20, 0, 20, "加分项，年终计入评优表"),
    ]
    assert scored(
        "SELECT month, rule_text, points FROM fct_score WHERE department_id = 'lost' AND rule_id = 'no_base'"
    ) == [("2020-03", "1，1 以上：取消当月基础分", -10)]


def test_the_months_of_a_unit_and_its_bonus_add_up_to_the_award_sheet(scored):
    wrong = scored(
        """
        SELECT scheme_id, department_id FROM rpt_score_award AS sheet JOIN (
            SELECT scheme_id, department_id, sum(points) AS total FROM fct_score GROUP BY ALL)
        USING (scheme_id, department_id) WHERE scope = 'department' AND abs(points - bonus_points - total) > 1e-9
        """
    )
    assert wrong == []


@pytest.mark.parametrize("unit", [*EXPECTED, *FEES])
def test_every_line_leads_to_the_rows_its_points_were_counted_from(warehouse, unit):
    scored_lines = found(warehouse, f"{LINES} WHERE department_id = '{unit}' AND line_kind <> 'item'")
    awards = found(warehouse, f"SELECT * FROM rpt_score_award WHERE department_id = '{unit}'")
    sheets = [award(warehouse, sheet) for sheet in awards]
    evidence = [*(score_line(warehouse, line) for line in scored_lines), *sheets]
    assert not [part for one in evidence for part in walk(one) if part.agrees is False]
    assert unit in FEES or any(part.agrees for sheet in sheets for part in walk(sheet))

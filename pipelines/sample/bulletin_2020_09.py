"""The figures the bulletin of September 2020 prints, table by table: the sum of the sample's raw files."""

from datetime import date

MONTH = "2020-09"
BULLETIN = "2020年9月宣传工作通报"
ISSUED_ON = date(2020, 10, 8)
WECHAT_CUTOFF = date(2020, 9, 27)
PARTY_CUTOFF = date(2020, 9, 30)

# Table 1: department id → (important, general) website articles.
WEBSITE = {
    "party_work": (5, 4),
    "news_center": (7, 0),
    "intl": (1, 0),
    "logistics": (0, 1),
    "college_office": (0, 4),
    "hr": (0, 1),
    "english": (3, 0),
    "oriental": (2, 0),
    "western": (1, 0),
    "intl_econ": (1, 2),
    "ideology": (0, 1),
}

# Table 2, to the cut-off; the opening stock is what makes the printed closing stock come out.
FOLLOWERS_OPENING = 2840
FOLLOWERS_NEW = 1714
FOLLOWERS_CANCELLED = 449
FOLLOWERS_TOTAL = 4105
WECHAT_READS = 17577

# Table 3, to the cut-off.
MENU_CLICKS = {
    ("微资讯", "湖外要闻"): 203,
    ("微资讯", "交流合作"): 106,
    ("微资讯", "湖外党建"): 68,
    ("微资讯", "招生信息"): 1529,
    ("湖外主页", "-"): 3336,
    ("微校园", "精彩回顾"): 385,
    ("微校园", "联系我们"): 400,
}

# Table 4: name as written in the register of WeChat contributions → articles.
WECHAT_CONTRIBUTIONS = {"新闻中心": 7, "国际交流与合作处": 3, "人事处": 1, "东方语言学院": 1}

# Table 5: (unit as written, form, platforms as written) → submissions. The text of the bulletin says 7.
SUBMISSIONS = {
    ("国际交流与合作处", "图文", "公众号、官网"): 2,
    ("人事处", "图文", "官网"): 1,
    ("东方语言学院", "图文", "公众号、官网"): 1,
    ("西方语言学院", "短视频", "官抖"): 1,
    ("校团委", "短视频", "官抖"): 1,
}
SUBMISSIONS_IN_TEXT = 7

# Table 6: Party organisation id → uploaded records with a counted status.
PARTY_UPLOADS = {
    "committee": 15,
    "english_staff": 5,
    "oriental_students": 24,
    "english_students": 6,
    "intl_econ_students": 10,
    "offices_general": 2,
}

TRAINING_CLASS = "第24期入党积极分子培训班"
TRAINING_OPENED_ON = date(2020, 9, 23)
TRAINING = {"教工": 24, "18级": 7, "19级": 326}

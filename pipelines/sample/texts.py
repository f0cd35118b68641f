"""Headlines of the kind a school publishes. Plain material for titles; no real person or event.

{year}, {month}, {season} (春夏秋冬), {term} (春季, 秋季) and {dep} are filled in. A headline that only fits some
months stands in a pair with them.
"""

from random import Random

from pipelines.sample.draw import pick

Headline = str | tuple[tuple[int, ...], str]

CAMPUS_NEWS: list[Headline] = [
    "党委理论学习中心组举行集体学习",
    "集体学习",
    "学院与企业签订校企合作协议",
    "学院领导深入一线检查安全工作",
    "学院召开{year}年{term}学期工作会议",
    "学院召开{month}月工作例会",
    "学院举办“书香校园”阅读分享会",
    "学院接受上级部门教学督导",
    "学院召开教代会主席团会议",
    "学院举行消防疏散演练",
    "校友返校座谈会举行",
    "“我和我的祖国”主题活动在图书馆报告厅举行",
    ((9,), "学院举行升旗仪式暨“开学第一课”"),
    ((9,), "{year}级新生开学典礼举行"),
    ((9,), "学院召开教师节表彰大会"),
    ((9, 10), "{year}级新生军训汇报表演举行"),
    ((9, 3), "新进教师岗前培训开班"),
    ((2, 3, 4, 5), "学院召开疫情防控工作推进会"),
    ((6,), "学院举行{year}届毕业典礼"),
    ((11, 12), "学院第十二届运动会开幕"),
    ((1, 12), "学院召开年终总结会议"),
    ((7, 8), "学院领导慰问暑期留校师生"),
]
COLLEGE_NEWS: list[Headline] = [
    "{dep}召开班主任工作例会",
    "{dep}学子在省级竞赛中获奖",
    "{dep}开展主题班会,师生共话成长",
    "{dep}组织教研室集体备课",
    "{dep}赴实习基地走访",
    "{dep}举办学术讲座",
    "{dep}开展宿舍文明检查",
    ((4, 5, 11, 12), "{dep}举办“外语文化节”开幕式"),
    ((9, 10), "{dep}举行新生见面会"),
    ((7, 8), "{dep}开展“三下乡”社会实践"),
    ((11, 12, 3), "{dep}召开毕业论文（设计）动员会"),
    ((6,), "{dep}举行毕业生座谈会"),
]
OFFICE_NEWS: list[Headline] = [
    "{dep}召开{month}月工作例会",
    "{dep}组织业务学习",
    "{dep}接待兄弟院校来访",
    "{dep}开展主题党日活动",
    "{dep}举办专题讲座",
    "{dep}走访联系班级",
    "{dep}发布{month}月服务指南",
]
NOTICES: list[Headline] = [
    "关于开展教学检查的通知",
    "关于做好宿舍安全检查的通知",
    "关于申报校级课题的通知",
    "关于调整作息时间的通知",
    "关于召开工作例会的通知",
    "关于教职工体检安排的公告",
    "关于校园网络维护的公告",
    "关于组织教职工政治学习的通知",
    "招标公告：教学设备采购项目",
    ((9, 12, 4), "关于{year}年部分节假日安排的通知"),
    ((9,), "关于做好{year}级新生报到工作的通知"),
    ((1, 6, 7), "关于做好放假离校工作的通知"),
]
PLANS: list[Headline] = [
    "第{week}周工作安排",
    "{month}月主要工作安排",
    "{dep}{month}月工作要点",
    "{month}月值班安排表",
]
WECHAT: list[Headline] = [
    "聚焦｜学院召开{term}学期工作会议",
    "湖外人物｜站在三尺讲台上的她",
    "视频 | 30秒看湖外的{season}天",
    "@湖外人：这封信请您收下",
    "校园｜图书馆里最美的角落",
    "榜样｜省级优秀毕业生风采",
    "国际｜海外学子的来信",
    "喜报！我校学子获全国一等奖",
    "就业｜一批优质岗位等你来",
    "食堂｜{month}月新菜单来了",
    "荐读｜老师的书单里有什么",
    "外语角｜用五种语言说晚安",
    "声音｜我在浏阳校区的一天",
    "专业巡礼｜走进东方语言学院",
    "专业巡礼｜走进英语学院",
    "提醒｜这些校园骗局要当心",
    ((8, 9), "【荐读】开学了,请查收这份校园攻略"),
    ((9,), "军训｜烈日下的青春模样"),
    ((9,), "教师节｜老师,您辛苦了"),
    ((9, 10), "活动｜社团招新今天开始"),
    ((2, 3, 4, 8, 9), "通知｜返校须知请收好"),
    ((5, 6, 7, 8), "重磅！{year}年招生信息来了"),
    ((6,), "毕业季｜再看一眼我的学校"),
    ((12, 1), "致{year}｜一起走过的日子"),
]
SHORT_VIDEOS: list[Headline] = [
    "30秒带你逛完新图书馆 #校园",
    "食堂阿姨教你说“再来一勺”的五种外语",
    "外教挑战绕口令😂 #外语",
    "清晨六点半的早读声\n#早安 #打卡",
    "一分钟看完湖外的{season}天",
    "宿舍里的宝藏室友",
    "老师的板书有多好看",
    ((9, 10), "军训第一天，谁的脚步最整齐\n#军训 #湖外"),
    ((9, 10), "社团招新现场，你选哪一个"),
    ((5, 6), "毕业照里的那些瞬间 #毕业季"),
    ((12, 1), "雪落校园"),
    ((11, 12), "运动会upup！\n接力赛最后一棒"),
]
WEIBO: list[Headline] = [
    "#早安湖外# 新的一周，新的开始。",
    "#湖外校园# 今天的晚霞，你看到了吗？",
    "#湖外要闻# 学院召开工作会议。",
    "#湖外校园# {season}天的校园，随手一拍。",
    "图书馆延长开放时间至22:30,\n请同学们合理安排。",
    "失物招领：操场看台拾到校园卡一张。",
    ((6, 7, 1, 12), "【通知】请同学们按时完成网上评教。"),
    ((9,), "#开学季# 欢迎回家！"),
    ((6, 7, 8), "招生咨询电话已开通,欢迎来电咨询。"),
    ((6,), "#毕业季# 愿你出走半生，归来仍是少年。"),
]
PARTY_TOPICS: list[Headline] = [
    "学习贯彻重要讲话精神",
    "发展党员工作",
    "廉洁警示教育",
    "支部工作计划讨论",
    "疫情防控志愿服务总结",
    "学习党章党规",
    "民主评议准备工作",
    ((9,), "庆祝教师节主题党日"),
]
STORY_TAILS = ["", "", "", "（图）", "（组图）"]
SEASONS = "冬冬春春春夏夏夏秋秋秋冬"


def fitting(headlines: list[Headline], month: int) -> list[str]:
    """The headlines that make sense in a month."""
    return [h if isinstance(h, str) else h[1] for h in headlines if isinstance(h, str) or month in h[0]]


def shuffled(rng: Random, headlines: list[Headline], month: int) -> list[str]:
    """The month's headlines in a drawn order, so that a writer can go through them before any comes again."""
    return sorted(fitting(headlines, month), key=lambda _: rng.random())


def fill(text: str, *, year: int, month: int, department: str = "") -> str:
    """A headline with its blanks filled in; week is a week of the term, roughly."""
    return text.format(
        year=year,
        month=month,
        season=SEASONS[month - 1],
        term="春季" if 2 <= month <= 7 else "秋季",
        dep=department,
        week=1 + month * 2 % 18,
    )


def headline(rng: Random, headlines: list[Headline], *, year: int, month: int, department: str = "") -> str:
    """One drawn headline for a month."""
    return fill(pick(rng, fitting(headlines, month)), year=year, month=month, department=department)

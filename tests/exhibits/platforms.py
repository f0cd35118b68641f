"""One tiny file for each layout that platforms, sites and Party systems export, and for each of its vintages.

It shows, and proves in tests, what each declared format looks like. Persons, telephone
numbers, accounts and events are made up. Most ledgers are in ``ledgers``.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.sample.formats import (
    Row,
    Sheet,
    write_bytes,
    write_csv,
    write_html_xls,
    write_text,
    write_xls,
    write_xlsx,
)
from pipelines.sample.writers import douyin, party, website, wechat, weibo

PERSON, PHONE = "演示甲", "13800000000"
TITLE = "开学第一课，请查收"
URL = "https://mp.weixin.example/s/kx1"


@dataclass(frozen=True)
class Exhibit:
    """One file. file: below ``raw/``; formats: what it holds, several where one export feeds several datasets."""

    file: str
    formats: tuple[str, ...]
    write: Callable[[Path], Path]


def write_gallery(root: Path) -> list[tuple[Path, tuple[str, ...]]]:
    """Write every exhibit below ``root``/raw/; (file, ids of the formats in it) of each."""
    return [(e.write(Path(root) / "raw" / e.file), e.formats) for e in EXHIBITS]


def xlsx(rows: Sequence[Row], title: str = "") -> Callable[[Path], Path]:
    return lambda path: write_xlsx(path, Sheet("Sheet1", rows, title=title))


def xls(rows: Sequence[Row]) -> Callable[[Path], Path]:
    return lambda path: write_xls(path, "New Sheet1", rows)


def page(rows: Sequence[Row]) -> Callable[[Path], Path]:
    return lambda path: write_html_xls(path, [["" if cell is None else cell for cell in row] for row in rows])


def comma(rows: Sequence[Row], encoding: str = "utf-8-sig") -> Callable[[Path], Path]:
    return lambda path: write_csv(path, rows, encoding)


def answer(data: object) -> Callable[[Path], Path]:
    return lambda path: write_bytes(path, json.dumps(data, ensure_ascii=False, indent=1).encode())


def beside(*blocks: Sequence[Row]) -> list[Row]:
    """Blocks side by side below a blank row, an empty column before each (all of the same height)."""
    return [(), *(tuple(cell for part in line for cell in (None, *part)) for line in zip(*blocks, strict=True))]


def detail(overview: Sequence[Row], days: Sequence[Row], *distributions: tuple[str, Sequence[Row]]) -> list[Row]:
    """单篇详情: title, then the sections below each other, column A empty."""
    rows: list[Row] = [(TITLE,), ("数据概况",), *overview, ("数据趋势明细",), *days]
    for caption, lines in distributions:
        rows += [(caption,), *lines]
    return [(None, *row) for row in rows]


def filled(header: Row, **values: object) -> Row:
    """A row below ``header`` with these cells; the others are empty."""
    return tuple(values.get(name, "") for name in header)


WECHAT = "wechat/官微"
FLOW_HEADER = (
    "日期",
    "阅读次数",
    "阅读人数",
    "分享次数",
    "分享人数",
    "阅读原文次数",
    "阅读原文人数",
    "收藏次数",
    "收藏人数",
    "群发篇数",
    "渠道",
)
NOTES_HEADER = (
    "笔记标题",
    "首次发布时间",
    "体裁",
    "曝光",
    "观看量",
    "封面点击率",
    "点赞",
    "评论",
    "收藏",
    "涨粉",
    "分享",
    "人均观看时长",
    "弹幕",
)
NOTES_ROW = ("图书馆通宵自习室开放啦", "2025年09月26日19时30分52秒", "图文", 5200, 860, 0.124, 52, 7, 31, 4, 9, 12, "-")
DETAIL = (
    "wechat_detail_overview",
    "wechat_detail_days",
    "wechat_detail_gender",
    "wechat_detail_age",
    "wechat_detail_region",
)
READ = {"int_page_read_user": 300, "int_page_read_count": 420, "ori_page_read_user": 6, "ori_page_read_count": 8}
SHARE = {"share_user": 20, "share_count": 26, "add_to_fav_user": 3, "add_to_fav_count": 3}
TOTAL_DETAIL = {
    "stat_date": "2025-11-20",
    "read_user": 812,
    "read_user_source": [
        {"user_count": 812, "scene_desc": "全部"},
        {"user_count": 500, "scene_desc": "公众号消息"},
        {"user_count": 340, "scene_desc": "朋友圈"},
    ],
    "share_user": 40,
    "zaikan_user": 9,
    "like_user": 21,
    "comment_count": 4,
    "collection_user": 5,
    "praise_money": 0,
    "read_subscribe_user": 6,
    "read_delivery_rate": 0.031,
    "read_finish_rate": 0.62,
    "read_avg_activetime": 48.5,
    "read_jump_position": [{"position": 10, "rate": 0.1}],
}
PUBLISHED = {
    "sent_info": {"time": 1599004800},
    "sent_status": {"total": 12000, "succ": 11980},
    "appmsg_info": [
        {
            "title": TITLE,
            "content_url": URL,
            "read_num": 2180,
            "old_like_num": 35,
            "like_num": 12,
            "comment_num": 3,
            "share_num": 77,
            "is_deleted": False,
        }
    ],
}


def listed(*records: dict, **members: object) -> Callable[[Path], Path]:
    """A datacube answer."""
    return answer({"list": list(records), **members})


def on(day: str, *parts: dict, **members: object) -> dict:
    record = {"ref_date": day}
    for part in parts:
        record |= part
    return record | members


WECHAT_EXHIBITS = [
    Exhibit(
        f"{WECHAT}/user_analysis.xls",
        ("wechat_user_growth",),
        page(
            [("用户增长",), wechat.FOLLOWER_HEADER, ("2020-09-01", 30, 12, 18, 5018), ("2020-09-02", 9, 12, -3, 5015)]
        ),
    ),
    Exhibit(
        f"{WECHAT}/tendency_1598889600_1598976000.xls",
        ("wechat_tendency_reads", "wechat_tendency_shares", "wechat_tendency_articles"),
        xls(
            beside(
                [
                    ("数据趋势概况(2020.09.01-2020.09.02)", "", "", ""),
                    ("日期", "渠道", "阅读人数", "阅读次数"),
                    ("2020-09-01", "全部", 300, 420),
                    ("2020-09-01", "朋友圈", 120, 150),
                ],
                [
                    ("", "", "", ""),
                    ("日期", "分享人数", "分享次数", "群发篇数"),
                    ("2020-09-01", 20, 26, 1),
                    ("2020-09-02", 11, 12, 0),
                ],
                [
                    ("数据来源概况", "", "", "", ""),
                    ("传播渠道", "发表日期", "内容标题", "阅读人数", "阅读人数占比"),
                    ("全部", "20200901", TITLE, 300, 1.0),
                    ("朋友圈", "20200901", TITLE, 120, 0.4),
                ],
            )
        ),
    ),
    Exhibit(
        f"{WECHAT}/tendency_people_2025.xls",
        ("wechat_tendency_reads", "wechat_tendency_shares", "wechat_tendency_articles"),
        xls(
            beside(
                [("数据趋势概况", "", ""), ("日期", "渠道", "阅读人数"), ("2025-12-01", "全部", 300)],
                [
                    ("", "", "", "", ""),
                    ("日期", "分享人数", "跳转阅读原文", "微信收藏人数", "发表篇数"),
                    ("2025-12-01", 20, 3, 2, 1),
                ],
                [
                    ("", "", "", "", ""),
                    ("传播渠道", "发表日期", "内容标题", "阅读人数", "阅读人数占比"),
                    ("全部", "20251201", TITLE, 300, 1.0),
                ],
            )
        ),
    ),
    Exhibit(
        f"{WECHAT}/已通知内容A.xls",
        ("wechat_articles",),
        xls(
            [
                wechat.ARTICLE_HEADER_A,
                (TITLE, "20200901", 1800, 2180, 61, 77, 6, 12000, 760, 0.0633, 41, 880, 0.0539, 11.43, 0.62, URL),
            ]
        ),
    ),
    Exhibit(
        f"{WECHAT}/已通知内容B.xls",
        ("wechat_articles",),
        xls(
            [
                (),
                (None, "已通知内容(2025.12.01-2025.12.31)"),
                (None, *wechat.ARTICLE_HEADER_B),
                (None, TITLE, "20251201", 1800, 61, 6, 12000, 0.0633, 0.62, URL),
            ]
        ),
    ),
    Exhibit(
        f"{WECHAT}/未开启通知内容.xls",
        ("wechat_articles_silent",),
        xls(
            [
                (None, "未开启通知内容(2026.01.01-2026.01.31)"),
                tuple(h for h in wechat.ARTICLE_HEADER_A if h not in ("送达人数", "送达阅读率")),
                ("期末考场安排", "20260112", 240, 310, 9, 11, 0, 180, 5, 60, 0.03, 12.0, 0.58, f"{URL}9"),
            ]
        ),
    ),
    Exhibit(
        f"{WECHAT}/流量分析.xls",
        ("wechat_flow_reads", "wechat_flow_shares"),
        xls(
            [
                FLOW_HEADER,
                ("2024-03-01", 420, 300, 21, 18, 3, 2, 6, 5, 1, "全部"),
                ("2024-03-01", 260, 190, 9, 8, 1, 1, 2, 2, 1, "公众号消息"),
                ("2024-03-01", 160, 120, 12, 10, 2, 1, 4, 3, 1, "朋友圈"),
            ]
        ),
    ),
    Exhibit(
        f"{WECHAT}/2020-09/菜单分析.xlsx",
        ("wechat_menu",),
        xlsx([wechat.MENU_HEADER, ("关于我们", "学校概况", 120, 80, 1.5), ("招生就业", "-", 60, 50, 1.2)]),
    ),
    Exhibit(
        f"{WECHAT}/2021-04/菜单分析.xlsx",
        ("wechat_menu_nested",),
        xlsx(
            [
                ("菜单名称", "菜单点击次数", "菜单点击人数", "人均点击次数"),
                ("关于我们", 200, 150, 1.3),
                ("学校概况", 120, 80, 1.5),
                ("校园风光", 80, 70, 1.1),
                ("招生就业", 60, 50, 1.2),
            ]
        ),
    ),
    Exhibit(
        f"{WECHAT}/2025-12/单篇详情_人数版.xls",
        DETAIL,
        xls(
            detail(
                [
                    ("阅读(人)", 300),
                    ("平均停留时长(秒)", 48),
                    ("完读率", "62.5%"),
                    ("新增关注（人）", 6),
                    ("分享(人)", 20),
                    ("在看(人)", 9),
                    ("点赞(人)", 21),
                    ("收藏(人)", 5),
                    ("赞赏(分)", 0),
                    ("评论（条）", 4),
                    ("阅读转化",),
                    ("送达人数", 12000),
                    ("公众号消息阅读人数", 160),
                    ("首次分享人数", 12),
                    ("分享产生的阅读人数", 130),
                ],
                [
                    ("日期", "传播渠道", "阅读人数", "分享人数"),
                    ("2025-12-01", "全部", 260, 18),
                    ("2025-12-01", "朋友圈", 90, 7),
                    ("2025-12-02", "全部", 40, 2),
                ],
                ("性别分布", [("性别", "占比"), ("男", "30.58%"), ("女", "69.42%")]),
                ("年龄分布", [("年龄", "占比"), ("18-25岁", "50.1%"), ("46-55岁", "20%"), ("65岁以上", "29.9%")]),
                ("地域分布", [("地域", "占比"), ("湖南省", "88%"), ("其他", "12%")]),
            )
        ),
    ),
    Exhibit(
        f"{WECHAT}/2024-05/单篇详情_次数版.xls",
        DETAIL,
        page(
            detail(
                [
                    ("阅读(次)", 420),
                    ("平均停留时长(秒)", 51),
                    ("完读率", "0.58"),
                    ("阅读后关注（人）", 6),
                    ("分享(次)", 26),
                    ("在看(次)", 9),
                    ("点赞(次)", 21),
                    ("赞赏(分)", 0),
                    ("评论（条）", 4),
                    ("互动率", "1.2%"),
                    ("阅读转化",),
                    ("送达人数", 12000),
                    ("公众号消息阅读次数", 200),
                    ("首次分享次数", 15),
                    ("总分享次数", 26),
                    ("分享产生的阅读次数", 160),
                    ("推荐转化",),
                    ("曝光次数", 900),
                    ("阅读次数", 40),
                    ("关注人数", 1),
                ],
                [
                    ("日期", "传播渠道", "阅读人数", "阅读次数", "分享人数", "分享次数"),
                    ("2024-05-06", "全部", 260, 360, 18, 24),
                    ("2024-05-06", "朋友圈", 90, 100, 7, 8),
                ],
                ("性别分布", [("男", 51), ("女", 213)]),
                ("年龄分布", [("年龄", "人数"), ("18-25岁", 130), ("46-60岁", 61), ("60岁以上", 9)]),
                ("地域分布", [("地域", "人数"), ("湖南省", 233)]),
            )
        ),
    ),
    Exhibit(
        f"{WECHAT}/常读用户.xls",
        ("wechat_regular_readers",),
        page(
            [
                ("常读用户数变化",),
                ("时间", "常读用户数", "常读用户比例"),
                ("2026-05", 812, "6.5%"),
                ("2026-06", 830, "6.6%"),
            ]
        ),
    ),
    *(
        Exhibit(
            f"{WECHAT}/常读用户_{header}.xls",
            (format_id,),
            page(
                [
                    (f"{header}分布",),
                    ("时间", "用户类型", header, "人数", "占比"),
                    ("2026-06", "常读用户", label, 512, "61.7%"),
                ]
            ),
        )
        for format_id, header, label in [
            ("wechat_regular_city", "用户所在城市", "二线城市"),
            ("wechat_regular_age", "用户年龄", "18-25岁"),
            ("wechat_regular_gender", "用户性别", "女"),
        ]
    ),
    Exhibit(
        f"{WECHAT}/消息分析.csv",
        ("wechat_message_days",),
        comma([("时间", "消息发送人数", "消息发送次数", "人均发送次数"), ("2016-03-01", 12, 30, 2.5)]),
    ),
    Exhibit(
        f"{WECHAT}/图文分析_每日.xls",
        ("wechat_graphic_days_reads", "wechat_graphic_days_shares"),
        xls(
            [
                (
                    "日期",
                    "图文页阅读人数",
                    "图文页阅读次数",
                    "原文页阅读人数",
                    "原文页阅读次数",
                    "分享转发人数",
                    "分享转发次数",
                    "微信收藏人数",
                    "微信收藏次数",
                ),
                ("2018-03-01", 300, 420, 6, 8, 20, 26, 3, 3),
            ]
        ),
    ),
    Exhibit(
        f"{WECHAT}/图文分析_单篇.xls",
        ("wechat_graphic_articles",),
        xls(
            [
                ("标题", "日期", "送达人数", "图文页阅读人数", "图文页阅读次数", "分享转发人数", "分享转发次数"),
                (TITLE, "2018-03-01", 9000, 300, 420, 20, 26),
            ]
        ),
    ),
    Exhibit(
        f"{WECHAT}/发表记录.json",
        ("wechat_publish_page",),
        answer(
            {"publish_page": json.dumps({"total_count": 1, "publish_list": [{"publish_info": json.dumps(PUBLISHED)}]})}
        ),
    ),
    Exhibit(
        f"{WECHAT}/发表记录_页面变量.json",
        ("wechat_publish_page",),
        answer({"total_count": 1, "publish_list": [{"publish_info": PUBLISHED}]}),
    ),
    Exhibit(
        f"{WECHAT}/公众号文章列表.xlsx",
        ("wechat_article_exporter",),
        xlsx(
            [
                (
                    "公众号",
                    "ID",
                    "链接",
                    "标题",
                    "封面",
                    "摘要",
                    "创建时间",
                    "发布时间",
                    "阅读",
                    "点赞",
                    "分享",
                    "喜欢",
                    "留言",
                    "作者",
                    "是否原创",
                    "文章类型",
                    "所属合集",
                    "文章内容",
                ),
                (
                    "测试学院",
                    "2650000001_1",
                    URL,
                    TITLE,
                    "",
                    "",
                    "2020-09-01 08:00:00",
                    "2020-09-01 08:30:00",
                    "10万+",
                    35,
                    77,
                    12,
                    3,
                    PERSON,
                    "原创",
                    "普通图文",
                    "#开学",
                    "",
                ),
            ]
        ),
    ),
    Exhibit(
        f"{WECHAT}/freepublish_batchget.json",
        ("wechat_api_publish",),
        answer(
            {
                "total_count": 1,
                "item_count": 1,
                "item": [
                    {
                        "article_id": "a1",
                        "content": {"news_item": [{"title": TITLE, "author": PERSON, "url": URL, "is_deleted": False}]},
                        "update_time": 1599004800,
                    }
                ],
            }
        ),
    ),
    Exhibit(
        f"{WECHAT}/getusersummary.json",
        ("wechat_api_user_summary",),
        listed(
            on("2021-09-01", user_source=0, new_user=3, cancel_user=5),
            on("2021-09-01", user_source=30, new_user=149, cancel_user=1),
            on("2021-09-02", user_source=777, new_user=2, cancel_user=0),
        ),
    ),
    Exhibit(
        f"{WECHAT}/getusercumulate.json",
        ("wechat_api_user_cumulate",),
        listed(on("2021-09-01", user_source=0, cumulate_user=5012)),
    ),
    Exhibit(
        f"{WECHAT}/getarticlesummary.json",
        ("wechat_api_article_summary",),
        listed(on("2019-12-08", {"msgid": "10000050_1", "title": TITLE}, READ, SHARE)),
    ),
    Exhibit(
        f"{WECHAT}/getarticletotal.json",
        ("wechat_api_article_total",),
        listed(
            on(
                "2019-12-08",
                msgid="10000050_1",
                title=TITLE,
                details=[{"stat_date": f"2019-12-{day:02d}", "target_user": 9000, **READ, **SHARE} for day in (8, 9)],
            )
        ),
    ),
    Exhibit(
        f"{WECHAT}/getuserread_2019.json",
        ("wechat_api_user_read", "wechat_api_user_read_shares"),
        listed(on("2019-12-08", READ, SHARE)),
    ),
    Exhibit(
        f"{WECHAT}/getuserread_2021.json",
        ("wechat_api_user_read_source", "wechat_api_user_read_shares"),
        listed(
            on("2021-12-08", READ, SHARE, user_source=99999999),
            on("2021-12-08", READ, SHARE, user_source=2),
        ),
    ),
    Exhibit(
        f"{WECHAT}/getuserreadhour.json",
        ("wechat_api_user_read_hour",),
        listed(on("2019-12-08", READ, SHARE, ref_hour=1200)),
    ),
    Exhibit(
        f"{WECHAT}/getusershare.json",
        ("wechat_api_user_share",),
        listed(on("2019-12-08", share_scene=1, share_user=4, share_count=72)),
    ),
    Exhibit(
        f"{WECHAT}/getusersharehour.json",
        ("wechat_api_user_share",),
        listed(on("2019-12-08", ref_hour=1200, share_scene=5, share_user=4, share_count=72)),
    ),
    *(
        Exhibit(
            f"{WECHAT}/{call}.json",
            (format_id,),
            listed(on(day, msg_type=1, msg_user=16, msg_count=27, **members)),
        )
        for call, format_id, day, members in [
            ("getupstreammsg", "wechat_api_message_day", "2019-12-03", {}),
            ("getupstreammsgweek", "wechat_api_message_week", "2019-12-02", {}),
            ("getupstreammsgmonth", "wechat_api_message_month", "2019-12-01", {}),
            ("getupstreammsghour", "wechat_api_message_hour", "2019-12-03", {"ref_hour": 900}),
        ]
    ),
    *(
        Exhibit(f"{WECHAT}/{call}.json", (format_id,), listed(on(day, count_interval=1, msg_user=16)))
        for call, format_id, day in [
            ("getupstreammsgdist", "wechat_api_message_dist_day", "2019-12-03"),
            ("getupstreammsgdistweek", "wechat_api_message_dist_week", "2019-12-02"),
            ("getupstreammsgdistmonth", "wechat_api_message_dist_month", "2019-12-01"),
        ]
    ),
    Exhibit(
        f"{WECHAT}/getinterfacesummary.json",
        ("wechat_api_interface",),
        listed(on("2019-12-08", callback_count=1234, fail_count=0, total_time_cost=12345, max_time_cost=123)),
    ),
    Exhibit(
        f"{WECHAT}/getarticleread.json",
        ("wechat_api_article_read",),
        listed(
            on(
                "2025-11-19",
                msgid="2247483650_1",
                detail={"read_user": 812, "read_user_source": TOTAL_DETAIL["read_user_source"]},
            ),
            is_delay=False,
        ),
    ),
    Exhibit(
        f"{WECHAT}/getbizsummary.json",
        ("wechat_api_biz_summary",),
        listed(
            on("2025-11-19", detail={"read_user": 900, "share_user": 44, "comment_count": 4, "send_page_count": 2}),
            is_delay=False,
        ),
    ),
    Exhibit(
        f"{WECHAT}/getarticletotaldetail.json",
        ("wechat_api_article_total_detail", "wechat_api_article_total_detail_scenes"),
        listed(
            on(
                "2025-11-19",
                msgid="2247483650_1",
                publish_type=0,
                title=TITLE,
                content_url=URL,
                detail_list=[TOTAL_DETAIL],
            ),
            is_delay=False,
        ),
    ),
]

STATUS = {
    "created_at": "Tue Sep 01 08:46:55 +0800 2020",
    "idstr": "4544444444444441",
    "mid": "4544444444444441",
    "text": "#开学季# 新同学，欢迎你",
    "reposts_count": 5,
    "comments_count": 3,
    "attitudes_count": 40,
    "user": {"id": 6000000001, "name": weibo.NICKNAME},
}
VIDEO = {
    "mid": 4544444444444442,
    "mid_str": "4544444444444442",
    "titles": [{"default": True, "title": "校园的清晨"}],
    "create_time": 1598920000000,
    "duration": 61.5,
    "play_count": 1200,
    "statistics": {"comment_count": 2, "attitude_count": 31, "reposts_count": 4, "danmaku_count": 1},
}
POST = {"正文": "开学第一天", "微博正文": "开学第一天", "点赞数": 40, "评论数": 3, "转发数": 5}
WEIBO_TIME = {"发布时间": "2020-09-01 08:46", "日期": "2020-09-01", "完整日期": "2020-09-01T08:46:55+08:00"}
WEIBO_IDS = {"id": "4544444444444441", "微博id": "4544444444444441"}
CRAWLED = POST | WEIBO_TIME | WEIBO_IDS | {"是否编辑过": "False", "编辑次数": "0"}
OLD_CRAWLER_HEADER = tuple(name for name in weibo.CRAWLER_HEADER if not name.startswith("Live Photo"))

WEIBO_EXHIBITS = [
    Exhibit(
        "weibo/weibo_spider.csv",
        ("weibo_spider",),
        comma([weibo.SPIDER_HEADER, filled(weibo.SPIDER_HEADER, **CRAWLED)]),
    ),
    Exhibit(
        "weibo/weibo_crawler.csv",
        ("weibo_crawler",),
        comma([weibo.CRAWLER_HEADER, filled(weibo.CRAWLER_HEADER, **CRAWLED)]),
    ),
    # The header lacks a name that the cells have.
    Exhibit(
        "weibo/weibo_crawler_shifted.csv",
        ("weibo_crawler",),
        comma([OLD_CRAWLER_HEADER, filled(weibo.CRAWLER_HEADER, **CRAWLED)]),
    ),
    Exhibit(
        "weibo/博文数据.xlsx",
        ("weibo_posts",),
        xlsx(
            [
                weibo.OFFICIAL_HEADER,
                ("2020-09-01 08:46:55", "开学第一天", "https://weibo.example/1", 3000, 5, 3, 40, None),
            ]
        ),
    ),
    Exhibit(
        "weibo/账号数据.xlsx",
        ("weibo_days",),
        xlsx([weibo.ACCOUNT_HEADER, ("2020-09-01", 3100, 9, 5200, 2, 5, 3, 40)]),
    ),
    Exhibit("weibo/getVideoList.json", ("weibo_creator_videos",), answer({"ok": 1, "data": {"videos": [VIDEO]}})),
    Exhibit("weibo/author_videos.json", ("weibo_creator_videos",), answer({"meta": {"total": 1}, "videos": [VIDEO]})),
    Exhibit("weibo/user_timeline.json", ("weibo_statuses",), answer({"statuses": [STATUS], "total_number": 1})),
]

WORK = (
    "新生报到日 #开学",
    "2020-09-01 18:00:00",
    "1min-视频",
    "公开",
    "12000",
    "0.366807",
    "0.51",
    "0.1",
    "0.2",
    "16.63",
    "300",
    "36",
    "24",
    "18",
    "200",
    "5",
)

DOUYIN_EXHIBITS = [
    Exhibit("douyin/作品列表导出_16列.xlsx", ("douyin_works",), xlsx([douyin.HEADER, WORK])),
    Exhibit(
        "douyin/作品列表导出_15列.xlsx",
        ("douyin_works",),
        xlsx([(*row[: douyin.COVER], *row[douyin.COVER + 1 :]) for row in (douyin.HEADER, WORK)]),
    ),
    *(
        Exhibit(f"douyin/数据表现_{metric}.xlsx", ("douyin_days",), xlsx([("日期", metric), ("2020-09-01", value)]))
        for metric, value in [("净增粉丝", -3), ("封面点击率", "25.00%"), ("总粉丝量", 860)]
    ),
    Exhibit(
        "douyin/数据表现_短视频全量指标.xlsx",
        ("douyin_days",),
        xlsx(
            [
                (
                    "日期",
                    "投稿量",
                    "总播放量",
                    "总点赞量",
                    "总分享量",
                    "总评论量",
                    "5秒完播率",
                    "2秒跳出率",
                    "封面点击率",
                    "平均播放时长",
                ),
                ("2026-03-01", 1, 1200, -2, 8, 3, "37.50%", "20.10%", "4%", "16.63s"),
            ]
        ),
    ),
    Exhibit(
        "douyin/data.xlsx",
        ("douyin_submission_analysis",),
        xlsx(
            [
                ("视频名称", "发布时间", "播放量", "5s完播率", "2s跳出率", "平均播放时长"),
                ("新生报到日", "2026-03-01 18:00:00", "1200", "37.50%", "20.10%", "16.63秒"),
            ]
        ),
    ),
    Exhibit(
        "douyin/user_fans.json",
        ("douyin_open_user",),
        answer(
            {
                "data": {
                    "error_code": 0,
                    "description": "",
                    "result_list": [{"date": "2026-03-01", "total_fans": 870, "new_fans": 6}],
                },
                "extra": {"error_code": 0, "logid": "x"},
            }
        ),
    ),
]

CHANNELS_HEADER = (
    "视频描述",
    "视频ID",
    "发布时间",
    "完播率",
    "平均播放时长",
    "播放量",
    "推荐",
    "喜欢",
    "评论量",
    "分享量",
    "关注量",
    "转发聊天和朋友圈",
    "设为铃声",
    "设为状态",
    "设为朋友圈封面",
)
CHANNELS_2026 = ("企微链接点击次数", "企微链接点击人数", "添加到通讯录次数", "添加到通讯录人数")
CHANNELS_ROW = (
    "操场上的晚霞\n#校园",
    "export/UzFf01",
    "2025/09/27",
    "11.14%",
    "32.50秒",
    8800,
    66,
    120,
    9,
    40,
    3,
    31,
    0,
    0,
    0,
)
BILIBILI_COLUMNS = (
    "视频标题",
    "发布时间",
    "播放量",
    "封标点击率",
    "互动率",
    "涨粉量",
    "点赞量",
    "评论量",
    "弹幕量",
    "收藏量",
    "投币量",
    "转发量",
    "平均播放进度",
)

OTHER_EXHIBITS = [
    Exhibit(
        "channels/视频数据.csv",
        ("channels_days",),
        comma(
            [
                ("时间", "播放", "推荐", "喜欢", "评论", "分享", "关注"),
                ("2026-03-01", 3200, 41, 66, 5, 19, 12),
                ("2026-03-02", 2900, 30, 51, 2, 11, -1),
            ]
        ),
    ),
    Exhibit(
        "xiaohongshu/笔记列表明细表.xlsx",
        ("xiaohongshu_notes",),
        xlsx([("最多导出排序后前1000条笔记",), NOTES_HEADER, NOTES_ROW]),
    ),
    Exhibit("channels/视频号动态数据明细.csv", ("channels_works",), comma([CHANNELS_HEADER, CHANNELS_ROW])),
    Exhibit(
        "channels/视频号动态数据明细_2026.csv",
        ("channels_works",),
        comma([(*CHANNELS_HEADER, *CHANNELS_2026), (*CHANNELS_ROW, 0, 0, 0, 0)]),
    ),
    Exhibit(
        "bilibili/近期稿件对比.csv",
        ("bilibili_recent",),
        comma(
            [
                BILIBILI_COLUMNS,
                (
                    "迎新现场，",
                    "2026年06月03日 16:41:25",
                    "955",
                    "3.5星",
                    "5.4%",
                    "1",
                    "15",
                    "11",
                    "0",
                    "23",
                    "3",
                    "2",
                    "39%",
                ),
                ("军训第一天", "2026年06月02日 17:29:04", "146", "-", "-", "-", "1", "-", "0", "1", "0", "0", "-"),
            ]
        ),
    ),
    # The user may choose hardly any column.
    Exhibit(
        "bilibili/近期稿件对比_少列.csv",
        ("bilibili_recent",),
        comma([("视频标题", "发布时间", "弹幕率"), ("迎新现场，", "2026年06月03日 16:41:25", "0%")]),
    ),
    Exhibit(
        "bilibili/历史累计数据趋势.csv",
        ("bilibili_totals",),
        comma(
            [
                ("时间", "播放量", "累计粉丝", "点赞", "收藏", "硬币", "评论", "弹幕", "分享"),
                ("2026-06-01", 50100, 812, 900, 210, 88, 140, 61, 30),
            ]
        ),
    ),
    Exhibit(
        "kuaishou/快手作品列表明细.xlsx",
        ("kuaishou_works",),
        xlsx(
            [
                ("作品", "发布时间", "播放量", "完播率", "点赞量", "评论量", "收藏量", "分享量", "涨粉量"),
                ("操场上的晚霞", "2026-03-01 18:00:00", "1.2万", "33.10%", 300, 12, 9, 20, -1),
            ]
        ),
    ),
    Exhibit(
        "qq/QQ发布登记.xlsx",
        ("qq_posts",),
        xlsx(
            [
                ("日期", "标题", "链接", "阅读数", "点赞数", "评论数", "转发数"),
                ("2020-09-01", TITLE, "https://qq.example/1", 800, 12, 0, 3),
            ]
        ),
    ),
]

MAIN = "website/main"
WEBSITE_EXHIBITS = [
    Exhibit(
        "website/2020-11/稿件导出.xlsx",
        ("website_list_without_columns",),
        xlsx(
            [
                ("序号", "标题", "发布单位", "作者", "发布时间", "状态", "点击量"),
                (1, "校友返校座谈", "英语学院", PERSON, "2020-11-06 09:20", "已发布", 231),
            ]
        ),
    ),
    Exhibit(
        "website/2020-12/稿件导出.xlsx",
        ("website_list_of_titles",),
        xlsx(
            [
                ("序号", "标题", "作者", "发布时间", "浏览次数"),
                (1, "冬至包饺子", PERSON, "2020-12-21 09:20", 87),
            ]
        ),
    ),
    Exhibit(
        f"{MAIN}/稿件列表.xlsx",
        ("website_list",),
        xlsx(
            [
                website.HEADER,
                (
                    "新学期工作会召开",
                    "校园新闻",
                    "党委工作部",
                    PERSON,
                    PERSON,
                    PERSON,
                    "2020-09-01 10:00",
                    "已发布",
                    552,
                ),
            ]
        ),
    ),
    Exhibit(
        f"{MAIN}/点击列表.txt",
        ("website_labelled",),
        lambda path: write_text(path, ["标题:一堂思政课\t发布时间：2022-12-13\t点击量:552"] * 2, "gb18030"),
    ),
    Exhibit(
        f"{MAIN}/news_list.csv",
        ("website_crawled",),
        comma(
            [("", "dept", "head", "text_chars", "time"), (0, "新闻中心 理学院", "师生热议", 1625, "2017-03-05")],
            "utf-8",
        ),
    ),
    Exhibit(
        f"{MAIN}/dede_archives.csv",
        ("website_dedecms",),
        comma(
            [
                (
                    "id",
                    "typeid",
                    "typeid2",
                    "sortrank",
                    "flag",
                    "channel",
                    "arcrank",
                    "click",
                    "title",
                    "writer",
                    "source",
                    "pubdate",
                    "senddate",
                    "mid",
                ),
                (
                    101,
                    1011,
                    0,
                    1599004800,
                    "",
                    1,
                    0,
                    320,
                    "新学期工作会召开",
                    PERSON,
                    "党委工作部",
                    1599004800,
                    1599004800,
                    1,
                ),
                (102, 1011, 0, 1599091200, "", 1, -1, 0, "待审的一篇", PERSON, "党委工作部", 1599091200, 1599091200, 1),
                (103, 1021, 0, 1599091200, "", 1, -2, 5, "删掉的一篇", PERSON, "党委工作部", 1599091200, 1599091200, 1),
            ],
            "gb18030",
        ),
    ),
    Exhibit(
        f"{MAIN}/phome_ecms_news.csv",
        ("website_empirecms",),
        comma(
            [
                (
                    "id",
                    "classid",
                    "onclick",
                    "username",
                    "isgood",
                    "istop",
                    "truetime",
                    "lastdotime",
                    "title",
                    "newstime",
                    "befrom",
                ),
                (7, 1011, 88, PERSON, 0, 0, 1599004800, 1599004800, "新学期工作会召开", 1599004800, "党委工作部"),
            ],
            "utf-8",
        ),
    ),
    Exhibit(
        f"{MAIN}/wp_posts.csv",
        ("website_wordpress",),
        comma(
            [
                ("ID", "post_author", "post_date", "post_date_gmt", "post_title", "post_status", "post_type", "guid"),
                (
                    11,
                    1,
                    "2020-09-01 10:00:00",
                    "2020-09-01 02:00:00",
                    "新学期工作会召开",
                    "publish",
                    "post",
                    "https://a.example/?p=11",
                ),
                (
                    12,
                    1,
                    "2020-09-01 10:05:00",
                    "2020-09-01 02:05:00",
                    "新学期工作会召开",
                    "inherit",
                    "revision",
                    "https://a.example/?p=12",
                ),
                (
                    13,
                    1,
                    "2020-09-02 10:00:00",
                    "2020-09-02 02:00:00",
                    "一篇草稿",
                    "draft",
                    "post",
                    "https://a.example/?p=13",
                ),
            ],
            "utf-8",
        ),
    ),
    Exhibit(
        f"{MAIN}/node_field_data.csv",
        ("website_drupal",),
        comma(
            [
                ("nid", "vid", "type", "langcode", "status", "uid", "title", "created", "changed", "promote", "sticky"),
                (21, 30, "article", "zh-hans", 1, 1, "新学期工作会召开", 1599004800, 1599004900, 1, 0),
            ],
            "utf-8",
        ),
    ),
    Exhibit(
        f"{MAIN}/querySimpleInfoCenter.json",
        ("website_portal",),
        answer(
            {
                "meta": {"success": True, "statusCode": 200},
                "data": {
                    "pageNum": 1,
                    "list": [
                        {
                            "infoId": "9001",
                            "infoTitle": "关于校历的通知",
                            "columnTitle": "通知公告",
                            "publishTime": "2020-09-01 10:00:00",
                            "publishDeptName": "党委工作部",
                            "hitCount": 91,
                            "extLink": "https://www.example/9001.htm",
                        }
                    ],
                },
            }
        ),
    ),
]

BRANCH = "英语学院教工支部"
MEETING = (
    "英语学院党总支",
    BRANCH,
    "党课",
    "2020-10-13 20:15:00",
    "学习讲话精神",
    "2020-10-12 15:00:00",
    "会议室",
    PERSON,
    PERSON,
    PHONE,
    "已通过",
    PERSON,
    PERSON,
    "",
)
OWIP = (
    "英语学院党总支",
    BRANCH,
    "1",
    "2020-10-12",
    "2020",
    "4",
    "10",
    "学习讲话精神",
    "学习",
    "会议室",
    PERSON,
    PERSON,
    PERSON,
    "",
    "",
    12,
    11,
    1,
    "略",
    "略",
    "是",
    "1",
    "否",
    "",
    "",
)

PARTY_EXHIBITS = [
    Exhibit("party/会议统计.xlsx", ("party_cqu_statistics",), xlsx([party.MEETING_HEADER, MEETING], "会议统计")),
    Exhibit(
        "party/会议统计_支部.xlsx",
        ("party_cqu_statistics",),
        xlsx(
            [
                ("党支部", "会议类型", "开展主题", "开展时间", "联系人", "任务状态"),
                (BRANCH, "主题党日", "走进社区", "2020-10-20 15:00:00", PERSON, "已提交"),
            ],
            "会议统计",
        ),
    ),
    Exhibit(
        "party/会议审批.xlsx",
        ("party_cqu_approval",),
        xlsx(
            [
                party.APPROVAL_HEADER,
                (
                    BRANCH,
                    "党课",
                    "2020-10-13 20:15:00",
                    "学习讲话精神",
                    "2020-10-12 15:00:00",
                    "90",
                    "会议室",
                    PERSON,
                    PERSON,
                    PHONE,
                    "已通过",
                    PERSON,
                ),
            ],
            "会议审批",
        ),
    ),
    Exhibit("party/组织生活列表_v1.xls", ("party_owip",), xls([party.OWIP_HEADER, OWIP])),
    Exhibit("party/组织生活列表_pm3.xls", ("party_owip_pm3",), xls([party.OWIP_HEADER, (*OWIP[:2], "2", *OWIP[3:])])),
    Exhibit(
        "party/上传清单.xlsx",
        ("party_generic",),
        xlsx(
            [
                party.UPLOAD_HEADER,
                (BRANCH, "党课", "学习讲话精神", "2020-10-12 15:00:00", 12, 11, "2020-10-13 20:15:00", 2, "已通过"),
                ("合计", "", "", "", 12, 11, "", 2, ""),
            ],
            "2020-10 活动上传清单",
        ),
    ),
    Exhibit(
        "party/党支部待办.xlsx",
        ("party_cqu_tasks",),
        xlsx(
            [
                ("消息状态", "会议类型", "会议主题", "发布时间", "任务状态", "操作", "上传会议记录", "备注"),
                ("未读", "党课", "学习讲话精神", "2020-10-10 09:00:00", "已指派", "查看", "上传", ""),
            ],
            "党支部待办",
        ),
    ),
    Exhibit(
        "party/大会列表.xlsx",
        ("party_meetings",),
        xlsx(
            [
                ("组织", "大会标题", "开始时间", "结束时间", "应到人数"),
                (BRANCH, "第四季度党员大会", "2020-10-12 15:00:00", "2020-10-12 17:00:00", 12),
            ]
        ),
    ),
]

REGISTER_EXHIBITS = [
    Exhibit(
        "registers/供稿登记.xlsx",
        ("register_submissions",),
        xlsx(
            [
                ("日期", "供稿单位", "标题", "形式", "平台", "是否采用", "作者"),
                ("2020-09-01", "英语学院", TITLE, "文字", "官网、公众号", "是", PERSON),
                ("2020-09-02", None, "迎新进行时", "图片", "官博", "否", PERSON),
            ]
        ),
    ),
    Exhibit(
        "registers/官微供稿登记.xlsx",
        ("register_wechat_contributions",),
        xlsx([("发表日期", "内容标题", "供稿单位", "作者"), ("2020-09-01", TITLE, "英语学院", PERSON)]),
    ),
    Exhibit(
        "registers/多媒体登记.xlsx",
        ("register_plain_pictures", "register_plain_videos", "register_plain_broadcasts"),
        xlsx(
            [
                ("日期", "名称", "类型", "数量"),
                ("2021-05-04", "五四表彰会", "照片", 120),
                ("2021-05-05", "五四宣传片", "视频", 2),
                ("2021-05-06", "毕业典礼", "直播", 1),
            ]
        ),
    ),
    Exhibit(
        "registers/培训班登记.xlsx",
        ("register_training",),
        xlsx([("班次名称", "开班日期", "类别", "人数"), ("第1期", "2020-09-12", "入党积极分子", 120)]),
    ),
]

EXHIBITS = (
    *WECHAT_EXHIBITS,
    *WEIBO_EXHIBITS,
    *DOUYIN_EXHIBITS,
    *OTHER_EXHIBITS,
    *WEBSITE_EXHIBITS,
    *PARTY_EXHIBITS,
    *REGISTER_EXHIBITS,
)

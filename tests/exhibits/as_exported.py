"""Small files of the shape in which platforms, sites and servers give theirs: names, headers, encodings and oddities
are those of real files, what stands in them is made up.
"""

import gzip
import json
from pathlib import Path
from typing import NamedTuple

import xlsxwriter
from weblogs.lines import PHONE, line


class File(NamedTuple):
    """What the door has to find: how it is written, the formats it is recognised as, rows (of a log: lines)."""

    kind: str
    formats: set[str]
    rows: int


FILES = {
    "douyin/video_list.masked.xlsx": File("xlsx", {"douyin_works"}, 3),
    "douyin/daily_plays.xlsx": File("xlsx", {"douyin_days"}, 4),
    "douyin/daily_likes.xlsx": File("xlsx", {"douyin_days"}, 4),
    "douyin/daily_cover_ctr.xlsx": File("xlsx", {"douyin_days"}, 4),
    "douyin/daily_new_followers.xlsx": File("xlsx", {"douyin_days"}, 4),
    "bilibili/recent_compare_snapshot1.csv": File("csv", {"bilibili_recent"}, 2),
    "bilibili/recent_compare_snapshot2.csv": File("csv", {"bilibili_recent"}, 2),
    "wechat_datacube/datacube_getarticlesummary.json": File("json", {"wechat_api_article_summary"}, 1),
    "wechat_datacube/datacube_getarticletotal.json": File("json", {"wechat_api_article_total"}, 2),
    "wechat_datacube/datacube_getinterfacesummary.json": File("json", {"wechat_api_interface"}, 1),
    "wechat_datacube/datacube_getupstreammsg.json": File("json", {"wechat_api_message_day"}, 1),
    "wechat_datacube/datacube_getupstreammsgweek.json": File("json", {"wechat_api_message_week"}, 1),
    "wechat_datacube/datacube_getuserread.json": File(
        "json", {"wechat_api_user_read", "wechat_api_user_read_shares"}, 1
    ),
    "wechat_datacube/datacube_getusersharehour.json": File("json", {"wechat_api_user_share"}, 1),
    "wechat_datacube/datacube_getusersummary.json": File("json", {"wechat_api_user_summary"}, 1),
    "wechat_datacube/real_getusersummary_2021-09.json": File("json", {"wechat_api_user_summary"}, 4),
    "university_site/nefu_news_list_2017_2018.csv": File("csv", {"website_crawled"}, 5),
    "university_site/sdust_ta_news_clicks_part1.gbk.txt": File("labelled", {"website_labelled"}, 3),
    "ledger/cqnu_news_adoption_2010H2_units.csv": File("csv", {"register_adoption"}, 4),
    "apache_combined/apache_logs": File("log", {"weblog_combined"}, 6),
    "nginx_cn_blog/access.log.part1.gz": File("log", {"weblog_combined"}, 4),
    "iis_w3c/W3SVC20_u_ex091107.log": File("log", {"weblog_iis_w3c"}, 2),
    "iis_w3c/W3SVC20_u_ex100922.log": File("log", {"weblog_iis_w3c"}, 3),
    "iis_w3c/W3SVC1_u_ex160106.log": File("log", {"weblog_iis_w3c"}, 2),
}
# Lines of a log that cannot be read, articles listed a second time, units that handed in nothing.
BAD_LINES, LISTED_AGAIN, NOTHING = {"apache_combined/apache_logs": 1}, 2, 2

WORKS = "作品名称,发布时间,体裁,审核状态,播放量,完播率,5s完播率,2s跳出率,平均播放时长,"
WORKS += "点赞量,分享量,评论量,收藏量,主页访问量,粉丝增量"
DAYS = {
    "plays": ("播放量", ["1656", "4693", "0", "731"]),
    "likes": ("作品点赞", ["229", "293", "19", "0"]),
    "cover_ctr": ("封面点击率", ["25.00%", "32.89%", "100.00%", "0.00%"]),
    "new_followers": ("净增粉丝", ["-2", "6", "0", "-1"]),
}
RECENT = (
    "视频标题,发布时间,播放量,游客播放占比,粉丝观看率,封标点击率,粉丝点击率,游客点击率,3秒跳出率,粉丝3秒跳出率,游客3秒跳出率,互动率,粉丝互动率,游客互动率,"
    "涨粉量,播转粉率,取关量,点赞量,点赞率,评论量,评论率,弹幕量,弹幕率,收藏量,收藏率,投币量,投币率,转发量,转发率,平均播放进度"
)
LIKE_OTHERS = "100%,0%,3.5星,2星,3.6星,55.9%,0%,55.9%,0.9%,0%,1.7%,0,0%,0,0,0%,0,0%,0,0%,1,0.8%,0,0%,0,0%,27%"
READ = {"int_page_read_user": 455, "int_page_read_count": 487, "ori_page_read_user": 11, "ori_page_read_count": 35}
SHARED = {"share_user": 11, "share_count": 27, "add_to_fav_user": 5, "add_to_fav_count": 15}
DAY = {"ref_date": "2014-12-07"}
ANSWERS = {
    "datacube_getarticlesummary": [DAY | {"msgid": "10000050_1", "title": "日报"} | READ | SHARED],
    "datacube_getarticletotal": [
        DAY
        | {
            "msgid": "23423525",
            "title": "通知",
            "details": [{"stat_date": f"2014-12-{day}", "target_user": 2619} | READ | SHARED for day in ("13", "14")],
        }
    ],
    "datacube_getinterfacesummary": [
        DAY | {"callback_count": 123, "fail_count": 0, "total_time_cost": 1234, "max_time_count": 12}
    ],
    "datacube_getupstreammsg": [DAY | {"msg_type": 1, "msg_user": 282, "msg_count": 817}],
    "datacube_getupstreammsgweek": [{"ref_date": "2014-12-08", "msg_type": 1, "msg_user": 16, "msg_count": 27}],
    "datacube_getuserread": [DAY | READ | SHARED],
    "datacube_getusersharehour": [DAY | {"ref_hour": 1200, "share_scene": 1, "share_count": 72, "share_user": 4}],
    "datacube_getusersummary": [DAY | {"user_source": 0, "new_user": 0, "cancel_user": 0}],
    "real_getusersummary_2021-09": [
        {"ref_date": f"2021-09-0{day}", "user_source": source, "new_user": new, "cancel_user": 1}
        for day in (1, 2)
        for source, new in ((0, 3), (17, 14))
    ],
}
IIS = "#Software: Microsoft Internet Information Services {}\n#Version: 1.0\n#Date: {}\n#Fields: date time {}\n"
OLDER = (
    "s-sitename s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus "
)
OLDER += "sc-win32-status sc-bytes cs-bytes time-taken"
NEWER = (
    "s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus "
)
NEWER += "sc-win32-status time-taken"
ROBOT = "Mozilla/5.0+(compatible;+Yahoo!+Slurp;+http://help.yahoo.com/help/us/ysearch/slurp)"


def write(folder: Path) -> Path:
    """All of ``FILES`` below ``folder``."""
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    _douyin(folder / "douyin")
    for number, plays in enumerate(("955", "1002"), start=1):
        again = f"codex和claude的无缝切换,2026年05月28日 09:10:00,{plays},{LIKE_OTHERS}"
        new = f"文件乱码怎么解决，一条指令，,2026年06月0{number} 16:41:25,120,{LIKE_OTHERS}".replace(" 16", "日 16")
        _text(folder / f"bilibili/recent_compare_snapshot{number}.csv", [RECENT, new, again], "utf-8-sig")
    for name, answers in ANSWERS.items():
        (folder / f"wechat_datacube/{name}.json").write_text(json.dumps({"list": answers}, indent=4), encoding="utf-8")
    site = folder / "university_site"
    listed = ["理学院,师生热议政府工作报告,1625,2017-03-05", "校工会,佳节前夕送温暖,547,2017-01-23"]
    lines = [*listed, "新闻宣传中心 理学院,守护“神”——追忆教授,5923,2017-01-19", *listed]
    _text(
        site / "nefu_news_list_2017_2018.csv",
        [",dept,head,text_chars,time", *(f"{n},{x}" for n, x in enumerate(lines))],
    )
    clicks = [
        "标题:一“研”为定，终成所愿！ \t发布时间：2022-12-13\t点击量:552\t",
        "标题:党委理论学习中心组开展集体学习 \t发布时间：2022-12-08\t点击量:544\t",
        "标题:愿世间美好与你环环相扣 \t发布时间：2022-11-23\t点击量:0\t",
    ]
    _text(site / "sdust_ta_news_clicks_part1.gbk.txt", clicks, "gbk")
    units = ["序号,机关及各直属单位,数量", "1,党政办,5", "2,党委宣传部(新闻中心),146", "3,财务处,0", "4,审计处,0"]
    _text(folder / "ledger/cqnu_news_adoption_2010H2_units.csv", units)
    _logs(folder)
    return folder


def _douyin(folder: Path) -> None:
    works = [
        [
            "〔01〕军训，开始了🧬",
            "2026-04-03 21:26:39",
            "图文",
            "公开",
            "34606",
            *["0.366807"] * 3,
            "4.58",
            *["119", "69", "45", "84", "65", "7"],
        ],
        [
            "〔02〕食堂",
            "2026-03-14 19:31:43",
            "视频",
            "公开",
            "118",
            *["0.2"] * 3,
            "4.15",
            *["6", "2", "0", "0", "10", "-1"],
        ],
        ["〔03〕操场", "2026-02-04 19:59:05", "视频", "公开", "0", *["0"] * 3, "0", *["0"] * 6],
    ]
    _workbook(folder / "video_list.masked.xlsx", [WORKS.split(","), *works])
    for name, (header, values) in DAYS.items():
        days = [[f"2026-03-{day}", value] for day, value in enumerate(values, start=14)]
        _workbook(folder / f"daily_{name}.xlsx", [["日期", header], *days])


def _logs(folder: Path) -> None:
    apache = [line(time=f"17/May/2015:10:05:0{n} +0000", address=f"203.0.113.{n}") for n in range(4)]
    phone = line("GET /presentations/ HTTP/1.1", time="17/May/2015:23:59:59 +0000", agent=PHONE)
    _text(
        folder / "apache_combined/apache_logs",
        [*apache, phone, '203.0.113.9 - - [17/May/2015:10:05:09 +0000] "GET /ca'],
    )
    nginx = [line(time=f"18/Sep/2013:06:49:1{n} +0000") for n in range(3)]
    silent = '183.49.46.77 - - [18/Sep/2013:06:49:23 +0000] "-" 400 0 "-" "-"'
    content = gzip.compress("\n".join([*nginx, silent, ""]).encode(), mtime=0)
    (folder / "nginx_cn_blog/access.log.part1.gz").write_bytes(content)
    for name, (day, page) in {"091107": ("2009-11-07", "robots.txt"), "100922": ("2010-09-22", "guest.htm")}.items():
        head = IIS.format("7.0", f"{day} 01:15:45", OLDER)
        rows = [
            f"{day} 01:15:4{n} W3SVC20 67.222.136.138 GET /{page} - 80 - 67.195.112.1 {ROBOT} 200 0 0 1424 193 84"
            for n in range(3)
        ]
        # A server that was started again writes its head once more.
        text = head + "\n".join(rows[:1]) + "\n" + head + "\n".join(rows[1 : 2 if name == "091107" else 3]) + "\n"
        (folder / f"iis_w3c/W3SVC20_u_ex{name}.log").write_text(text, encoding="utf-8", newline="")
    head = IIS.format("8.5", "2016-01-06 03:19:53", NEWER)
    rows = [
        f"2016-01-06 03:19:5{n} 172.31.22.76 GET /httptest.php - 80 - 188.68.224.194 - - 404 0 2 171" for n in range(2)
    ]
    (folder / "iis_w3c/W3SVC1_u_ex160106.log").write_text(head + "\n".join(rows) + "\n", encoding="utf-8", newline="")


def _text(path: Path, lines: list[str], encoding: str = "utf-8") -> None:
    path.write_text("\n".join([*lines, ""]), encoding=encoding, newline="")


def _workbook(path: Path, rows: list[list[str]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sheet1")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

"""What platforms mean by their words: read through the whole door, from a file in raw/ to typed rows."""

import json
import shutil
from datetime import date, datetime
from pathlib import Path

import docx
import polars as pl
import pytest
from exhibits import as_exported
from exhibits.platforms import BRANCH, CHANNELS_HEADER, CHANNELS_ROW, OWIP
from homes import REFERENCE, make_home, write_csv, write_xlsx

from pipelines.landing.land import Ingested, ingest
from pipelines.sample.writers import party, weibo

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
ACCOUNTS = [
    *REFERENCE["账号表"],
    ["bilibili_main", "B站", "测试学院", "", "news"],
    ["channels_main", "视频号", "测试学院", "", "news"],
]
COLUMNS = [["栏目", "重要程度", "栏目编号"], ["校园新闻", "重要", "1011"], ["通知公告", "一般", "1021"]]


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path, {"账号表": ACCOUNTS, "栏目表": COLUMNS})


@pytest.fixture
def rows(home):
    """Rows of a dataset after files were put in; without an error unless it is asked for."""

    def read(dataset: str) -> list[dict]:
        return errors_free(ingest(home)).frames[dataset].sort("source_file", "source_row").to_dicts()

    return read


def errors_free(ingested: Ingested) -> Ingested:
    assert [f for f in ingested.faults if f.severity == "error"] == []
    return ingested


def answer(home, name: str, data: object) -> None:
    path = home.raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


class TestWechat:
    def test_people_and_counts_stay_apart(self, home, rows):
        read = {"int_page_read_user": 300, "int_page_read_count": 420}
        item = {"ref_date": "2019-12-08", "msgid": "1_1", "title": "甲", **read}
        answer(home, "wechat/官微/old.json", {"list": [item]})
        new = {"ref_date": "2025-11-19", "msgid": "2_1", "detail": {"read_user_source": SCENES}}
        answer(home, "wechat/官微/new.json", {"list": [new], "is_delay": False})
        found = {(r["message_id"], r["scene"]): (r["readers"], r["reads"]) for r in rows("wechat_article_day")}
        assert found == {("1_1", "全部"): (300, 420), ("2_1", "全部"): (3, None), ("2_1", "朋友圈"): (4, None)}

    def test_sources_without_events_have_no_row_and_new_ones_keep_their_number(self, home, rows):
        events = [("0", 3, 5), ("30", 149, 1), ("777", 2, 0)]
        answer(
            home,
            "wechat/官微/users.json",
            {
                "list": [
                    {"ref_date": "2021-09-01", "user_source": s, "new_user": n, "cancel_user": c} for s, n, c in events
                ]
            },
        )
        assert [(r["source"], r["followers_new"]) for r in rows("wechat_follower_source_day")] == [
            ("其他合计", 3), ("扫描二维码", 149), ("777", 2)
        ]  # fmt: skip

    def test_counters_of_a_page_are_not_the_figures_of_seven_days(self, home):
        info = {"sent_info": {"time": 1599004800}, "sent_status": {"total": 9}, "appmsg_info": [ARTICLE]}
        answer(home, "wechat/官微/page.json", {"publish_list": [{"publish_info": json.dumps(info)}]})
        frames = errors_free(ingest(home)).frames
        assert "wechat_article" not in frames
        row = frames["wechat_article_counter"].row(0, named=True)
        assert (row["likes"], row["wows"], row["delivered"]) == (35, 12, 9)
        assert row["published_at"] == datetime(2020, 9, 2, 8, 0)

    def test_articles_of_several_accounts_in_one_list_are_pointed_out(self, home):
        header = ["公众号", "链接", "标题", "发布时间", "阅读", "点赞", "喜欢"]
        lines = [
            [name, f"https://a.example/{name}", "甲", "2020-09-01 08:30:00", 9, 1, 1] for name in ("测试学院", "别的号")
        ]
        write_xlsx(home.raw / "wechat/官微/列表.xlsx", {"Sheet1": [header, *lines]})
        assert {f.code for f in errors_free(ingest(home)).faults if "几个公众号" in f.message} == {"doubtful_row"}

    def test_an_unfinished_or_empty_answer_leaves_a_gap_and_a_warning(self, home):
        answer(home, "wechat/官微/late.json", {"list": [{"ref_date": "2025-11-19", "detail": {}}], "is_delay": True})
        answer(home, "wechat/官微/none.json", {"list": []})
        ingested = errors_free(ingest(home))
        assert {f.code for f in ingested.faults if f.path.endswith(".json")} == {"answer_delayed", "answer_empty"}
        assert not any(f.height for f in ingested.frames.values())


SCENES = [{"user_count": 3, "scene_desc": "全部"}, {"user_count": 4, "scene_desc": "朋友圈"}]
ARTICLE = {"title": "甲", "content_url": "https://a.example/1", "read_num": 2180, "old_like_num": 35, "like_num": 12}


class TestWorks:
    @pytest.mark.parametrize(
        ("name", "as_of"),
        [
            ("2020-09/近期稿件对比.csv", date(2020, 9, 30)),
            ("2020-09/近期稿件对比_20201005.csv", date(2020, 10, 5)),
            ("2020-09/近期稿件对比 2020年10月6日(1).csv", date(2020, 10, 6)),
            ("2020-10-07/近期稿件对比_20201008093015.csv", date(2020, 10, 8)),
            ("2020-10-07/近期稿件对比.csv", date(2020, 10, 7)),
            ("近期稿件对比.csv", date(2020, 9, 3)),
            # A day before the last work, or one still to come, is not that of the download.
            ("迎新20200901.csv", date(2020, 9, 3)),
            ("近期稿件对比_20991005.csv", date(2020, 9, 3)),
        ],
    )
    def test_counts_are_known_until_the_day_of_the_download(self, home, rows, name, as_of):
        header = ["视频标题", "发布时间", "播放量"]
        lines = [["甲", "2020年09月02日 16:41:25", "1"], ["乙", "2020年09月03日 16:41:25", "2"]]
        write_csv(home.raw / "bilibili" / name, [header, *lines])
        assert {r["as_of"] for r in rows("social_post")} == {as_of}

    def test_a_work_without_number_keeps_its_id_through_exports(self, home, rows):
        header = ["视频标题", "发布时间", "播放量"]
        for name, plays in (("1.csv", "955"), ("2.csv", "1002")):
            write_csv(home.raw / "bilibili" / name, [header, ["迎新现场，", "2026年06月03日 16:41:25", plays]])
        first, second = rows("social_post")
        assert first["item_id"] == second["item_id"]
        assert [(r["plays"], r["is_superseded"]) for r in (first, second)] == [(955, True), (1002, False)]

    def test_stars_are_no_share_and_a_dash_is_unknown(self, home, rows):
        header = ["视频标题", "发布时间", "封标点击率", "点赞量", "平均播放进度"]
        lines = [
            ["甲", "2026年06月03日 16:41:25", "3.5星", "0", "39%"],
            ["乙", "2026年06月02日 16:41:25", "-", "-", "-"],
        ]
        write_csv(home.raw / "bilibili" / "近期稿件对比.csv", [header, *lines])
        assert [(r["cover_stars"], r["likes"], r["progress_share"]) for r in rows("social_post")] == [
            (3.5, 0, 0.39), (None, None, None)
        ]  # fmt: skip

    def test_the_heart_of_channels_is_no_thumb(self, home, rows):
        write_csv(home.raw / "channels" / "明细.csv", [list(CHANNELS_HEADER), list(map(str, CHANNELS_ROW))])
        (row,) = rows("social_post")
        assert (row["recommends"], row["likes"], row["published_at"]) == (66, 120, datetime(2025, 9, 27))
        assert (row["finish_share"], row["play_seconds_mean"]) == (0.1114, 32.5)

    def test_levels_are_metrics_of_their_own(self, home, rows):
        write_csv(home.raw / "bilibili" / "累计.csv", [["时间", "播放量", "累计粉丝"], ["2026-06-01", "50100", "812"]])
        assert {r["metric_id"]: r["value"] for r in rows("account_day")} == {
            "plays_total": 50100,
            "followers_total": 812,
        }

    def test_weibo_dates_are_read_in_local_time(self, home, rows):
        status = {"idstr": "4544444444444441", "text": "开学", "created_at": "Mon Aug 31 16:46:55 +0000 2020"}
        status |= {"reposts_count": 5, "comments_count": 3, "attitudes_count": 40, "user": {"name": "演示甲"}}
        answer(home, "weibo/timeline.json", {"statuses": [status]})
        (row,) = rows("social_post")
        assert (row["published_at"], row["month"], row["post_id"]) == (
            datetime(2020, 9, 1, 0, 46, 55), "2020-09", "4544444444444441"
        )  # fmt: skip
        assert "演示甲" not in str(row)

    def test_a_header_one_name_short_is_read_only_where_the_place_of_the_name_is_known(self, home):
        header = [n for n in weibo.CRAWLER_HEADER if not n.startswith("Live Photo")]
        line = [
            "1",
            "b",
            "开学",
            "",
            "",
            "",
            "",
            "",
            "2020-09-01",
            "",
            "40",
            "3",
            "5",
            "",
            "",
            "2020-09-01 08:00",
            "否",
            "0",
        ]
        write_csv(home.raw / "weibo" / "a.csv", [header, line])
        (row,) = errors_free(ingest(home)).frames["social_post"].to_dicts()
        assert (row["likes"], row["comments"], row["shares"]) == (40, 3, 5)
        write_csv(home.raw / "weibo" / "a.csv", [[n.replace("视频url", "视频") for n in header], line])
        (fault,) = [f for f in ingest(home).faults if f.severity == "error"]
        assert (fault.code, "多一列" in fault.message) == ("missing_column", True)

    @pytest.mark.parametrize("posts", [1, 2, 12])
    @pytest.mark.parametrize("edited", ["", "0"])
    @pytest.mark.parametrize("text", ["开学", "开馆至22:30,\n请合理安排。"])
    def test_a_header_one_name_short_is_told_by_the_width_of_the_rows(self, home, posts, edited, text):
        header = [n for n in weibo.CRAWLER_HEADER if not n.startswith("Live Photo")]
        lines = [
            [str(n), "b", text, *[""] * 5, "2020-09-01", "", "40", "3", "5", "", "", "2020-09-01 08:00", "否", edited]
            for n in range(posts)
        ]
        write_csv(home.raw / "weibo" / "a.csv", [header, *lines])
        found = errors_free(ingest(home)).frames["social_post"].to_dicts()
        assert [(r["title"], r["likes"], r["comments"], r["shares"]) for r in found] == [(text, 40, 3, 5)] * posts

    def test_averages_are_refused_as_what_they_are(self, home):
        header = ["发布时间", "体裁", "垂类", "周期内投稿量", "条均点击率", "条均点赞数"]
        write_xlsx(
            home.raw / "douyin" / "汇总.xlsx", {"Sheet1": [header, ["2026-04-23 ~ 2026-07-22", "图文", "", 3, "", 9]]}
        )
        (fault,) = [f for f in ingest(home).faults if f.severity == "error"]
        assert (fault.code, "不是逐条作品" in fault.message) == ("unclaimed_platform", True)


class TestWebsite:
    def test_states_of_a_database_get_their_names(self, home, rows):
        header = ["id", "typeid", "arcrank", "click", "title", "pubdate"]
        lines = [
            [str(i), "1011", rank, "5", f"第{i}篇", "1599004800"] for i, rank in enumerate(("0", "-1", "-2", "10"))
        ]
        write_csv(home.raw / "website/main/dede.csv", [header, *lines], "gb18030")
        assert [r["status"] for r in rows("web_article")] == ["已发布", "待审", "回收站", "10"]

    def test_seconds_become_local_time(self, home, rows):
        header = ["nid", "type", "status", "title", "created"]
        write_csv(home.raw / "website/main/node.csv", [header, ["1", "1011", "1", "甲", "1598890000"]])
        assert rows("web_article")[0]["published_at"] == datetime(2020, 9, 1, 0, 6, 40)

    def test_only_articles_of_wordpress_are_articles(self, home, rows):
        header = ["ID", "post_title", "post_date", "post_status", "post_type"]
        kinds = [("post", "publish"), ("page", "publish"), ("revision", "inherit"), ("post", "trash")]
        lines = [[str(i), "甲", "2020-09-01 10:00:00", status, kind] for i, (kind, status) in enumerate(kinds)]
        write_csv(home.raw / "website/main/wp_posts.csv", [header, *lines])
        assert [r["status"] for r in rows("web_article")] == ["已发布", "回收站"]

    def test_a_column_number_must_stand_in_the_table_of_columns(self, home):
        header = ["id", "classid", "title", "newstime"]
        write_csv(
            home.raw / "website/main/ecms.csv",
            [header, ["1", "1011", "甲", "1599004800"], ["2", "1099", "乙", "1599004800"]],
        )
        unknown = [f for f in errors_free(ingest(home)).faults if f.code == "unknown_site_column"]
        assert [(f.value, f.column) for f in unknown] == [("1099", "classid")]


def owip(kind: str, status: str) -> list:
    """One meeting as owip lists it."""
    row = dict(zip(party.OWIP_HEADER, OWIP, strict=True)) | {"会议类型": kind, "状态": status}
    return list(row.values())


class TestBulletins:
    def test_a_bulletin_is_told_as_one_file_with_its_figures(self, home):
        document = docx.Document()
        document.add_paragraph("2020年9月宣传工作情况通报")
        document.add_paragraph("官网发稿条数共33条。")
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(table._cells, ["支部", "信息量", "党委", "15"], strict=True):
            cell.text = text
        path = home.raw / "bulletins" / "通报.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        document.save(str(path))
        entry = errors_free(ingest(home)).entries["bulletins/通报.docx"]
        assert [(r.rows_in, r.rows_kept, r.months) for r in entry.receipts] == [(2, 2, {"2020-09": 2})]
        assert entry.faults == []


class TestOthersPosts:
    def test_a_search_is_refused_by_name(self, home):
        header = ["id", "bid", "user_id", "用户昵称", "微博正文", "转发数", "评论数", "点赞数", "发布时间"]
        write_csv(
            home.raw / "weibo" / "测试学院.csv", [header, ["1", "a", "9", "路人", "甲", 1, 2, 3, "2020-09-01 08:00"]]
        )
        (fault,) = [f for f in ingest(home).faults if f.severity == "error"]
        assert (fault.code, "别人的微博" in fault.message) == ("unclaimed_platform", True)

    def test_a_timeline_of_several_accounts_is_refused(self, home):
        both = [weibo_status("1", user) for user in (1, 2)]
        answer(home, "weibo/home_timeline.json", {"statuses": both})
        (fault,) = [f for f in ingest(home).faults if f.severity == "error"]
        assert (fault.code, "2 个账号" in fault.message) == ("several_authors", True)


def weibo_status(number: str, user: int) -> dict:
    at = "Tue Sep 01 17:46:55 +0800 2020"
    counts = {"reposts_count": 1, "comments_count": 1, "attitudes_count": 1}
    return {"idstr": number, "text": "甲", "created_at": at, "user": {"id": user}, **counts}


class TestParty:
    def test_a_list_of_persons_is_refused_by_name(self, home):
        header = ["二级党组织", "党支部", "姓名", "会议类型", "开展主题", "开展时间", "任务状态"]
        write_xlsx(
            home.raw / "party" / "人员.xlsx",
            {"Sheet1": [header, ["a", BRANCH, "演示甲", "党课", "x", "2020-10-12", "已通过"]]},
        )
        (fault,) = [f for f in ingest(home).faults if f.severity == "error"]
        assert (fault.code, "个人姓名" in fault.message) == ("unclaimed_platform", True)

    @pytest.mark.parametrize(
        ("name", "kind", "status", "system"),
        [
            ("组织生活_v1.xlsx", "1", "1", "owip"),
            ("组织生活_PM3.xlsx", "2", "1", "owip_pm3"),
            ("组织生活.xlsx", "支部委员会", "1", "owip"),
            ("组织生活.xlsx", "支委会", "1", "owip_pm3"),
            ("组织生活.xlsx", "党课", "组织部通过", "owip_pm3"),
            ("组织生活.xlsx", "7", "1", "owip"),
        ],
    )
    def test_the_two_generations_of_owip_keep_their_codes_apart(self, home, rows, name, kind, status, system):
        write_xlsx(home.raw / "party" / name, {"Sheet1": [party.OWIP_HEADER, owip(kind, status)]})
        assert [(r["system"], r["activity_type_text"]) for r in rows("party_upload")] == [(system, kind)]

    def test_codes_that_either_generation_writes_are_refused_without_a_name(self, home):
        write_xlsx(home.raw / "party" / "组织生活.xlsx", {"Sheet1": [party.OWIP_HEADER, owip("1", "1")]})
        (fault,) = [f for f in ingest(home).faults if f.severity == "error"]
        assert (fault.code, "请在文件名里写明：v1、pm3" in fault.message) == ("ambiguous_name", True)

    @pytest.mark.parametrize(
        ("changes", "doubt"),
        [
            ([{}], None),
            ([{"上传时间": "2020-10-11 20:00:00"}], "上传时间早于活动时间"),
            ([{}, {"活动类型": "主题党日"}], "同一次会议报了两种活动类型"),
            ([{}, {"活动类型": "主题党日", "活动主题": "另一次"}], None),
        ],
    )
    def test_what_a_clerk_should_look_at_counts_all_the_same(self, home, rows, changes, doubt):
        record = dict(zip(party.UPLOAD_HEADER, UPLOAD, strict=True))
        lines = [list((record | change).values()) for change in changes]
        write_xlsx(home.raw / "party" / "清单.xlsx", {"Sheet1": [party.UPLOAD_HEADER, *lines]})
        warnings = [f.message for f in ingest(home).faults if f.code == "doubtful_row"]
        assert len(rows("party_upload")) == len(changes)
        assert len(warnings) == (len(changes) if doubt else 0)
        assert all(doubt in w for w in warnings)

    def test_a_meeting_must_end_after_it_began(self, home):
        header = ["组织", "大会标题", "开始时间", "结束时间", "应到人数"]
        line = [BRANCH, "党员大会", "2020-10-12 15:00:00", "2020-10-12 14:00:00", "12"]
        write_xlsx(home.raw / "party" / "大会.xlsx", {"Sheet1": [header, line]})
        (fault,) = [f for f in ingest(home).faults if f.severity == "error"]
        assert (fault.code, fault.row) == ("rule_broken", 2)


UPLOAD = (BRANCH, "党课", "学习", "2020-10-12 15:00:00", 12, 11, "2020-10-13 20:15:00", 2, "已通过")


PLACES = {
    "douyin": "douyin",
    "bilibili": "bilibili",
    "wechat_datacube": "wechat/官微",
    "university_site": "website/main",
    "ledger": "registers",
    "apache_combined": "website/main",
    "nginx_cn_blog": "website/main",
    "iis_w3c": "website/main",
}


def landed_from(samples: Path, root: Path) -> Ingested:
    home = make_home(root, {"账号表": ACCOUNTS})
    for folder, place in PLACES.items():
        shutil.copytree(samples / folder, home.raw / place, dirs_exist_ok=True)
    return errors_free(ingest(home))


def in_its_place(file: str) -> str:
    folder, _, name = file.partition("/")
    return f"{PLACES[folder]}/{name}"


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    return landed_from(SAMPLES, tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return landed_from(as_exported.write(tmp_path_factory.mktemp("files")), tmp_path_factory.mktemp("small"))


class TestFilesOfTheirShape:
    """What the real files below are, in small: these are in the repository."""

    @pytest.mark.parametrize("file", as_exported.FILES)
    def test_are_read_whole(self, small, file):
        wanted, bad = as_exported.FILES[file], as_exported.BAD_LINES.get(file, 0)
        receipts = small.entries[in_its_place(file)].receipts
        assert {r.format for r in receipts} == wanted.formats
        assert {(r.rows_in, r.rows_kept, r.rows_refused) for r in receipts} == {(wanted.rows, wanted.rows - bad, bad)}

    def test_every_file_is_one_of_these(self, small):
        exports = {n for n in small.entries if not n.startswith("reference/")}
        assert exports == {in_its_place(file) for file in as_exported.FILES}

    def test_an_article_listed_again_counts_once(self, small):
        articles = small.frames["web_article"].filter(pl.col("source_file").str.contains("nefu"))
        assert articles["is_superseded"].sum() == as_exported.LISTED_AGAIN

    def test_cumulative_plays_grow_between_snapshots(self, small):
        posts = small.frames["social_post"].filter(pl.col("title").str.contains("无缝切换"))
        assert posts.sort("source_file")["plays"].to_list() == [955, 1002]

    def test_negative_days_zeros_and_text_rates_are_figures(self, small):
        days = small.frames["account_day"].filter(pl.col("channel_id") == "douyin").sort("date")
        found = {
            name: days.filter(pl.col("metric_id") == name)["value"].to_list() for name in days["metric_id"].unique()
        }
        assert found["followers_net"] == [-2, 6, 0, -1]
        assert found["plays"] == [1656, 4693, 0, 731]
        assert found["cover_click_share"] == pytest.approx([0.25, 0.3289, 1, 0])


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared real files are not on this machine")
class TestRealFiles:
    """Rows that PROVENANCE.md states for files that platforms and sites really gave."""

    @pytest.mark.parametrize(
        ("file", "formats", "rows"),
        [
            ("douyin/video_list.masked.xlsx", {"douyin_works"}, 22),
            ("douyin/daily_plays.xlsx", {"douyin_days"}, 30),
            ("douyin/daily_likes.xlsx", {"douyin_days"}, 30),
            ("douyin/daily_cover_ctr.xlsx", {"douyin_days"}, 30),
            ("douyin/daily_new_followers.xlsx", {"douyin_days"}, 30),
            ("bilibili/recent_compare_snapshot1.csv", {"bilibili_recent"}, 4),
            ("bilibili/recent_compare_snapshot2.csv", {"bilibili_recent"}, 4),
            ("wechat/官微/datacube_getarticlesummary.json", {"wechat_api_article_summary"}, 1),
            ("wechat/官微/datacube_getarticletotal.json", {"wechat_api_article_total"}, 1),
            ("wechat/官微/datacube_getinterfacesummary.json", {"wechat_api_interface"}, 1),
            ("wechat/官微/datacube_getupstreammsg.json", {"wechat_api_message_day"}, 1),
            ("wechat/官微/datacube_getupstreammsgweek.json", {"wechat_api_message_week"}, 1),
            ("wechat/官微/datacube_getuserread.json", {"wechat_api_user_read", "wechat_api_user_read_shares"}, 1),
            ("wechat/官微/datacube_getusersharehour.json", {"wechat_api_user_share"}, 1),
            ("wechat/官微/datacube_getusersummary.json", {"wechat_api_user_summary"}, 1),
            ("wechat/官微/real_getusersummary_2021-09.json", {"wechat_api_user_summary"}, 8),
            ("website/main/nefu_news_list_2017_2018.csv", {"website_crawled"}, 1426),
            ("website/main/sdust_ta_news_clicks_part1.gbk.txt", {"website_labelled"}, 85),
            ("registers/cqnu_news_adoption_2010H2_units.csv", {"register_adoption"}, 31),
            ("website/main/access.log.part1.gz", {"weblog_combined"}, 7309),
            ("website/main/W3SVC20_u_ex091107.log", {"weblog_iis_w3c"}, 352),
            ("website/main/W3SVC20_u_ex100922.log", {"weblog_iis_w3c"}, 311),
            ("website/main/W3SVC1_u_ex160106.log", {"weblog_iis_w3c"}, 1257),
        ],
    )
    def test_are_read_whole(self, landed, file, formats, rows):
        receipts = landed.entries[file].receipts
        assert {r.format for r in receipts} == formats
        assert {(r.rows_in, r.rows_refused) for r in receipts} == {(rows, 0)}

    def test_the_one_cut_line_of_a_real_log_is_counted(self, landed):
        (receipt,) = landed.entries["website/main/apache_logs"].receipts
        assert [getattr(receipt, f"rows_{part}") for part in ("in", "kept", "refused")] == [10_000, 9_999, 1]

    def test_every_file_is_one_of_these(self, landed):
        exports = [n for n in landed.entries if not n.startswith("reference/")]
        shared = [p for p in SAMPLES.rglob("*") if p.is_file() and p.suffix != ".md"]
        assert len(exports) == len(shared) == 24
        assert all(landed.entries[n].receipts for n in exports)

    def test_an_article_listed_again_for_each_column_counts_once(self, landed):
        articles = landed.frames["web_article"].filter(pl.col("source_file").str.contains("nefu"))
        assert articles["is_superseded"].sum() == 629
        assert articles.filter(~pl.col("is_superseded")).height == 1426 - 629

    def test_cumulative_plays_grow_between_snapshots(self, landed):
        posts = landed.frames["social_post"].filter(pl.col("title").str.contains("无缝切换"))
        assert posts.sort("source_file")["plays"].to_list() == [955, 1002]

    def test_negative_days_and_text_rates_are_figures(self, landed):
        days = landed.frames["account_day"].filter(pl.col("channel_id") == "douyin")
        assert (days["date"].min(), days["date"].max()) == (date(2026, 3, 14), date(2026, 4, 12))
        assert days.filter(pl.col("metric_id") == "followers_net")["value"].min() < 0
        assert days.filter(pl.col("metric_id") == "cover_click_share")["value"].max() <= 1

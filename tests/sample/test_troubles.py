"""Each fault that real folders hold is in the sample, in the month that shows it."""

import gzip
import zipfile
from datetime import date, timedelta

import pytest


def every_cell(sheets, path):
    return {cell for rows in sheets(path).values() for row in rows for cell in row}


def test_a_renamed_department_keeps_its_id(reference):
    versions = [(r["部门名称"], r["启用日期"][:10]) for r in reference("部门表") if r["部门编号"] == "logistics"]
    assert versions == [("后勤管理处", "2003-09-01"), ("后勤处", "2020-03-01")]


def test_one_office_has_two_names(reference):
    names = {r["部门名称"] for r in reference("部门表")}
    assert "国际交流处" in names
    assert "国际交流与合作处" not in names
    assert {r["部门编号"] for r in reference("部门别名") if r["别名"] == "国际交流与合作处"} == {"intl"}


def test_an_alias_holds_for_one_source_only(reference):
    assert {r["来源"] for r in reference("部门别名") if r["别名"] == "思政部"} == {"供稿"}


def test_many_departments_have_nothing_to_print(reference):
    today = [r for r in reference("部门表") if not r["停用日期"]]
    assert len(today) >= 25


def test_one_article_names_a_unit_nobody_knows(raw, records, reference):
    known = {r["部门名称"] for r in reference("部门表")} | {r["别名"] for r in reference("部门别名")}
    unknown = [
        row["发布单位"]
        for path in (raw / "website/main").glob("稿件列表_*")
        for row in records(path, "标题")
        if row["发布单位"] not in known
    ]
    assert unknown == ["现代信息技术中心"]


def test_articles_stand_on_both_edges_of_the_month(raw, records):
    listed = {r["发布时间"][:16] for p in (raw / "website/main").glob("稿件列表_*") for r in records(p, "标题")}
    assert "2020-08-31 23:59" in listed
    assert "2020-10-01 00:00" in listed


def test_a_withdrawn_article_stays_in_the_list(raw, records):
    rows = records(raw / "website/main/稿件列表_2020-09.xlsx", "标题")
    assert [row["状态"] for row in rows].count("已撤稿") == 1


def test_a_later_list_repeats_articles_with_more_clicks(raw, records):
    folder = raw / "website/main"
    first = {r["链接"]: int(r["点击量"]) for r in records(folder / "稿件列表_2020-09.xlsx", "标题")}
    later = {r["链接"]: int(r["点击量"]) for r in records(folder / "稿件列表_2020-09下旬补导.xlsx", "标题")}
    shared = first.keys() & later.keys()
    assert shared
    assert all(later[url] > first[url] for url in shared)


def test_later_wechat_exports_overlap_the_printed_ones_with_more_reads(raw, records):
    (first,) = (raw / "wechat/官微/2020-09").glob("已通知内容*")
    (later,) = (raw / "wechat/官微/9月补导").glob("已通知内容*")
    reads = [{r["内容url"]: int(float(r["总阅读次数"])) for r in records(path, "内容标题")} for path in (first, later)]
    shared = reads[0].keys() & reads[1].keys()
    assert shared
    assert all(reads[1][url] > reads[0][url] for url in shared)


def test_the_last_days_of_the_month_come_after_the_bulletin(raw, sheets):
    days = sheets(raw / "wechat/官微/9月补导/user_analysis.xls")[""][2:]
    assert days[0][0] < "2020-09-27" < days[-1][0] == "2020-09-30"


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("wechat/官微/2020-09/user_analysis.xls", b"<html"),
        ("website/main/稿件列表_2020-07.xls", bytes.fromhex("d0cf11e0")),
        ("wechat/官微/2020-08/user_analysis.xlsx", b"PK"),
        ("website/main/稿件列表_2020-08.csv", b"\xef\xbb\xbf"),
        ("wechat/Thumbs.db", bytes.fromhex("d0cf11e0")),
    ],
)
def test_files_are_what_their_first_bytes_say(raw, name, head):
    assert (raw / name).read_bytes().startswith(head)


@pytest.mark.parametrize("name", ["website/main/稿件列表_2019-10.csv", "reference/媒体表.csv"])
def test_some_text_is_gb18030(raw, name):
    content = (raw / name).read_bytes()
    assert content.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_the_old_site_gives_a_gbk_list_of_labels_and_values(raw):
    lines = (raw / "website/ta/教务处网站点击量.txt").read_bytes().decode("gbk").splitlines()
    assert all(
        [part.split(":" if ":" in part else "：")[0] for part in line.split("\t")] == ["标题", "发布时间", "点击量"]
        for line in lines
    )


def test_shortened_and_unknown_figures(raw, sheets):
    shown = every_cell(sheets, raw / "weibo/2020-08/微博内容数据.xlsx")
    assert {"1.2万", "10万+", "-"} <= shown
    works = [cell for p in (raw / "douyin").rglob("作品列表导出.xlsx") for cell in every_cell(sheets, p)]
    assert "-" in works


def test_titles_above_and_totals_below(raw, sheets):
    rows = sheets(raw / "party/2020-09/上传清单.xlsx")["上传清单"]
    assert rows[0][0] == "2020-09 活动上传清单"
    assert rows[-1][0] == "合计"


def test_merged_cells(raw):
    with zipfile.ZipFile(raw / "party/2020-09/会议统计.xlsx") as book:
        assert b"mergeCell" in book.read("xl/worksheets/sheet1.xml")
    with zipfile.ZipFile(raw / "registers/供稿登记2020年.xlsx") as book:
        assert b'mergeCell ref="C' in book.read("xl/worksheets/sheet5.xml")


def test_short_dates_stand_only_below_a_title_with_the_year(raw, sheets):
    rows = sheets(raw / "registers/供稿登记2020年.xlsx")["2020年3月"]
    assert rows[0][0] == "2020年3月供稿登记表"
    assert all(row[1].split(".")[0] == "3" and row[1].count(".") == 1 for row in rows[2:])


def test_one_month_has_no_weibo_export(raw):
    months = {path.name for path in (raw / "weibo").iterdir()}
    assert "2020-07" not in months
    assert {"2020-06", "2020-08"} <= months


def test_weibo_comes_in_every_known_layout(raw, sheets):
    headers = {tuple(rows[0]) for p in (raw / "weibo").rglob("*.*") for rows in sheets(p).values()}
    assert len(headers) == 5
    (shifted,) = sheets(raw / "weibo/2020-06/weibo_crawler.csv").values()
    assert {len(row) - len(shifted[0]) for row in shifted[1:]} == {1}


def test_douyin_lists_have_fifteen_or_sixteen_columns(raw, sheets):
    widths = {len(sheets(p)["Sheet1"][0]) for p in (raw / "douyin").rglob("作品列表导出.xlsx")}
    assert widths == {15, 16}


def test_flows_may_be_negative_on_a_day(raw, records):
    rows = [r for p in (raw / "douyin").rglob("*净增粉丝*") for r in records(p, "日期")]
    assert any(float(row["净增粉丝"]) < 0 for row in rows)


def test_wechat_articles_come_in_two_vintages(raw, sheets):
    headers = {
        len([cell for cell in row if cell])
        for path in (raw / "wechat/官微").rglob("已通知内容*")
        for row in sheets(path)["New Sheet1"]
        if "内容标题" in row
    }
    assert headers == {16, 9}


def test_the_trend_knows_counts_except_in_one_month(raw, sheets):
    without = [
        path.parent.name
        for path in (raw / "wechat/官微").rglob("tendency_*")
        if not any("阅读次数" in row for row in sheets(path)["New Sheet1"])
    ]
    assert without == ["2019-11"]


def test_what_systems_leave_lying_about(raw):
    names = {path.name for path in raw.rglob("*") if path.is_file()}
    assert {"Thumbs.db", ".DS_Store", "~$官微供稿登记.xlsx"} <= names
    folder = raw / "douyin/2019-09"
    copy = folder / "作品列表导出 - 副本.xlsx"
    assert copy.read_bytes() == (folder / "作品列表导出.xlsx").read_bytes()


def test_persons_in_party_files_are_invented(raw, records):
    rows = records(raw / "party/2020-09/会议统计.xlsx", "联系人电话")
    assert {row["联系人电话"] for row in rows} == {"13800000000", "13800000001"}
    assert all(row["主持人"].startswith("演示") for row in rows)


def test_followers_balance_over_all_months(raw, sheets):
    by_day = {}
    for path in sorted((raw / "wechat/官微").rglob("user_analysis.*")):
        for rows in sheets(path).values():
            by_day.update({row[0][:10]: [int(float(cell)) for cell in row[1:5]] for row in rows[2:]})
    days = [date(2019, 9, 1) + timedelta(days=i) for i in range(len(by_day))]
    assert sorted(by_day) == [str(day) for day in days]
    assert days[-1] == date(2020, 9, 30)
    previous = None
    for day in map(str, days):
        new, cancelled, net, total = by_day[day]
        assert net == new - cancelled
        assert previous is None or total == previous + net
        previous = total


def test_party_uploads_begin_in_autumn_2020(raw, reference):
    assert [path.name for path in (raw / "party").iterdir()] == ["2020-09"]
    assert {r["指标编号"]: r["启用月份"] for r in reference("指标启用月份")} == {"party_uploads": "2020-09"}


def test_the_log_of_the_new_server_holds_what_must_not_count(raw):
    lines = gzip.decompress((raw / "website/main/日志/access.log-2020-09.gz").read_bytes()).decode().splitlines()
    text = "\n".join(lines)
    assert all(mark in text for mark in ("Baiduspider", "zgrab", "/css/style.css", '" 404 '))
    assert not lines[-1].endswith('"')
    assert {line.split("[")[1][:11] for line in lines} == {f"{day:02d}/Sep/2020" for day in range(1, 31)}


def test_the_log_of_the_old_server_ends_in_the_next_month_of_china(raw):
    for month in ("2020-07", "2020-08"):
        last = (raw / f"website/main/日志/u_ex{month[2:4]}{month[5:]}.log").read_text().splitlines()[-1]
        assert last.startswith(f"{month}-31 16:30:00")
    text = (raw / "website/main/日志/u_ex2009.log").read_text()
    assert all(mark in text for mark in ("#Fields:", "127.0.0.1", "Baiduspider", "/images/logo.png"))


def test_logs_are_small_and_of_the_newest_months(raw):
    logs = list((raw / "website/main/日志").iterdir())
    assert len(logs) == 6
    assert sum(path.stat().st_size for path in logs) < 60_000

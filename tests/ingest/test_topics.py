"""Topics of posts: listed by an export or marked in its text, each once."""

from datetime import date

import pytest
from homes import make_home, write_csv, write_xlsx

from pipelines.landing.land import ingest
from pipelines.rows.topics import marked

WORKS = [
    "作品名称",
    "发布时间",
    "体裁",
    "审核状态",
    "播放量",
    "完播率",
    "5s完播率",
    "2s跳出率",
    "平均播放时长",
    "点赞量",
]
WORKS += ["分享量", "评论量", "收藏量", "主页访问量", "粉丝增量"]


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("#甲#乙#", ["甲", "乙"]),
        ("#甲##乙#", ["甲", "乙"]),
        ("#校庆#今天升旗#军训#", ["校庆", "军训"]),
        ("#校庆# 今天 #军训#", ["校庆", "军训"]),
        ("迎新 #开学季 #大学生活", ["开学季", "大学生活"]),
        ("迎新#开学季\n#大学生活", ["开学季", "大学生活"]),
        ("第#1 名，C# 课程，# 空", []),
        ("没有话题", []),
    ],
)
def test_marks_of_every_platform(text, topics):
    assert marked(text) == topics


def topics(home, dataset="social_post", column="topics"):
    return ingest(home).frames[dataset].sort("source_row")[column].to_list()


def test_topics_come_from_the_column_and_from_the_text(tmp_path):
    home = make_home(tmp_path)
    header = ["id", "正文", "完整日期", "点赞数", "评论数", "转发数", "话题"]
    rows = [
        ["4900000000000001", "#校庆#乙#", "2020-09-01 08:00:00", "1", "2", "3", "校庆,开放日"],
        ["4900000000000002", "早安", "2020-09-02 08:00:00", "1", "2", "3", ""],
    ]
    write_csv(home.raw / "weibo/测试学院/博文.csv", [header, *rows])
    assert topics(home) == ["校庆、开放日、乙", None]


def test_an_export_without_a_column_of_topics_has_them_in_its_titles(tmp_path):
    home = make_home(tmp_path)
    cells = ["军训第一天 #军训 #青春", "2020-09-03 10:00:00", "1min-视频", "公开", *["1"] * 11]
    write_xlsx(home.raw / "douyin/作品列表导出.xlsx", {"Sheet1": [WORKS, cells]})
    assert topics(home) == ["军训、青春"]


def test_collections_of_a_third_party_list_are_tags(tmp_path):
    home = make_home(tmp_path)
    header = ["标题", "链接", "发布时间", "阅读", "点赞", "喜欢", "所属合集"]
    cells = ["开学", "https://mp.weixin.example/s/1", "2020-09-03 10:00:00", "900", "20", "5", "迎新季"]
    write_xlsx(home.raw / "wechat/官微/列表.xlsx", {"Sheet1": [header, cells]})
    assert topics(home, "wechat_article_counter", "tags") == ["迎新季"]
    assert ingest(home).frames["wechat_article_counter"]["published_at"].dt.date().to_list() == [date(2020, 9, 3)]

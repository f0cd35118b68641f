"""Phrases of the trade, each read behind those before it: a few of our own, and the real ones where the collection is
at hand."""

import re
from itertools import groupby
from pathlib import Path

import polars as pl
import pytest

from pipelines.bulletins import clauses, periods, text
from pipelines.bulletins.document import Paragraph, plain

STATISTICS = Path(__file__).parents[2].parent / "shared" / "statistics.csv"
REAL = pytest.mark.skipif(not STATISTICS.is_file(), reason="the collection of phrases is not here")

# The documents the phrases were cut from: what they are about.
PERIOD = {
    "A": periods.of_month(2020, 9),
    "B": periods.of_year(2019),
    "C": periods.of_year(2021),
    "D": periods.of_year(2022),
    "E": periods.of_year(2016),
}
# A phrase is cut from a sentence that named its channel; the collection keeps that in a column of its own.
CHANNELS = {
    "Douyin;|Douyin$|快手": "官方抖音，",
    "official WeChat|Party-building account": "官方微信，",
    "official Weibo": "官方微博，",
    "official QQ": "QQ，",
    "site=": "专题网站，",
}
# Refinements that we keep as metrics of their own, where the collection has a dimension.
REFINED = {"web_articles_important": "web_articles_published", "web_articles_general": "web_articles_published"}


# Section by section, in other words than the collection's: phrase, channel column, what it says.
OURS = [
    [
        ("学校各级网站发稿共52条", "", ("web_articles_published", 52)),
        ("其中重要稿件31条", "", ("web_articles_published", 31)),
        ("一般稿件21条", "", ("web_articles_published", 21)),
    ],
    [
        ("官方微信公众号共推送18条稿件", "", ("wechat_articles_published", 18)),
        ("累计获得20461次点击", "", ("wechat_reads", 20461)),
        ("净增粉丝877个", "", ("wechat_followers_net", 877)),
    ],
    [("收到投稿11条", "", ("submissions_received", 11))],
    [("播放量为1.2万次", "Douyin;", ("short_video_views", 12000))],
    # Who came is of what was told last, whichever series of talks the section named before.
    [
        ("党史讲坛举办讲座6场", "", ("lectures_held", 6)),
        ("院领导讲思政课9次", "", ("leader_lectures_given", 9)),
        ("累计覆盖1200余人次", "", ("leader_lecture_attendances", 1200)),
    ],
    [
        ("院领导讲思政课9次", "", ("leader_lectures_given", 9)),
        ("党史讲坛举办讲座6场", "", ("lectures_held", 6)),
        ("累计覆盖1200余人次", "", ("lecture_attendances", 1200)),
    ],
]
NOTHING = ["坚持“三个面向”", "庆祝建校六十周年", "第十五期太学讲坛", "“两学一做”学习教育", "做到八个一"]


def cut(phrase: str, channel: str = "") -> dict:
    return {"phrase": phrase, "dimension_values": channel, "seed": "A"}


@pytest.mark.parametrize("section", OURS, ids=lambda section: section[0][0])
def test_the_patterns_read_phrases_in_our_words(section):
    rows = [cut(phrase, channel) for phrase, channel, _ in section]
    for position, (_, _, (metric, value)) in enumerate(section):
        found = {(REFINED.get(f.metric_id, f.metric_id), f.numeral.value) for f in read_in_context(rows, position)}
        assert (metric, value) in found


@pytest.mark.parametrize("phrase", NOTHING)
def test_a_slogan_of_numbers_is_no_figure(phrase):
    assert read_in_context([cut(phrase)], 0) == []


@pytest.fixture(scope="module")
def phrases() -> list[dict]:
    return pl.read_csv(STATISTICS, infer_schema=False).fill_null("").to_dicts()


# Proposals of what no pattern reads.
GUESSED = {text.LIKE_THE_ONE_BEFORE, text.NO_FIXED_WORDS}


def read_in_context(rows: list[dict], position: int) -> list:
    """Figures of one phrase, read behind the phrases before it in the same section."""
    prefix = [next((c for p, c in CHANNELS.items() if re.search(p, r["dimension_values"])), "") for r in rows]
    parts = [before + r["phrase"] for before, r in zip(prefix, rows, strict=True)]
    seed = rows[0]["seed"]
    context = clauses.Context(PERIOD[seed], "公众号" if seed == "E" else "", True, None)

    def figures(upto: int) -> list:
        paragraph = Paragraph(plain("，".join(parts[:upto])), "正文", 1)
        read = text.read_paragraph(paragraph, context)[0]
        return [figure for figure in read if not GUESSED & set(figure.doubts)]

    return figures(position + 1)[len(figures(position)) :]


@REAL
def test_the_patterns_read_the_printed_figures_of_real_bulletins(phrases):
    read = {"printed": 0, "masked": 0}
    missed = []
    in_text = [r for r in phrases if not re.fullmatch(r"T\d", r["section"])]
    for _, section in groupby(in_text, key=lambda r: (r["seed"], r["section"])):
        rows = list(section)
        for position, row in enumerate(rows):
            wanted = row["kind"] == "figure" and row["value_basis"] in read
            if not wanted or (row["value_basis"] == "printed" and not row["value_num"]):
                continue
            value = float(row["value_num"]) if row["value_num"] else None
            got = {(REFINED.get(f.metric_id, f.metric_id), f.numeral.value) for f in read_in_context(rows, position)}
            if (row["metric"], value) in got:
                read[row["value_basis"]] += 1
            else:
                missed.append(row["id"])
    # Of 46 printed ones 4 print no numeral at all (S0-92, S2-53, S3-25, S3-74).
    assert read["printed"] >= 41, missed
    assert read["masked"] >= 50, missed


@REAL
def test_no_slogan_or_title_yields_a_figure(phrases):
    nothing = re.compile(r"slogan|title_numeral|edition_no|anniversary|checklist_items|training_class_no|system_items")
    rows = [r for r in phrases if nothing.search(r["metric"])]
    assert len(rows) >= 10
    assert {r["id"]: read_in_context([r], 0) for r in rows} == {r["id"]: [] for r in rows}

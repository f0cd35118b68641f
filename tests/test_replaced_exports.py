"""An export of a settled month saved over the old one: the old rows are gone, what was published remembers them.

September is whole with each export; the office grows it, then registers the reason, then grows it again.
"""

import re
import shutil
from dataclasses import dataclass

import duckdb
import pytest
from homes import ARTICLES, article, make_home, write_csv

COLUMNS = ["月份", "指标编号", "部门编号", "导出原值", "修正为", "修正原因"]
LIST = "website/main/稿件列表_2020-09.csv"
FIRST, LAST = article("开学", published="2020-09-01 08:00"), article("月末", published="2020-09-30 08:00")
ADDED = article("补录", clicks="7")


@dataclass
class Published:
    """What one ``tongbao run`` told of changed figures, and what was asked of the operator."""

    restated: list[tuple]
    asked: list[str]
    page: str


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return make_home(tmp_path_factory.mktemp("replaced"))


@pytest.fixture(scope="module")
def runs(home, command) -> dict[str, Published]:
    def run() -> Published:
        outcome = command("run", "2020-09", "--home", str(home.root))
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        with duckdb.connect(str(home.published), read_only=True) as connection:
            return Published(
                restated=connection.execute("""
                    select metric_id, scope, scope_id, old_value, new_value, cause, source_file, reason
                    from quality.restatements where metric_id in ('web_articles_published', 'web_article_clicks')
                    order by metric_id, run_id
                """).fetchall(),
                asked=[
                    message
                    for (message,) in connection.execute(
                        "select message from quality.issues where code = 'restatement_without_reason' order by 1"
                    ).fetchall()
                ],
                page=(home.reports / "months" / "2020-09.html").read_text(encoding="utf-8"),
            )

    def save(*articles: list[str]) -> None:
        write_csv(home.raw / LIST, [ARTICLES, *articles])

    found = {}
    save(FIRST, LAST)
    found["first"] = run()
    save(FIRST, LAST, ADDED)
    found["grown"] = run()
    ledger = [["2020-09", "web_articles_published", "english", "2", "3", "漏登一篇"]]
    write_csv(home.reference / "修正表.csv", [COLUMNS, *ledger])
    shutil.rmtree(home.landing)
    found["explained"] = run()
    save(FIRST, LAST, ADDED, article("再补", clicks="1"))
    found["grown again"] = run()
    return found


GROWN = ("web_articles_published", "department", "english", 2, 3, "replaced_file", LIST)
AGAIN = ("web_articles_published", "department", "english", 3, 4, "replaced_file", LIST)


def told(published: Published) -> list[tuple]:
    return [row[:-1] for row in published.restated]


def test_the_first_publishing_restates_nothing(runs):
    assert runs["first"].restated == []


def test_old_value_new_value_and_the_file_are_told_and_clicks_still_growing_are_not_settled(runs):
    assert told(runs["grown"]) == [GROWN]


def test_a_reason_is_asked_for_and_the_page_says_what_happened(runs):
    start = "2020-09 网站发稿（英语学院）已定为 2，导出文件换过以后变成 3，没有登记原因。"
    assert any(message.startswith(start) for message in runs["grown"].asked)
    shown = re.search(r"<caption>已定数字的更正</caption>.*?</table>", runs["grown"].page, re.DOTALL).group()
    assert LIST in shown and "未说明" in shown


def test_building_again_from_nothing_keeps_it_and_takes_the_reason_from_the_ledger(runs):
    assert told(runs["explained"]) == told(runs["grown"])
    assert [row[-1] for row in runs["explained"].restated] == ["漏登一篇"]
    assert not any("网站发稿（" in message for message in runs["explained"].asked)


def test_a_second_change_is_a_line_of_its_own(runs):
    assert told(runs["grown again"]) == [GROWN, AGAIN]


def test_the_trace_tells_the_whole_story_in_order(home, runs, command):
    traced = command("trace", "web_articles_published", "2020-09", "--home", str(home.root)).stdout
    assert re.findall("重述：英语学院已结月份(.*)，(.*)（website", traced) == [
        ("由 2 改为 3", "漏登一篇"),
        ("由 3 改为 4", "未说明（导出文件被换过或删去）"),
    ]

"""An export of a settled month saved over the old one: the old rows are gone, what was published remembers them.

September is whole with each export; the office grows it, then registers the reason, then grows it again. It registers
that reason too and adds a list of what was left out; then it loses both lists, says that it meant to, and brings them
back.
"""

import re
import shutil
from dataclasses import dataclass

import duckdb
import pytest
from homes import ARTICLES, FOLLOWERS, article, followers, make_home, write_csv

COLUMNS = ["月份", "指标编号", "部门编号", "导出原值", "修正为", "修正原因"]
METRIC = "web_articles_published"
LIST, LATE = "website/main/稿件列表_2020-09.csv", "website/main/补登.csv"
FIRST, LAST = article("开学", published="2020-09-01 08:00"), article("月末", published="2020-09-30 08:00")
ADDED = article("补录", clicks="7")


@dataclass
class Published:
    """What one ``tongbao run`` told of changed figures, and what was asked of the operator."""

    restated: list[tuple]
    asked: list[str]
    page: str
    said: str


@pytest.fixture(scope="module")
def home(tmp_path_factory, prepared):
    return prepared(make_home(tmp_path_factory.mktemp("replaced")))


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
                said=outcome.stdout,
            )

    def save(*articles: list[str]) -> None:
        write_csv(home.raw / LIST, [ARTICLES, *articles])

    found = {}
    write_csv(home.raw / "wechat/官微/2020-09/user.csv", [FOLLOWERS, *followers()])
    save(FIRST, LAST)
    found["first"] = run()
    save(FIRST, LAST, ADDED)
    found["grown"] = run()
    ledger = [["2020-09", METRIC, "english", "2", "3", "漏登一篇"]]
    write_csv(home.reference / "修正表.csv", [COLUMNS, *ledger])
    shutil.rmtree(home.landing)
    found["explained"] = run()
    save(FIRST, LAST, ADDED, article("再补", clicks="1"))
    found["grown again"] = run()
    ledger.append(["2020-09", METRIC, "english", "3", "4", "再漏一篇"])
    write_csv(home.reference / "修正表.csv", [COLUMNS, *ledger])
    write_csv(home.raw / LATE, [ARTICLES, article("后补", clicks="1")])
    found["late"] = run()
    kept = {name: (home.raw / name).read_bytes() for name in (LIST, LATE)}
    for name in kept:
        (home.raw / name).unlink()
    found["lost"] = run()
    write_csv(home.reference / "修正表.csv", [COLUMNS, *ledger, ["2020-09", METRIC, "english", "5", "", "重新统计"]])
    found["given up"] = run()
    for name, content in kept.items():
        (home.raw / name).write_bytes(content)
    found["back"] = run()
    return found


GROWN = (METRIC, "department", "english", 2, 3, "replaced_file", LIST)
AGAIN = (METRIC, "department", "english", 3, 4, "replaced_file", LIST)
ADDITION = (METRIC, "department", "english", 4, 5, "later_export", LATE)
LOST = (METRIC, "department", "english", 5, None, "replaced_file", f"{LIST}、{LATE}")
BACK = (METRIC, "department", "english", None, 5, "later_export", f"{LIST}、{LATE}")


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


def test_each_change_of_a_figure_has_a_reason_of_its_own(runs):
    assert told(runs["late"]) == [GROWN, AGAIN, ADDITION]
    assert [row[-1] for row in runs["late"].restated] == ["漏登一篇", "再漏一篇", "未说明（后到的导出改变了数字）"]


def test_what_a_new_file_adds_to_a_settled_month_is_told_and_the_command_asks_for_the_reason(runs):
    asked = "2020-09 网站发稿（英语学院）已定为 4，后到的导出改成 5，没有登记原因。"
    assert f"{asked}查明后在修正表加一行：部门编号 english" in runs["late"].said
    assert "已定的数字" not in runs["first"].said


def test_a_settled_figure_that_is_there_no_more_is_told_until_it_is_back(runs):
    assert told(runs["lost"]) == [GROWN, AGAIN, ADDITION, LOST]
    assert "网站发稿（英语学院）已定为 5，现在没有了。" in runs["lost"].said
    assert told(runs["back"]) == [GROWN, AGAIN, ADDITION, LOST, BACK]
    # Nothing is left to explain but the list that was added.
    assert [message for message in runs["back"].asked if "网站发稿（" in message] == [
        message for message in runs["late"].asked if "网站发稿（" in message
    ]


def test_a_loss_that_is_meant_is_registered_and_asked_for_no_more(runs):
    """The line stays, with its reason; the ledger says what was and leaves empty what is."""
    assert told(runs["given up"]) == told(runs["lost"])
    assert runs["given up"].restated[-1][-1] == "重新统计"
    ours = "网站发稿（英语学院）已定为 5，现在没有了。"
    assert ours in runs["lost"].said and "修正为留空" in runs["lost"].said
    assert ours not in runs["given up"].said


def test_the_trace_tells_the_whole_story_in_order(home, runs, command):
    traced = command("trace", "web_articles_published", "2020-09", "--home", str(home.root)).stdout
    assert re.findall("重述：英语学院已结月份(.*)，(.*)（website", traced) == [
        ("由 2 改为 3", "漏登一篇"),
        ("由 3 改为 4", "再漏一篇"),
        ("由 4 改为 5", "未说明（后到的导出改变了数字）"),
        ("由 5 改为 缺", "重新统计"),
        ("由 缺 改为 5", "未说明（后到的导出改变了数字）"),
    ]

"""A wrong export over three runs: corrected in the ledger, exported again by the office, taken off the ledger.

What the operator sees each time, and what the warehouse remembers of it.
"""

import json
import re
from dataclasses import dataclass

import duckdb
import pytest
from homes import ARTICLES, FOLLOWERS, REFERENCE, article, followers, make_home, write_csv

CORRECTIONS = ["月份", "指标编号", "账号编号", "导出原值", "修正为", "修正原因"]
# Each of the thirty days three followers came; the export tells 33 for the first of them.
WRONG = [["2020-09-01", "33", "1", "32", "1002"], *followers()[1:]]


@dataclass
class Run:
    """What one ``tongbao run`` published."""

    page: str
    traced: str
    figure: tuple
    states: list
    told: list
    verdict: list
    published: list
    receipt: dict


@pytest.fixture(scope="module")
def runs(tmp_path_factory, command, prepared) -> list[Run]:
    home = prepared(make_home(tmp_path_factory.mktemp("memory")))
    ledger, columns, aliases = (home.reference / f"{name}.csv" for name in ("修正表", "栏目表", "部门别名"))

    def run() -> Run:
        outcome = command("run", "2020-09", "--home", str(home.root))
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        with duckdb.connect(str(home.published), read_only=True) as connection:
            figure, states, told, verdict, published = (
                connection.execute(query).fetchall()
                for query in (
                    "select value, corrected_from from fct_metric_month where metric_id = 'wechat_followers_new'",
                    "select state from quality.corrections",
                    "select code from quality.issues where code like 'correction%'",
                    "select status, previous_status from quality.verdicts"
                    " where check_id = 'web_classes_sum' and month = '2020-09' order by run_id",
                    "select checks_passed, checks_warned, checks_failed from quality.runs order by run_id",
                )
            )
        return Run(
            traced=command("trace", "wechat_followers_new", "2020-09", "--home", str(home.root)).stdout,
            page=(home.reports / "months" / "2020-09.html").read_text(encoding="utf-8"),
            figure=figure[0],
            states=states,
            told=told,
            verdict=verdict,
            published=published,
            receipt=json.loads((home.warehouse / "tongbao.receipt.json").read_text(encoding="utf-8")),
        )

    # A wrong export with its correction; an article in a column nobody has classed, of a unit nobody knows.
    write_csv(home.raw / "wechat/官微/2020-09/user.csv", [FOLLOWERS, *WRONG])
    write_csv(home.raw / "website/main/2020-09.csv", [ARTICLES, article(), article("散文", "文艺副刊", "外文系")])
    write_csv(ledger, [CORRECTIONS, ["2020-09", "wechat_followers_new", "wechat_main", "120", "90", "平台多记一次"]])
    first = run()
    # The office exports again over the same file; the column is classed, the name registered.
    write_csv(home.raw / "wechat/官微/2020-09/user.csv", [FOLLOWERS, *followers()])
    write_csv(columns, [*REFERENCE["栏目表"], ["文艺副刊", "一般"]])
    write_csv(aliases, [*REFERENCE["部门别名"], ["外文系", "english", ""]])
    second = run()
    # The operator does what the message says.
    ledger.unlink()
    return [first, second, run()]


def test_a_correction_makes_the_figure_and_the_page_says_so(runs):
    assert (runs[0].figure, runs[0].states) == ((90, 120), [("applied",)])
    shown = re.search(r"<caption>人工修正的数字</caption>.*?</table>", runs[0].page, re.DOTALL).group()
    texts = [text for text in re.split(r"(?:<[^>]*>|\s)+", shown) if text]
    assert texts[-5:] == ["公众号新增关注", "测试学院", "120", "90", "平台多记一次"]


def test_a_corrected_figure_leads_to_the_exported_rows_and_to_the_correction(runs):
    assert "user.csv：30 行，合计 120" in runs[0].traced
    assert re.search(r"reference/修正表.csv：1 行，合计 -30\n +第 2 行 -30\n", runs[0].traced)
    assert "合计 90 ＝ 发布的数字 90" in runs[0].traced
    assert "修正表" not in runs[1].traced and "合计 90 ＝ 发布的数字 90" in runs[1].traced


def test_it_expires_when_the_export_tells_the_corrected_figure_and_the_operator_is_told(runs):
    assert (runs[1].figure, runs[1].states) == ((90, None), [("expired",)])
    assert "人工修正的数字" not in runs[1].page
    assert runs[1].told == [("correction_expired",)]


def test_without_the_line_the_figure_stays(runs):
    assert (runs[2].figure, runs[2].states) == ((90, None), [])


def test_a_change_of_verdict_is_remembered_once(runs):
    assert runs[0].verdict == [("warn", None)]
    assert runs[1].verdict == runs[2].verdict == [("warn", None), ("pass", "warn")]


def test_the_page_says_what_became_of_the_checks(runs):
    assert "核对结果的变化" not in runs[0].page
    told = re.sub(r"<[^>]+>", "", runs[1].page[runs[1].page.index("核对结果的变化") :])
    assert "已相符重要与一般之和与网站总数　原为提示，差 −1" in told
    assert re.search("不再有[^\n]*不认识的部门：外文系　原为提示，差 \\+1", told)


def test_the_receipt_and_the_table_of_runs_tell_the_verdicts_of_all_checks(runs):
    for number, run in enumerate(runs, start=1):
        told = run.receipt["reconciliation"]
        assert len(run.published) == number
        assert run.published[-1] == tuple(told.get(status, 0) for status in ("pass", "warn", "fail"))
        assert run.receipt["checks"] and run.receipt["inputs"]
    # Earlier runs keep what they told.
    assert runs[2].published[:2] == runs[1].published
    assert runs[1].published[:1] == runs[0].published

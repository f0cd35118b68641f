"""A home that holds nothing but old bulletins is checked, run and reported like any other."""

import duckdb
import pytest
from homes import make_home, write_csv, write_word

from pipelines.sample.writers import bulletins


def words(home) -> None:
    write_word(
        home,
        "2020年9月通报.docx",
        "2020年9月宣传工作通报",
        "官网发布新闻33条，其中重要稿件20条；一般稿件13条。官微新增关注1714人，取消关注449人，净增关注1256人。",
        "学生处公众号发布推文12篇。",
        [["部门", "更新数量"], ["英语学院", 20], ["党委工作部", 13], ["合计", 33]],
    )
    write_word(home, "2020年总结.docx", "2020年宣传工作总结", "上半年官网发布新闻120条。")


def typed(home) -> None:
    write_csv(home.raw / "bulletins/2020-09/通报数据.csv", [bulletins.HEADER, *bulletins.printed_rows()])


@pytest.mark.parametrize(
    ("files", "figure", "failed"),
    [(words, 33, {"printed_net_wechat_followers_net"}), (typed, 33, {"printed_parts_submissions_received"})],
    ids=["word", "csv"],
)
def test_a_home_with_old_bulletins_only(command, tmp_path, prepared, files, figure, failed):
    home = prepared(make_home(tmp_path / "h"))
    files(home)
    for words_of_command in (["check"], ["run"], ["report"]):
        done = command(*words_of_command, "--home", str(home.root))
        assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(str(home.root / "warehouse/tongbao.duckdb"), read_only=True) as connection:
        printed = connection.sql(
            "select value from fct_published_figure where metric_id = 'web_articles_published' and row_label = '合计'"
            " and period = '2020-09'"
        ).fetchall()
        checks = dict(connection.sql("select check_id, status from quality.reconciliation").fetchall())
    assert set(printed) == {(figure,)}
    assert {check for check, status in checks.items() if status == "fail"} == failed
    # There is no export that a printed figure could be set against: none is set against itself.
    assert [check for check in checks if check.startswith("printed_period_")] == []
    assert (home.root / "reports/months/2020-09.html").is_file()

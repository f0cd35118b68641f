"""追溯 shows the rows of the exports as they were read."""

import re

from pipelines.desk.evidence import tree
from pipelines.desk.published import reading
from pipelines.lineage.figure import figure_evidence
from pipelines.lineage.selection import find_figure


def places(shown):
    return shown["places"] + [p for part in shown["parts"] for p in places(part)]


def test_every_row_is_shown_with_what_was_read_in_it(published_home):
    with reading(published_home) as connection:
        figure = find_figure(connection, "web_articles_published", department="hr")
        found = places(tree(connection, published_home, figure_evidence(connection, figure, "2020-09")))
    assert found and {"标题", "发布时间"} <= set(found[0]["columns"])
    titles = [cells[found[0]["columns"].index("标题")] for _, _, cells in found[0]["rows"]]
    assert all(titles) and len(titles) == found[0]["count"]
    assert not {"作者", "编辑", "审核人"} & set(found[0]["columns"]), "names of persons are not read"


def test_a_file_that_was_replaced_since_is_not_shown_as_what_was_published(sample_home):
    for path in (sample_home.landing / "web_article").glob("*.parquet"):
        path.unlink()
    with reading(sample_home) as connection:
        figure = find_figure(connection, "web_articles_published")
        found = places(tree(connection, sample_home, figure_evidence(connection, figure, "2020-09")))
    assert found and all(p["gone"] and p["rows"] for p in found)


def test_the_page_leads_from_the_month_to_the_rows(sample_home, desk_for):
    desk = desk_for(sample_home)
    page = desk.ask("GET", "/trace?month=2020-09")[2]
    link = re.search(r'href="(/trace\?metric=web_articles_published[^"]+)"', page)[1].replace("&amp;", "&")
    shown = desk.ask("GET", link)[2]
    assert "＝ 发布的数字" in shown and "打开所在文件夹" in shown and "稿件列表_2020-09.xlsx" in shown
    assert "没有叫" in desk.ask("GET", "/trace?metric=nonsense&month=2020-09")[2]


def test_a_folder_is_opened_only_of_a_file_that_was_published(sample_home, desk_for):
    desk = desk_for(sample_home)
    body = f"form={desk.form_token()}&path=../../etc/passwd".encode()
    assert desk.ask("POST", "/trace/open", body)[0] == 404

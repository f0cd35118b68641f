"""A share is the same share however a clerk writes it, in ledgers, plans, rules, points and registered bulletins."""

import pytest
from homes import make_home

from pipelines.landing.land import ingest
from pipelines.rows.shares import as_fractions

COUNT = ["日期", "指标编号", "数量", "单位"]
PRINTED = ["通报", "月份", "表号", "行名", "指标编号", "印刷值", "数值"]
TARGET = ["目标编号", "目标名称", "指标编号", "范围", "周期", "期间", "比较方式", "下限", "依据"]
RULE = ["规则编号", "规则名称", "规则类别", "对象类别", "限值", "依据"]
SCHEME = ["办法编号", "办法名称", "用途", "重复规则", "并列规则", "实绩权重"]
SHARE = "lecture_coverage_share"


def target(name: str, low: str, comparator: str = "比例", metric: str = "") -> list[str]:
    return [name, "目标", metric, "全校", "年", "2020", comparator, low, "原文"]


def doubts(ingested) -> list[tuple]:
    return [(f.row, f.column) for f in ingested.faults if f.code == "share_out_of_range"]


def counted(tmp_path, *written: str, unit: str = "%", metric: str = SHARE):
    home = make_home(tmp_path / "home")
    folder = home.raw / "registers"
    folder.mkdir(parents=True)
    rows = [COUNT, *([f"2022-03-{n:02d}", metric, text, unit] for n, text in enumerate(written, start=1))]
    (folder / "数量2022.csv").write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    ingested = ingest(home)
    return ingested, ingested.frames["register_entry"].sort("source_row")["quantity"].to_list()


@pytest.mark.parametrize(
    "written, shares",
    [
        (["97.5"], [0.975]),
        (["97.5%"], [0.975]),
        (["0.975"], [0.975]),
        (["97.5％"], [0.975]),
        (["0.5%"], [0.005]),
        (["100"], [1.0]),
        (["1"], [1.0]),
        (["0"], [0.0]),
        # What stands beside a percentage is one, too.
        (["97.5", "0.8", "1", "90%"], [0.975, 0.008, 0.01, 0.9]),
    ],
)
@pytest.mark.parametrize("unit", ["%", ""])
def test_a_share_in_a_ledger(tmp_path, written, shares, unit):
    ingested, read = counted(tmp_path, *written, unit=unit)
    assert read == pytest.approx(shares)
    assert doubts(ingested) == []


def test_a_share_beyond_the_whole_is_told(tmp_path):
    ingested, read = counted(tmp_path, "9750", "150%", "80")
    assert read == pytest.approx([97.5, 1.5, 0.8])
    assert doubts(ingested) == [(2, "数量"), (3, "数量")]


def test_a_number_of_things_stays_what_it_is(tmp_path):
    assert counted(tmp_path, "97.5", unit="次", metric="wechat_tag_driven_views")[1] == [97.5]


def test_shares_of_plans_rules_and_points(tmp_path):
    home = make_home(
        tmp_path,
        {
            "目标表": [
                TARGET,
                target("a", "97.5"),
                target("b", "97.5%"),
                target("c", "95", "≥", SHARE),
                target("d", "95", "≥"),
                target("e", "120%"),
            ],
            "规则表": [RULE, ["late", "月末集中", "月末集中", "党组织", "30", "原文"]],
            "计分办法": [SCHEME, ["points", "计分", "计分", "每家都计", "并列占位", "70"]],
        },
    )
    ingested = ingest(home)
    table = ingested.reference.tables
    assert table["ref_target"].sort("target_id")["expected_low"].to_list() == [0.975, 0.975, 0.95, 95, 1.2]
    assert table["ref_rule"]["threshold"].to_list() == [0.3]
    assert table["ref_score_scheme"]["work_weight"].to_list() == [0.7]
    assert doubts(ingested) == [(6, "下限")]


def test_a_registered_figure_of_a_bulletin(tmp_path):
    home = make_home(tmp_path)
    folder = home.raw / "bulletins"
    folder.mkdir(parents=True)
    rows = [PRINTED, ["通报", "2022-03", "正文", "合计", SHARE, "97.5%", "97.5"]]
    (folder / "通报数据.csv").write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    assert ingest(home).frames["published_figure"]["value"].to_list() == [0.975]


def test_a_table_without_shares_is_left_alone():
    assert as_fractions("web_article", None, None) is None

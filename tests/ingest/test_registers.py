"""Ledgers kept by hand: each declared one is read from a file a clerk could have made, and no person is kept."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from exhibits import as_exported, ledgers
from exhibits.ledgers import Ledger, write_ledger
from homes import make_home
from pandera.errors import SchemaErrors

from pipelines.contracts import CONTRACTS
from pipelines.landing.land import ingest, land
from pipelines.recognition.header import fits
from pipelines.sources import catalog

REGISTERS = catalog.load().of("registers")
SHOWN_WITH_THE_EXPORTS = {
    "register_submissions",
    "register_wechat_contributions",
    "register_training",
    "register_plain_pictures",
    "register_plain_videos",
    "register_plain_broadcasts",
}
SHARED = Path(__file__).parents[3] / "shared"


def read(tmp_path, *ledgers: Ledger, folder: str = ""):
    """A home with one workbook of these sheets, ingested."""
    home = make_home(tmp_path / "home")
    root = home.raw / "registers" / folder
    root.mkdir(parents=True)
    write_ledger(root, *ledgers)
    return ingest(home)


def rows_of(ingested, dataset: str = "register_entry") -> list[dict]:
    return ingested.frames[dataset].sort("source_sheet", "source_row").to_dicts()


def errors(ingested) -> list[str]:
    return [f.message for f in ingested.faults if f.severity == "error"]


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    """(home, what was read) of one file of every ledger."""
    home = make_home(tmp_path_factory.mktemp("gallery"))
    ledgers.write(home.raw / "registers")
    ingested = ingest(home)
    land(home, ingested)
    return home, ingested


class TestGallery:
    def test_every_declared_ledger_has_an_example(self):
        examples = {ledger.format_id for ledger in ledgers.LEDGERS}
        assert examples == {f.id for f in REGISTERS} - SHOWN_WITH_THE_EXPORTS

    def test_every_example_is_read_as_the_ledger_it_is_and_without_an_error(self, gallery):
        _, ingested = gallery
        read_as = {
            Path(name).name: {r.format for r in entry.receipts}
            for name, entry in ingested.entries.items()
            if name.startswith("registers/")
        }
        assert errors(ingested) == []
        assert read_as == {ledger.file: {ledger.format_id} for ledger in ledgers.LEDGERS}

    def test_no_person_and_no_number_of_one_reaches_the_disk(self, gallery):
        home, ingested = gallery
        secrets = ("演示甲", "演示乙", "演示丙", ledgers.PHONE)
        kept = [
            (name, secret)
            for name, frame in ingested.frames.items()
            for secret in secrets
            if secret in frame.write_json()
        ]
        assert kept == []
        for path in home.landing.rglob("*"):
            if path.suffix == ".json":
                assert not any(secret in path.read_text("utf-8") for secret in secrets)
            elif path.suffix == ".parquet":
                assert not any(secret in pl.read_parquet(path).write_json() for secret in secrets)

    @pytest.mark.parametrize("fmt", REGISTERS, ids=lambda f: f.id)
    def test_the_header_of_a_ledger_fits_no_other_one(self, fmt):
        header = {names[0] for names in fmt.columns.values()} | set(fmt.unpivot)
        header |= {"英语学院", "图书馆"} if fmt.across else set()
        header |= fmt.needs | {step[0] for step in fmt.steps}
        # What stands below a header may tell ledgers apart (类型), and then need not be in the header.
        others = [f for f in REGISTERS if f.group != fmt.group and not (f.telling and fmt.telling)]
        assert fits(fmt, header)
        assert [other.id for other in others if fits(other, header)] == []

    @pytest.mark.parametrize("fmt", REGISTERS, ids=lambda f: f.id)
    def test_a_declaration_fills_columns_of_its_contract_and_none_with_a_personal_header(self, fmt):
        headers = {name for names in fmt.columns.values() for name in names}
        assert set(fmt.columns) - {fmt.people} <= set(CONTRACTS[fmt.dataset].dtypes)
        assert not headers & (fmt.personal | fmt.ignored)
        assert {"姓名", "联系电话", "身份证号", "银行卡号"} <= fmt.personal


class TestEmptyCells:
    """The template says of which columns an empty cell is one."""

    @pytest.mark.parametrize("fmt", [f for f in REGISTERS if set(f.defaults) & set(f.optional)], ids=lambda f: f.id)
    def test_an_empty_quantity_counts_one_like_a_table_without_the_column(self, tmp_path, fmt):
        example = next(ledger for ledger in ledgers.LEDGERS if ledger.format_id == fmt.id)
        top = next(n for n, row in enumerate(example.rows) if len([cell for cell in row if cell is not None]) > 1)
        at = next((n for n, text in enumerate(example.rows[top]) if text in fmt.optional["quantity"]), None)
        without = [[cell for n, cell in enumerate(row) if n != at] for row in example.rows]

        def with_column(cell: str | None) -> list[list]:
            header = fmt.optional["quantity"][0]
            return [[*row, (None, header)[n == top] if n <= top else cell] for n, row in enumerate(without)]

        counted = [
            [
                row["quantity"]
                for row in rows_of(read(tmp_path / str(n), Ledger(fmt.id, example.file, rows)), fmt.dataset)
            ]
            for n, rows in enumerate((without, with_column(None), with_column("-")))
        ]
        assert counted[0] and counted[0] == counted[1] == [1.0] * len(counted[0])
        assert set(counted[2]) == {None}


class TestShapesOfAFile:
    def test_two_row_header_merged_title_and_sums_in_the_middle(self, gallery):
        _, ingested = gallery
        items = ingested.frames["media_item"].filter(pl.col("register_id") == "register_media").sort("source_row")
        assert items.select("source_row", "outlet", "level_written", "published_on", "title").rows() == [
            (4, "人民日报", "国家级", date(2021, 3, 8), "一堂餐桌上的思政课"),
            (5, "光明日报", "国家级", date(2021, 3, 9), "一堂餐桌上的思政课"),
            (6, "红网", "省级", date(2021, 3, 10), "一堂餐桌上的思政课"),
            (8, "长沙晚报、星辰在线", "市级", date(2021, 9, 14), "图书馆通宵开放"),
        ]

    def test_cross_tab_gives_a_row_per_filled_cell_without_sums_and_points(self, gallery):
        _, ingested = gallery
        cells = ingested.frames["media_item"].filter(pl.col("register_id") == "register_media_crosstab")
        assert sorted(cells.select("outlet", "department_name", "quantity").rows()) == [
            ("人民日报", "党委工作部", 1),
            ("人民日报", "英语学院", 0),
            ("红网", "党委工作部", 2),
            ("红网", "图书馆", 1),
            ("红网", "英语学院", 3),
        ]
        assert cells.select("period_start", "published_on").unique().rows() == [(date(2021, 5, 1), date(2021, 5, 31))]

    def test_a_list_of_persons_is_only_counted(self, gallery):
        _, ingested = gallery
        usage = ingested.frames["register_entry"].filter(pl.col("register_id") == "register_xuexi_usage")
        assert sorted(usage.select("department_name", "expected", "participants", "points").rows()) == [
            ("图书馆", 1, 1, 455.0),
            ("英语学院", 2, 1, 812.0),
        ]

    def test_equal_rows_of_one_sheet_are_different_things(self, gallery):
        _, ingested = gallery
        people = ingested.frames["register_entry"].filter(pl.col("register_id") == "register_role_models")
        assert people.select("entry_no", "is_superseded").rows() == [(1, False), (2, False)]

    def test_a_span_of_days_is_taken_apart(self, gallery):
        _, ingested = gallery
        ledger = (pl.col("register_id") == "register_materials") & pl.col("source_file").str.contains("宣传品")
        spans = ingested.frames["register_entry"].filter(ledger)
        assert spans.sort("source_row").select("occurred_on", "ended_on").rows() == [
            (date(2021, 9, 1), date(2021, 9, 15)),
            (date(2021, 9, 8), date(2021, 9, 12)),
            (date(2021, 9, 20), None),
            (date(2021, 9, 21), None),
        ]

    def test_a_listed_zero_is_a_row(self, gallery):
        _, ingested = gallery
        adopted = ingested.frames["register_entry"].filter(pl.col("register_id") == "register_adoption")
        assert sorted(adopted.select("department_name", "quantity").rows()) == [
            ("东方语言学院", 0.0),
            ("英语学院", 12.0),
        ]


AWARDS = ["获奖日期", "奖项名称", "获奖级别"]


class TestLedgerFaults:
    @pytest.mark.parametrize(
        "text", ["3.8", "3月8日", "3-8", "3/8", "2024.3.8", "2024年3月8日", "2024-03-08", "20240308"]
    )
    def test_notations_of_a_day_below_a_title_with_the_year(self, tmp_path, text):
        ingested = read(tmp_path, Ledger("", "获奖.xlsx", [["2024年获奖登记"], AWARDS, [text, "某奖", "省级"]]))
        assert [r["occurred_on"] for r in rows_of(ingested)] == [date(2024, 3, 8)]

    @pytest.mark.parametrize("sheet, file, folder", [
        ("2024年", "获奖.xlsx", ""), ("一", "获奖2024.xlsx", ""), ("一", "获奖.xlsx", "2024-03"),
    ])  # fmt: skip
    def test_the_year_may_stand_in_sheet_file_or_folder(self, tmp_path, sheet, file, folder):
        ingested = read(tmp_path, Ledger("", file, [AWARDS, ["3.8", "某奖", "省级"]], sheet), folder=folder)
        assert [r["occurred_on"] for r in rows_of(ingested)] == [date(2024, 3, 8)]

    def test_a_day_without_any_year_is_an_error_and_not_guessed(self, tmp_path):
        ingested = read(tmp_path, Ledger("", "获奖2023-2024学年.xlsx", [AWARDS, ["3.8", "某奖", "省级"]]))
        assert "“3.8”不是有效日期" in errors(ingested)[0]

    def test_one_sheet_a_month_with_slightly_different_headers(self, tmp_path):
        ingested = read(
            tmp_path,
            Ledger("", "获奖2024年.xlsx", [AWARDS, ["1.8", "甲奖", "省级"]], "1月"),
            Ledger("", "获奖2024年.xlsx", [["序号", "获奖时间", "获奖名称", "备注"], [1, "2.8", "乙奖", "补"]], "2月"),
        )
        assert errors(ingested) == []
        assert [(r["occurred_on"], r["title"], r["level"]) for r in rows_of(ingested)] == [
            (date(2024, 1, 8), "甲奖", "省级"),
            (date(2024, 2, 8), "乙奖", None),
        ]

    def test_a_hidden_sheet_is_left_out_and_named(self, tmp_path):
        ingested = read(
            tmp_path,
            Ledger("", "获奖2024年.xlsx", [AWARDS, ["1.8", "甲奖", "省级"]], "正式"),
            Ledger("", "获奖2024年.xlsx", [AWARDS, ["2.8", "乙奖", "省级"]], "草稿", hidden=True),
        )
        assert [r["title"] for r in rows_of(ingested)] == ["甲奖"]
        assert [(f.code, f.sheet) for f in ingested.faults if f.code == "sheet_skipped"] == [("sheet_skipped", "草稿")]

    def test_one_big_workbook_may_hold_several_ledgers(self, tmp_path):
        visits = [["走访日期", "走访对象"], ["2024-03-01", "英语学院"]]
        ingested = read(
            tmp_path,
            Ledger("", "台账.xlsx", [AWARDS, ["2024-01-08", "甲奖", "省级"]], "获奖"),
            Ledger("", "台账.xlsx", visits, "走访"),
        )
        assert Counter(r["register_id"] for r in rows_of(ingested)) == {"register_awards": 1, "register_visits": 1}

    def test_a_merged_cell_is_filled_down_but_not_across_a_sum(self, tmp_path):
        rows = [
            ["宣传品类型", "内容", "悬挂时间", "数量", "申请单位"],
            ["横幅", "甲", "2024-03-01", 1, "英语学院"],
            [None, "乙", "2024-03-02", 2, None],
            ["小计", None, None, 3, None],
            ["展板", "丙", "2024-03-03", 1, "图书馆"],
            ["合  计", None, None, 4, None],
        ]
        ledger = Ledger("", "宣传品.xlsx", rows, merges=[(1, 0, 2, 0), (1, 4, 2, 4)])
        assert [(r["category"], r["department_name"], r["quantity"]) for r in rows_of(read(tmp_path, ledger))] == [
            ("横幅", "英语学院", 1.0),
            ("横幅", "英语学院", 2.0),
            ("展板", "图书馆", 1.0),
        ]

    def test_a_sum_behind_a_running_number_is_no_row(self, tmp_path):
        rows = [["序号", *AWARDS], [1, "2024-03-01", "某奖", "省级"], [2, "合计", None, None]]
        assert len(rows_of(read(tmp_path, Ledger("", "获奖.xlsx", rows)))) == 1

    def test_a_title_that_begins_like_a_sum_is_a_row(self, tmp_path):
        rows = [["文件名称", "印发日期"], ["合计收支管理办法", "2024-03-01"]]
        assert [r["title"] for r in rows_of(read(tmp_path, Ledger("", "文件.xlsx", rows)))] == ["合计收支管理办法"]

    def test_without_a_quantity_column_or_with_an_empty_cell_in_it_a_row_is_one(self, tmp_path):
        with_column = [[*AWARDS, "获奖数量"], ["2024-03-01", "甲奖", "省级", None], ["2024-03-02", "乙奖", "省级", 2]]
        assert [r["quantity"] for r in rows_of(read(tmp_path / "a", Ledger("", "获奖.xlsx", with_column)))] == [
            1.0,
            2.0,
        ]
        without = [AWARDS, ["2024-03-01", "甲奖", "省级"]]
        assert [r["quantity"] for r in rows_of(read(tmp_path / "b", Ledger("", "获奖.xlsx", without)))] == [1.0]

    def test_a_month_is_known_up_to_its_last_day(self, tmp_path):
        rows = [["统计月份", "公众号名称", "转载篇数", "打卡次数"], ["2024-02", "示例英语", 4, None]]
        found = rows_of(read(tmp_path, Ledger("", "转载.xlsx", rows)))
        assert [(r["occurred_on"], r["metric_id"], r["quantity"]) for r in found] == [
            (date(2024, 2, 29), "official_reposts", 4.0)
        ]

    def test_a_deadline_may_lie_ahead_but_what_has_happened_may_not(self, tmp_path):
        tasks = [["任务类别", "任务名称", "完成时限"], ["重点", "某任务", "2099-12-31"]]
        assert errors(read(tmp_path / "a", Ledger("", "任务.xlsx", tasks))) == []
        awards = [AWARDS, ["2099-12-31", "某奖", "省级"]]
        assert "日期 2099-12-31 还没有到" in errors(read(tmp_path / "b", Ledger("", "获奖.xlsx", awards)))[0]

    def test_a_table_of_sums_needs_a_stated_period(self, tmp_path):
        rows = [["序号", "学院", "数量"], [1, "英语学院", 3]]
        assert "看不出是哪个月" in errors(read(tmp_path / "a", Ledger("", "采用.xlsx", rows)))[0]
        halves = read(tmp_path / "b", Ledger("", "采用.xlsx", [["2021年下半年采用情况"], *rows]))
        assert [(r["period_start"], r["occurred_on"]) for r in rows_of(halves)] == [
            (date(2021, 7, 1), date(2021, 12, 31))
        ]

    @pytest.mark.parametrize("header, row, rule", [
        (["悬挂时间", "撤除日期", "宣传品类型", "内容"], ["2024-03-08", "2024-03-01", "横幅", "甲"], "结束日期"),
        (["会议日期", "会议名称", "应到人数", "实到人数"], ["2024-03-08", "甲会", 5, 6], "不应多于应有数"),
        (["检查日期", "检查对象", "检查类型", "问题数", "已整改数"], ["2024-03-08", "甲站", "网站", 1, 2], "多于发现"),
        ([*AWARDS, "获奖数量"], ["2024-03-08", "某奖", "省级", -1], "应为不小于 0"),
    ])  # fmt: skip
    def test_each_rule_of_the_contract_is_kept(self, tmp_path, header, row, rule):
        assert rule in " ".join(errors(read(tmp_path, Ledger("", "台账.xlsx", [header, row]))))

    def test_the_study_platform_is_named_once_in_its_outlets(self, tmp_path):
        rows = [["标题", "平台", "发布时间"], ["甲", "总平台", "2024-03-01"], ["乙", "学习强国湖南平台", "2024-03-02"]]
        found = rows_of(read(tmp_path, Ledger("", "学习强国.xlsx", rows)), "media_item")
        assert [r["outlet"] for r in found] == ["学习强国总平台", "学习强国湖南平台"]

    def test_several_outlets_in_a_cell_are_asked_about_one_by_one(self, tmp_path):
        rows = [["标题", "媒体名称", "刊发时间"], ["甲", "红网、长沙晚报", "2024-03-01"]]
        ingested = read(tmp_path, Ledger("", "外宣.xlsx", rows))
        assert [f.value for f in ingested.faults if f.code == "unknown_outlet"] == ["红网", "长沙晚报"]

    def test_a_count_of_a_metric_nobody_knows_is_told_with_those_that_look_alike(self, tmp_path):
        rows = [["月份", "指标编号", "数量"], ["2024-03", "banner_made", 5], ["2024-03", "banners_made", 6]]
        (fault,) = [f for f in read(tmp_path, Ledger("", "数量.xlsx", rows)).faults if f.code == "unknown_metric"]
        assert (fault.row, fault.value) == (2, "banner_made")
        assert "banners_made" in fault.message


VALID = {
    "media_item": {"register_id": "r", "published_on": date(2024, 3, 1), "outlet": "红网", "entry_no": 1},
    "register_entry": {"register_id": "r", "occurred_on": date(2024, 3, 1), "entry_no": 1},
}
RULES = [
    (name, column, bad)
    for name in VALID
    for column, checks in CONTRACTS[name].schema.columns.items()
    for bad in ([None] if not checks.nullable else []) + ([-1] if checks.checks else [])
]


class TestContracts:
    @pytest.mark.parametrize("dataset", VALID)
    def test_a_row_with_only_what_is_required_is_accepted(self, dataset):
        CONTRACTS[dataset].model.validate(one_row(dataset, {}), lazy=True)

    @pytest.mark.parametrize("dataset, column, bad", RULES)
    def test_each_column_rule_is_tripped_by_a_bad_value(self, dataset, column, bad):
        with pytest.raises(SchemaErrors) as refused:
            CONTRACTS[dataset].model.validate(one_row(dataset, {column: bad}), lazy=True)
        assert refused.value.failure_cases["column"].to_list() == [column]


def one_row(dataset: str, values: dict) -> pl.DataFrame:
    dtypes = CONTRACTS[dataset].dtypes
    row = {column: (VALID[dataset] | values).get(column) for column in dtypes}
    return pl.DataFrame([row], schema=dtypes)


def test_an_adoption_table_of_real_shape_is_read_row_by_row(tmp_path):
    home = make_home(tmp_path / "home")
    (file,) = [name for name in as_exported.FILES if name.startswith("ledger/")]
    (home.raw / "registers").mkdir(parents=True)
    shutil.copy(as_exported.write(tmp_path / "files") / file, home.raw / "registers")
    rows = rows_of(ingest(home))
    assert len(rows) == as_exported.FILES[file].rows
    assert sum(r["quantity"] == 0 for r in rows) == as_exported.NOTHING
    assert {(r["period_start"], r["occurred_on"]) for r in rows} == {(date(2010, 7, 1), date(2010, 12, 31))}


@pytest.mark.skipif(not SHARED.exists(), reason="no folder with real files")
def test_the_real_adoption_table_is_read_row_by_row(tmp_path):
    home = make_home(tmp_path)
    (sample,) = (SHARED / "samples" / "ledger").glob("*.csv")
    (home.raw / "registers").mkdir(parents=True)
    (home.raw / "registers" / sample.name).write_bytes(sample.read_bytes())
    rows = rows_of(ingest(home))
    assert len(rows) == 31
    assert Counter(r["quantity"] == 0 for r in rows) == {False: 29, True: 2}
    assert {(r["period_start"], r["occurred_on"]) for r in rows} == {(date(2010, 7, 1), date(2010, 12, 31))}

"""Saved answers of platform APIs: what is data, what is an error, what is not yet or never known."""

import json
from pathlib import Path

import pytest

from pipelines.faults import FileFault
from pipelines.files import decode
from pipelines.files.discover import RawFile
from pipelines.recognition.recognise import recognise
from pipelines.recognition.records import records
from pipelines.rows.canonical import raw_rows, raw_table
from pipelines.sources import catalog

DAY = {"ref_date": "2021-09-01"}


@pytest.fixture
def recognised(tmp_path):
    """(tables, faults) of an answer lying in a source's folder."""

    def read(data: object, source: str = "wechat", name: str = "answer.json"):
        path = tmp_path / name
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return recognise(decode.read(path, f"{source}/{name}"), source, catalog.load(), f"{source}/{name}")

    return read


@pytest.fixture
def fault_of(recognised):
    def read(*args, **named):
        with pytest.raises(FileFault) as caught:
            recognised(*args, **named)
        return caught.value.fault

    return read


class TestRecords:
    def test_take_over_what_the_items_around_them_say(self):
        data = {"list": [{"id": 1, "details": [{"n": 2}, {"n": 3}]}]}
        assert records(data, "list[].details[]") == [{"id": "1", "n": "2"}, {"id": "1", "n": "3"}]

    def test_own_members_come_first(self):
        assert records({"list": [{"a": 1, "in": [{"a": 2}]}]}, "list[].in[]") == [{"a": "2"}]

    def test_members_around_all_records_are_not_theirs(self):
        assert records({"total": 9, "list": [{"a": 1}]}, "list[]") == [{"a": "1"}]

    def test_objects_inside_are_named_with_dots(self):
        data = {"list": [{"s": {"likes": 3, "deep": {"er": True}}, "titles": [{"title": "甲"}, {"title": "乙"}]}]}
        assert records(data, "list[]") == [{"s.likes": "3", "s.deep.er": "true", "titles[0].title": "甲"}]

    def test_text_that_is_json_is_unpacked(self):
        inner = json.dumps({"rows": [{"a": 1}]})
        assert records({"page": inner}, "page.rows[]") == [{"a": "1"}]

    def test_an_empty_list_is_found_and_holds_nothing(self):
        assert records({"list": []}, "list[]") == []

    @pytest.mark.parametrize("data", [{}, {"list": None}, {"list": {"a": 1}}, {"list": ["a"]}, [], "text", 3])
    def test_where_the_path_leads_nowhere_there_is_none(self, data):
        assert records(data, "list[]") is None

    def test_numbers_never_become_scientific(self):
        row = {"list": [{"id": 4544444444444442, "big": 1e20, "small": 0.000001, "none": None}]}
        assert records(row, "list[]") == [
            {"id": "4544444444444442", "big": "100000000000000000000", "small": "0.000001", "none": None}
        ]

    def test_deep_nesting_ends_the_names_not_the_program(self):
        deep: dict = {}
        for _ in range(500):
            deep = {"x": deep}
        assert records({"list": [{"a": 1, "b": deep}]}, "list[]") == [{"a": "1"}]


class TestAnswers:
    def test_rows_are_numbered_from_one_and_named_by_their_path(self, recognised):
        (table,), faults = recognised({"list": [DAY | {"cumulate_user": 5}, DAY | {"cumulate_user": 6}]})
        assert (table.fmt.id, table.sheet, table.rows["row"].to_list(), faults) == (
            "wechat_api_user_cumulate", "list[]", [1, 2], []
        )  # fmt: skip

    def test_several_answers_may_be_saved_in_one_list(self, recognised):
        (table,), _ = recognised([{"list": [DAY | {"cumulate_user": 5}]}, {"list": [DAY | {"cumulate_user": 6}]}])
        assert table.rows.height == 2

    def test_one_row_may_feed_two_datasets(self, recognised):
        reads = {
            f"{kind}_{what}": 1 for kind in ("int_page_read", "ori_page_read", "share") for what in ("user", "count")
        }
        tables, _ = recognised({"list": [DAY | reads]})
        assert {t.fmt.dataset for t in tables} == {"wechat_read_day", "wechat_share_day"}

    def test_only_the_whole_day_is_a_day_of_shares(self, recognised):
        reads = {
            f"{kind}_{what}": 1 for kind in ("int_page_read", "ori_page_read", "share") for what in ("user", "count")
        }
        rows = [DAY | reads | {"user_source": s} for s in (99999999, 0, 2)]
        tables, _ = recognised({"list": rows})
        read = [raw_table(t, RawFile(Path("answer.json"), "wechat/answer.json", "", [])) for t in tables]
        kept = {raw.fmt.dataset: (rows.height, skipped) for raw in read for rows, skipped in [raw_rows([raw])]}
        assert kept == {"wechat_read_day": (3, [0]), "wechat_share_day": (1, [2])}

    def test_an_unfinished_answer_is_not_stored(self, recognised):
        tables, (fault,) = recognised({"list": [DAY | {"cumulate_user": 5}], "is_delay": True})
        assert (tables, fault.severity, fault.code) == ([], "warning", "answer_delayed")

    def test_an_empty_list_is_not_zero(self, recognised):
        tables, (fault,) = recognised({"list": []})
        assert (tables, fault.severity, fault.code) == ([], "warning", "answer_empty")
        assert "不当作 0" in fault.message

    @pytest.mark.parametrize(
        ("source", "data", "words"),
        [
            ("wechat", {"errcode": 61503, "errmsg": "not ready"}, ("61503", "数据还没有生成完", "not ready")),
            ("wechat", {"errcode": 40164, "errmsg": "invalid ip"}, ("40164", "白名单")),
            ("wechat", {"errcode": 99999, "errmsg": "new"}, ("99999", "new")),
            ("weibo", {"error": "expired_token", "error_code": 21327}, ("21327", "已过期")),
            ("douyin", {"data": {"error_code": 2190008, "description": "过期"}}, ("2190008", "access_token")),
        ],
    )
    def test_an_error_inside_http_200_is_named_with_its_meaning(self, fault_of, source, data, words):
        fault = fault_of(data, source)
        assert fault.code == "error_body"
        assert all(word in fault.message for word in words)

    def test_an_error_code_of_zero_is_none(self, recognised):
        (table,), _ = recognised({"errcode": 0, "errmsg": "ok", "list": [DAY | {"cumulate_user": 5}]})
        assert table.rows.height == 1

    def test_day_and_week_of_messages_are_told_by_the_name_of_the_call(self, recognised):
        data = {"list": [DAY | {"msg_type": 1, "msg_user": 2, "msg_count": 3}]}
        found = [recognised(data, name=name)[0][0].fmt.constants["period_type"] for name in NAMES]
        assert found == ["day", "week", "month"]

    def test_and_refused_where_the_name_tells_nothing(self, fault_of):
        fault = fault_of({"list": [DAY | {"msg_type": 1, "msg_user": 2, "msg_count": 3}]})
        assert (fault.code, "getupstreammsgweek" in fault.message) == ("ambiguous_name", True)

    def test_a_missing_member_is_named(self, fault_of):
        fault = fault_of({"list": [DAY | {"user_source": 0, "new_user": 1}]})
        assert (fault.code, fault.column) == ("missing_column", "cancel_user")

    def test_an_answer_of_another_platform_is_sent_to_its_folder(self, fault_of):
        fault = fault_of({"list": [DAY | {"cumulate_user": 5}]}, source="douyin")
        assert (fault.code, "raw/wechat/" in fault.message) == ("wrong_folder", True)

    def test_figures_of_a_work_without_its_number_are_refused_as_that(self, fault_of):
        fault = fault_of({"data": {"error_code": 0, "result_list": [{"date": "2026-03-01", "like": 3}]}}, "douyin")
        assert (fault.code, "没有作品编号" in fault.message) == ("unclaimed_platform", True)

    @pytest.mark.parametrize("data", [{}, [], {"a": 1}, [[1, 2]], {"list": {"ref_date": 1}}, {"list": [3]}])
    def test_anything_else_is_refused(self, tmp_path, data):
        path = tmp_path / "x.json"
        path.write_text(json.dumps(data))
        with pytest.raises(FileFault) as caught:
            recognise(decode.read(path, "wechat/x.json"), "wechat", catalog.load(), "wechat/x.json")
        assert caught.value.fault.code == "unrecognised_file"


NAMES = ("getupstreammsg.json", "2021-09_getupstreammsgweek.json", "getupstreammsgmonth (1).json")

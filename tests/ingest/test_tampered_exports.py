"""What tampering with exports has found: each was a traceback, or was accepted without a word."""

import json
import zipfile

import docx
import pytest
from fuzz.damage import packed
from homes import ARTICLES, FOLLOWERS, article, followers, make_home, write_csv, write_xlsx

from pipelines.landing.land import ingest

ARTICLE_FILE = "website/main/2020-09/a.csv"
DAY = {"ref_date": "2021-09-01", "user_source": 0, "new_user": 3, "cancel_user": 1}


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "h")


@pytest.fixture
def codes(home):
    """Codes of the faults of the one file that is not a reference table."""

    def read() -> list[str]:
        return [f.code for f in ingest(home).faults if not f.path.startswith("reference/")]

    return read


def put(home, name: str, data: bytes) -> None:
    path = home.raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


class TestCutFiles:
    TABLE = "<html><table><tr><th>" + "</th><th>".join(FOLLOWERS) + "</th></tr>"
    DAY = "<tr><td>2020-09-01</td><td>3</td><td>1</td><td>2</td><td>1002</td></tr>"

    def test_a_page_that_ends_inside_its_table_is_damaged(self, home, codes):
        put(home, "wechat/官微/user_analysis.xls", (self.TABLE + self.DAY * 2).encode())
        assert codes() == ["torn_end"]

    def test_a_page_with_its_table_whole_is_read(self, home, codes):
        put(home, "wechat/官微/user_analysis.xls", (self.TABLE + self.DAY + "</table>").encode())
        assert codes() == []

    @pytest.mark.parametrize("end", [",校园新闻,英语", ',校园新闻,"英语'])
    def test_text_that_ends_inside_a_line_is_damaged(self, home, codes, end):
        whole = write_csv(home.raw / ARTICLE_FILE, [ARTICLES, article(), article(title="又一则")])
        whole.write_bytes(whole.read_bytes() + f"第三则{end}".encode())
        assert codes() == ["torn_end"]

    def test_nor_does_a_title_of_two_lines_hide_it(self, home, codes):
        header = ["视频描述", "视频ID", "发布时间", "完播率", "平均播放时长", "播放量", "推荐", "喜欢", "评论量"]
        cut = '"晚霞\n#校园",export/1,2025/09/27,11.14%,32.50秒,8800'
        put(home, "channels/视频号动态数据明细.csv", f"{','.join(header)}\n{cut}".encode())
        assert codes() == ["torn_end"]

    @pytest.mark.parametrize("cut", ["2020-09-3", "2020-0", "2", "2020-09-30"])
    @pytest.mark.parametrize("mark", [",", "\t"])
    def test_text_that_ends_inside_the_first_cell_of_a_line_is_torn(self, home, codes, cut, mark):
        lines = [mark.join(cells) for cells in (FOLLOWERS, *followers(29))]
        put(home, "wechat/官微/user_analysis.csv", "\r\n".join([*lines, cut]).encode())
        assert codes() == ["torn_end"]

    @pytest.mark.parametrize("cut", ["2020-09-3", "2020-0"])
    def test_nor_does_saving_it_again_hide_it(self, home, codes, cut):
        rows = [FOLLOWERS, *followers(29)]
        folder = home.raw / "wechat/官微"
        path = write_csv(folder / "a.csv", [*rows, [cut, "", "", "", ""]])
        assert codes() == ["torn_end"]
        path.unlink()
        write_xlsx(folder / "b.xlsx", {"Sheet1": [["用户增长"], *rows, [cut], [], ["", " "]]})
        assert codes() == ["torn_end"]

    def test_a_day_that_waits_for_its_figures_is_no_cut(self, home, codes):
        rows = [FOLLOWERS, *followers(29), ["2020-09-30", "", "", "", ""]]
        write_csv(home.raw / "wechat/官微/a.csv", rows)
        assert "torn_end" not in codes()

    def test_a_row_of_one_cell_is_told_once_with_what_it_may_be(self, home, codes):
        whole = write_csv(home.raw / ARTICLE_FILE, [ARTICLES, article(), article(title="又一则")])
        whole.write_bytes(whole.read_bytes() + "开学典".encode())
        assert codes() == ["lone_cell"]

    def test_a_note_below_a_table_is_no_cut_line(self, home, codes):
        whole = write_csv(home.raw / ARTICLE_FILE, [ARTICLES, article(), article(title="又一则")])
        whole.write_bytes(whole.read_bytes() + "以上由网站后台导出".encode())
        assert "torn_end" not in codes()

    def test_a_last_line_that_only_lacks_its_end_is_read(self, home, codes):
        whole = write_csv(home.raw / ARTICLE_FILE, [ARTICLES, article(), article(title="又一则")])
        whole.write_bytes(whole.read_bytes().rstrip())
        assert codes() == []


class TestTornRows:
    def test_a_row_with_a_cell_too_many_is_refused(self, home, codes):
        lines = [",".join(ARTICLES), ",".join(article()), ",".join(article(title="甲,乙")), ",".join(article()) + ","]
        put(home, ARTICLE_FILE, "\n".join([*lines, ""]).encode())
        assert "torn_row" in codes()
        assert ingest(home).frames["web_article"]["source_row"].to_list() == [2, 4]

    def test_it_is_not_passed_over_as_a_row_of_another_kind(self, home):
        header = ["ID", "post_title", "post_date", "post_status", "post_type"]
        rows = [
            ["1", "甲", "2020-09-01 10:00:00", "publish", "post"],
            ["2", "乙", "丙", "2020-09-01", "publish", "post"],
        ]
        for name, lines in (("a", rows[:1]), ("b", rows)):  # files are read together, each has its own torn rows
            put(home, f"website/main/{name}_posts.csv", "\n".join(map(",".join, [header, *lines, []])).encode())
        assert [f.path for f in ingest(home).faults if f.code == "torn_row"] == ["website/main/b_posts.csv"]

    def test_what_a_clerk_notes_beside_a_sheet_moves_nothing(self, home, codes):
        write_xlsx(home.raw / "website/main/2020-09/a.xlsx", {"Sheet1": [ARTICLES, [*article(), None, "已核对"]]})
        assert codes() == []


class TestColumns:
    def test_one_that_nobody_knows_is_told_of(self, home, codes):
        write_csv(home.raw / ARTICLE_FILE, [[*ARTICLES, "好评数"], [*article(), "3"]])
        assert codes() == ["unknown_column"]

    def test_a_block_whose_header_was_changed_is_told_of(self, home, codes):
        people = ["日期", "渠道", "阅读人数"]
        shares = ["日期", "分享人数", "跳转阅读原文人数", "微信收藏人数", "篇数（新）"]
        header = [None, *people, None, *shares]
        day = [None, "2025-09-01", "全部", "30", None, "2025-09-01", "3", "1", "1", "2"]
        write_xlsx(home.raw / "wechat/官微/tendency.xlsx", {"New Sheet1": [[], [], header, day]})
        assert codes() == ["unknown_column"]

    def test_a_total_that_lost_its_word_with_the_first_column_is_no_unit(self, home, codes):
        rows = [["学院", "数量"], ["英语学院", 12], [None, 12]]
        write_xlsx(home.raw / "registers" / "采用2021年下半年.xlsx", {"Sheet1": rows})
        assert codes() == ["rule_broken"]


class TestDoubles:
    def test_the_same_day_twice_in_one_file_is_told_of_once(self, home, codes):
        days = followers(3)
        write_csv(home.raw / "wechat/官微/a.csv", [FOLLOWERS, *days, [*days[0][:4], "9999"]])
        assert codes() == ["duplicate_row"]
        (fault,) = [f for f in ingest(home).faults if f.code == "duplicate_row"]
        assert (fault.severity, fault.row, "第 2 行和第 5 行" in fault.message) == ("warning", 2, True)

    def test_the_same_day_in_two_exports_is_history(self, home, codes):
        for name in ("a", "b"):
            write_csv(home.raw / f"wechat/官微/{name}.csv", [FOLLOWERS, *followers(3), [f"# {name}"]])
        assert "duplicate_row" not in codes()


class TestAnswers:
    def test_nesting_without_end_is_no_answer(self, home, codes):
        put(home, "wechat/官微/a.json", b"[" * 200 + json.dumps({"list": [DAY]}).encode() + b"]" * 200)
        assert codes() == ["bad_json"]

    def test_half_a_character_is_shown_as_a_question_mark(self, home, codes):
        put(home, "wechat/官微/a.json", json.dumps({"list": [DAY | {"new_user": "3\ud83d", "\udc00": 1}]}).encode())
        assert codes() == ["bad_number"]
        (fault,) = [f for f in ingest(home).faults if f.code == "bad_number"]
        assert fault.value == "3?"


def test_text_turned_into_utf_8_twice_is_refused(home, codes):
    text = "ID,post_title,post_date,post_status,post_type\n1,开学典礼,2020-09-01 10:00:00,publish,post\n"
    put(home, "website/main/wp_posts.csv", text.encode().decode("latin-1").encode())
    assert codes() == ["bad_encoding"]


def test_a_word_file_whose_parts_are_not_connected_is_damaged(home, codes, tmp_path):
    docx.Document().save(str(tmp_path / "a.docx"))
    with zipfile.ZipFile(tmp_path / "a.docx") as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    path = "word/_rels/document.xml.rels"
    parts[path] = parts[path].replace(b"http://schemas.openxmlformats.org/package/2006/relationships", b"urn:x")
    put(home, "bulletins/2020-09/a.docx", packed(parts))
    assert codes() == ["damaged_file"]


def test_a_word_file_with_a_part_that_cannot_be_unpacked_is_damaged(home, codes, tmp_path):
    document = docx.Document()
    document.add_paragraph("2020年9月通报：" + "".join(map(chr, range(0x4E00, 0x5600))))
    document.save(str(tmp_path / "a.docx"))
    data = bytearray((tmp_path / "a.docx").read_bytes())
    at = data.index(b"word/document.xml") + 400
    data[at : at + 8] = bytes(8)
    put(home, "bulletins/2020-09/a.docx", bytes(data))
    assert codes() == ["damaged_file"]

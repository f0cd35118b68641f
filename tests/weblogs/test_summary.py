"""Counting over many files: lines that arrive twice count once, lines of two servers are added up."""

import pytest
from weblogs.lines import BROWSER, PHONE, line

from pipelines.contracts import CONTRACTS
from pipelines.weblogs import parse, read_receipt, summarise


def at(second: int, *, address="203.0.113.7", path=None, day="18/Sep/2020") -> str:
    hours, minutes = divmod(second // 60, 60)
    request = f"GET {path or f'/info/1021/{second}.htm'} HTTP/1.1"
    return line(request, time=f"{day}:{hours:02d}:{minutes:02d}:{second % 60:02d} +0800", address=address)


@pytest.fixture
def views(tmp_path, rules):
    """views(log, log, …) → page views of the month when these logs of one site are there together."""

    def do(*logs: list[str]) -> int:
        parts = []
        for number, lines in enumerate(logs):
            log = tmp_path / f"access.log.{number}"
            log.write_text("".join(f"{text}\n" for text in lines))
            parts.append(("main", tmp_path / f"{number}.parquet"))
            parse(log, parts[-1][1], rules, "combined")
        forwards, backwards = summarise(parts), summarise(reversed(parts))
        assert all(left.equals(right) for left, right in zip(forwards, backwards, strict=True))
        assert forwards.day["page_views"].sum() == forwards.article_day["views"].sum()
        return forwards.month.filter(section="")["page_views"].sum()

    return do


DAY = [at(second) for second in range(0, 80_000, 200)]


def test_the_same_content_counts_once(views):
    assert views(DAY, DAY) == len(DAY)


def test_lines_of_the_same_content_count_once(tmp_path, rules):
    """Pictures and bad lines are no page views: only the content tells that they are the same."""
    text = "\n".join([*DAY, line("GET /a.png HTTP/1.1"), "torn", ""])
    for number in range(2):
        (tmp_path / f"log.{number}").write_text(text)
        parse(tmp_path / f"log.{number}", tmp_path / f"{number}.parquet", rules, "combined")
    (month,) = summarise(("main", tmp_path / f"{n}.parquet") for n in range(2)).month.filter(section="").to_dicts()
    assert (month["lines"], month["bad_lines"]) == (len(DAY) + 2, 1)


def test_the_same_content_of_two_sites_counts_for_both(tmp_path, rules):
    (tmp_path / "log").write_text(at(1) + "\n")
    parse(tmp_path / "log", tmp_path / "part", rules, "combined")
    traffic = summarise([("main", tmp_path / "part"), ("english", tmp_path / "part")])
    assert traffic.day["site_id"].to_list() == ["english", "main"]


def test_a_log_fetched_at_noon_and_again_after_rotation_counts_once(views):
    assert views(DAY[:200], DAY) == len(DAY)


def test_a_rotated_log_that_begins_before_the_last_one_ended_counts_once(views):
    assert views(DAY[:250], DAY[150:]) == len(DAY)


def test_a_cut_inside_one_second_counts_each_line_once(views):
    crowd = [at(5000, address=f"203.0.113.{number}", path="/") for number in range(20)]
    assert views([*DAY[:10], *crowd[:15]], [*crowd, *DAY[40:]]) == 10 + 20 + len(DAY[40:])


def test_two_logs_cut_inside_seconds_where_either_lacks_lines_count_once(views):
    first, last = ([at(second, address=f"203.0.113.{n}", path="/") for n in range(20)] for second in (4100, 5100))
    inside = DAY[21:25]
    assert views([*DAY[:20], *first, *inside, *last[:15]], [*first[:5], *inside, *last, *DAY[30:]]) == (
        20 + 20 + len(inside) + 20 + len(DAY[30:])
    )


def test_what_three_logs_have_in_common_is_taken_off_once(views):
    """The third holds a line three times that the two longer ones, which overlap too, hold once."""
    assert views(DAY, DAY[3:200], [DAY[5], DAY[6], DAY[6], DAY[6], DAY[7]]) == len(DAY) + 2


def test_some_lines_of_a_log_in_another_file_count_once(views):
    assert views(DAY[::3], DAY) == len(DAY)


def test_one_log_over_two_others_counts_once(views):
    assert views(DAY[:150], DAY[150:], DAY[50:250]) == len(DAY)


def test_a_repeated_line_inside_one_log_is_two_views(views):
    assert views([at(5), at(5)]) == 2


def test_two_servers_that_share_the_traffic_are_added_up(views):
    assert views(DAY[::2], DAY[1::2]) == len(DAY)
    shared = [at(second, path="/") for second in range(0, 80_000, 200)]
    other = [at(second + 1, path="/") for second in range(0, 80_000, 200)]
    assert views(shared, [*other, shared[7]]) == len(shared) + len(other) + 1


def test_overlap_is_looked_for_on_every_day_of_its_own(views):
    next_day = [at(second, day="19/Sep/2020") for second in range(0, 80_000, 200)]
    assert views([*DAY, *next_day[:100]], next_day) == len(DAY) + len(next_day)


def test_months_stand_apart_and_bad_lines_belong_to_the_first(tmp_path, rules):
    log = tmp_path / "log"
    log.write_text("\n".join([at(1, day="30/Sep/2020"), "broken", at(1, day="01/Oct/2020"), at(2, day="01/Oct/2020")]))
    parse(log, tmp_path / "part", rules, "combined")
    month = summarise([("main", tmp_path / "part")]).month.filter(section="")
    assert month.select("month", "page_views", "visitors", "lines", "bad_lines").rows() == [
        ("2020-09", 1, 1, 2, 1),
        ("2020-10", 2, 1, 2, 0),
    ]


def test_a_month_without_page_views_is_zero_not_absent(tmp_path, rules):
    (tmp_path / "log").write_text(line("GET /a.css HTTP/1.1") + "\n")
    parse(tmp_path / "log", tmp_path / "part", rules, "combined")
    traffic = summarise([("main", tmp_path / "part")])
    assert traffic.month.row(0, named=True)["page_views"] == 0
    assert traffic.day.is_empty()


def test_nothing_gives_empty_tables_with_columns(tmp_path, rules):
    (tmp_path / "log").write_text("broken\n")
    parse(tmp_path / "log", tmp_path / "part", rules, "combined")
    for parts in ([], [("main", tmp_path / "part")]):
        assert all(table.is_empty() and table.columns for table in summarise(parts))


def test_the_receipt_travels_in_the_part(tmp_path, rules):
    (tmp_path / "log").write_text("\n".join([at(1), "broken"]))
    receipt = parse(tmp_path / "log", tmp_path / "part", rules, "combined")
    assert read_receipt(tmp_path / "part") == receipt


@pytest.mark.parametrize(
    ("dataset", "table"),
    [("web_traffic_day", "day"), ("web_article_traffic_day", "article_day"), ("web_traffic_month", "month")],
)
def test_the_tables_keep_their_contracts(read, dataset, table):
    lines = [line(), line("GET / HTTP/1.1", agent=PHONE), line(agent="curl/8"), line(agent=BROWSER), "broken"]
    frame = getattr(read(lines).traffic, table)
    contract = CONTRACTS[dataset]
    assert contract.model.validate(frame, lazy=True).columns == list(contract.model.to_schema().columns)
    assert not frame.select(contract.key).is_duplicated().any()

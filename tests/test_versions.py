"""What was published can be taken back, and taken forward again."""

import duckdb
import pytest

from pipelines.cli import main
from pipelines.commands.usage import WrongUse
from pipelines.commands.versions import put_back, rollback
from pipelines.home import Home
from pipelines.warehouse.publish import swap_in
from pipelines.warehouse.versions import prune, versions

TABLES = """
    CREATE SCHEMA quality;
    CREATE TABLE quality.runs (run_id VARCHAR, published_at TIMESTAMP, files INTEGER, errors INTEGER);
    CREATE TABLE quality.restatements (run_id VARCHAR, month VARCHAR);
    CREATE TABLE fct_metric_month (month VARCHAR, value DOUBLE);
    CREATE SCHEMA bulletin;
"""


def publish(home: Home, *days: int, moved: int = 0) -> None:
    """Swap in a file that tells of runs on these days of September 2020; the last of them is its own."""
    home.build.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(home.build / "tongbao.duckdb")) as connection:
        connection.execute(TABLES)
        for day in days:
            connection.execute(
                f"INSERT INTO quality.runs VALUES ('run{day:02}', '2020-09-{day:02} 08:00:00', {day}, 0)"
            )
        connection.execute(f"INSERT INTO fct_metric_month VALUES ('2020-08', {days[-1]}), ('2020-09', NULL)")
        for _ in range(moved):
            connection.execute(f"INSERT INTO quality.restatements VALUES ('run{days[-1]:02}', '2020-07')")
    swap_in(home)


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path / "学院 home")
    home.raw.mkdir(parents=True)
    publish(home, 1)
    publish(home, 1, 2, moved=3)
    publish(home, 1, 2, 5)
    return home


def told(home):
    return [(v.run_id, v.is_current) for v in versions(home)]


def test_each_version_says_when_it_was_published_and_what_it_moved(home):
    assert told(home) == [("run05", True), ("run02", False), ("run01", False)]
    second = versions(home)[1]
    assert (second.published_at, second.files, second.newest, second.moved) == ("2020-09-02 08:00:00", 2, "2020-08", 3)


def test_going_back_and_forward_again(home, monkeypatch):
    written = []
    monkeypatch.setattr("pipelines.reports.outputs.write_outputs", lambda *arguments: written.append(arguments[2]))
    rollback(None, str(home.root), True)
    assert told(home) == [("run02", True), ("run05", False), ("run01", False)]
    assert written == [["2020-08"]], "the pages follow"
    rollback("run05", str(home.root), True)
    assert told(home) == [("run05", True), ("run02", False), ("run01", False)]


@pytest.mark.parametrize(
    "heard", [KeyboardInterrupt(), RuntimeError("Query interrupted")], ids=["here", "in the engine"]
)
def test_going_back_that_is_interrupted_among_its_pages_says_not_to_go_back_again(home, monkeypatch, capsys, heard):
    def interrupted(*_):
        raise heard

    monkeypatch.setattr("pipelines.reports.outputs.write_outputs", interrupted)
    monkeypatch.setattr("sys.argv", ["tongbao", "rollback", "run01", "--quiet", "--home", str(home.root)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert (ended.value.code, told(home)[0]) == (130, ("run01", True))
    assert "数据已换回 run01，页面还没有写完：运行 tongbao report 写完。不要再运行 tongbao rollback" in said
    assert "重新运行即可" not in said


@pytest.mark.parametrize(
    "heard", [KeyboardInterrupt(), RuntimeError("Query interrupted")], ids=["here", "in the engine"]
)
def test_going_back_that_is_interrupted_before_the_swap_can_be_begun_again(home, monkeypatch, capsys, heard):
    def interrupted(*_):
        raise heard

    monkeypatch.setattr("pipelines.warehouse.versions.stage", interrupted)
    monkeypatch.setattr("sys.argv", ["tongbao", "rollback", "run01", "--quiet", "--home", str(home.root)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert (ended.value.code, told(home)[0]) == (130, ("run05", True))
    assert "重新运行即可" in said and "出错" not in said


def test_a_version_of_another_program_is_not_put_back_without_its_pages(home, monkeypatch):
    written = []

    def write(database, *_):
        with duckdb.connect(database, read_only=True) as connection:
            (value,) = connection.execute("SELECT max(value) FROM fct_metric_month").fetchone()
        written.append(value)
        if value == 2:
            raise duckdb.BinderException("no such column")

    monkeypatch.setattr("pipelines.reports.outputs.write_outputs", write)
    with pytest.raises(WrongUse, match=r"run02 由另一个版本的程序发布.*没有换回，现在的版本没有变"):
        rollback("run02", str(home.root), True)
    assert told(home) == [("run05", True), ("run02", False), ("run01", False)]
    assert written == [2, 5]


def test_a_reader_keeps_the_version_it_opened(home, monkeypatch):
    monkeypatch.setattr("pipelines.reports.outputs.write_outputs", lambda *_: None)
    with duckdb.connect(str(home.published), read_only=True, config={"enable_external_access": False}) as reader:
        put_back(home, versions(home)[2])
        assert reader.execute("SELECT max(run_id) FROM quality.runs").fetchone() == ("run05",)
    assert told(home)[0] == ("run01", True)


@pytest.mark.parametrize(("keep", "left"), [(1, 2), (2, 2), (3, 3), (9, 4)])
def test_the_oldest_go_first_and_one_to_go_back_to_stays(home, keep, left):
    publish(home, 1, 2, 5, 7)
    prune(home, keep)
    assert [run for run, _ in told(home)] == ["run07", "run05", "run02", "run01"][:left]


def test_what_is_no_published_file_is_no_version(home):
    (home.warehouse / "versions" / "run99.duckdb").write_bytes(b"torn")
    assert len(versions(home)) == 3


def test_a_damaged_file_is_replaced_without_being_kept(home):
    home.published.write_bytes(b"torn")
    publish(home, 1, 2, 5, 7)
    assert told(home) == [("run07", True), ("run02", False), ("run01", False)]


def test_a_disk_without_second_names_gets_a_copy(home, monkeypatch):
    def refuse(*_):
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refuse)
    publish(home, 1, 2, 5, 7)
    assert told(home)[:2] == [("run07", True), ("run05", False)]


def test_an_unknown_version_is_named_beside_those_there_are(home):
    with pytest.raises(WrongUse, match=r"run77.*run02、run01"):
        rollback("run77", str(home.root), True)


def test_nothing_to_go_back_to(tmp_path):
    home = Home(tmp_path)
    home.raw.mkdir()
    publish(home, 1)
    with pytest.raises(WrongUse, match="只发布过一次"):
        rollback(None, str(home.root), True)


def test_versions_are_listed_for_a_person(home, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["tongbao", "versions", "--home", str(home.root)])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    assert "run05\t2020-09-05 08:00\t2020-08\t5\t0\t0\t现用" in capsys.readouterr().out

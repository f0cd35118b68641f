"""How faults are told: what is said of the way a server writes its logs takes one line for all of them."""

from pipelines.commands.fault_list import print_faults
from pipelines.faults import error, warning

NO_AGENT = "日志里没有浏览器标识"


def test_one_thing_said_of_many_files_is_one_line(capsys):
    print_faults([warning("log_of_little", NO_AGENT, path=f"website/main/{day}.log") for day in range(1, 32)])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert "31 处，31 个文件" in lines[0] and lines[1] == f"  31 个文件，如 website/main/1.log：{NO_AGENT}"


def test_rows_and_other_words_keep_their_lines(capsys):
    print_faults(
        [
            warning("log_of_little", NO_AGENT, path="a.log"),
            warning("log_of_little", "九成以上的访客来自同一个地址", path="a.log"),
            warning("empty_table", "只有表头", path="c.csv"),
            warning("empty_table", "只有表头", path="d.csv"),
            error("bad_number", "“很多”不是数字", path="a.csv", row=3, column="数量", value="很多"),
            error("bad_number", "“很多”不是数字", path="b.csv", row=4, column="数量", value="很多"),
        ]
    )
    told = capsys.readouterr().out
    assert told.count("a.log") == 2 and "a.csv 第 3 行" in told and "b.csv 第 4 行" in told
    assert "c.csv" in told and "d.csv" in told

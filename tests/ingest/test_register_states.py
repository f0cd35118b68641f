"""States that clerks write in ledgers: the usual words are known, others wait for the table, and nothing is guessed."""

import fastexcel
import pytest
from homes import ARTICLES, article, make_home, write_csv, write_xlsx

from pipelines.commands.todo import write_todo
from pipelines.landing.land import ingest

TASKS = ["任务类别", "任务名称", "牵头部门", "完成时限", "完成情况"]


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "h")


def tasks(home, *states: str):
    rows = [["重点工作", f"任务{n}", "新闻中心", "2020-09-30", state] for n, state in enumerate(states)]
    write_csv(home.raw / "registers/工作任务.csv", [TASKS, *rows])


def told(home) -> list[tuple]:
    found = [f for f in ingest(home).faults if f.code == "unknown_register_status"]
    assert all(f.severity == "warning" for f in found)
    return [(f.value, f.column, f.count) for f in found]


def test_usual_states_need_no_table(home):
    tasks(home, "已完成", "办结", "√", "100%", "未完成", "进行中", "已完成80%", "部分完成", "取消", "延期")
    assert told(home) == []


def test_a_state_that_nobody_knows_waits_for_the_table(home):
    tasks(home, "已完成", "常态化", "常态化", "基本到位")
    assert told(home) == [("常态化", "完成情况", 2)]
    rows = [["稿件状态", "是否计数", "来源"], ["常态化", "是", "工作任务登记"]]
    write_csv(home.reference / "稿件状态表.csv", rows)
    assert told(home) == []
    write_csv(home.reference / "稿件状态表.csv", [*rows[:1], ["常态化", "是", "宣传队伍登记"]])
    assert told(home) == [("常态化", "完成情况", 2)]


def test_a_state_on_which_no_figure_depends_is_not_asked_for(home):
    header = ["日期", "检查类型", "检查对象", "发现问题", "整改情况"]
    write_csv(home.raw / "registers/检查.csv", [header, ["2020-09-03", "网站", "官网", "2", "随手改了"]])
    assert told(home) == []


def test_the_workbook_of_what_is_to_do_asks_for_it_and_is_read_back(home, tmp_path):
    tasks(home, "常态化")
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, article(status="已归档")])
    ingested = ingest(home)
    assert "台账状态 1 个" in write_todo(tmp_path / "待办.xlsx", ingested.faults, ingested.reference, [])
    reader = fastexcel.read_excel(tmp_path / "待办.xlsx")
    found = {}
    for name in ("稿件状态", "台账状态"):
        frame = reader.load_sheet(name, header_row=None, dtypes="string").to_polars()
        found[name] = [[cell or "" for cell in row] for row in frame.rows()]
    assert found["台账状态"][1][:5] == ["", "常态化", "", "工作任务登记", "1"]
    for rows, counts in ((found["稿件状态"], "是"), (found["台账状态"], "否")):
        rows[1][0], rows[1][2] = "是", counts
    write_xlsx(home.reference / "待办.xlsx", found)
    assert [f.message for f in ingest(home).faults] == []


def test_a_name_that_need_not_count_is_never_suggested(tmp_path):
    aliases = [["别名", "部门编号", "来源"], ["英语学院工会", "不统计", ""], ["英语系", "english", ""]]
    home = make_home(tmp_path / "h", {"部门别名": aliases})
    write_csv(home.raw / "website/main/2020-09/a.csv", [ARTICLES, article(department="英语学院工会委")])
    (fault,) = [f for f in ingest(home).faults if f.code == "unknown_department"]
    assert "英语学院" in fault.message and "英语学院工会、" not in fault.message and "工会。" not in fault.message

"""从这里开始: what an empty home lacks before its first month can be published, and the tables to fill in for it."""

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.commands.greeting import NAME
from pipelines.desk import tables
from pipelines.desk.grid import Column
from pipelines.home import Home
from pipelines.institution.tables import Reference
from pipelines.sources import catalog


@dataclass(frozen=True)
class Step:
    """A table of the institution that the guide asks for.

    columns: header → words that may (choices) or often (likely) stand there; the others of the table are left for
    Excel. known: the names that the table has already.
    """

    table: str
    title: str
    why: str
    dataset: str
    columns: tuple[str, ...]
    name: str


STEPS = {
    "departments": Step(
        "部门表", "有哪些部门", "统计到哪个部门名下，就看这张表。从 Excel 里复制两列粘贴过来就行。",
        "ref_department", ("部门名称", "部门类型", "上级部门编号"), "部门名称",
    ),
    "accounts": Step(
        "账号表", "有哪些账号", "公众号、微博、抖音……一个账号一行。同一平台有几个的，各写一个文件夹名。",
        "ref_account", ("平台", "账号名称", "文件夹", "主办部门编号", "是否官方"), "账号名称",
    ),
    "sites": Step(
        "站点表", "有哪些网站", "官网、二级网站各一行。没有网站就跳过。",
        "ref_site", ("站点名称", "站点级别", "文件夹", "域名"), "站点名称",
    ),
}  # fmt: skip
TYPES = ("党群", "行政", "二级学院", "教学部", "直属单位")
LEVELS = ("主站", "二级网页", "专题网站")


def columns_of(step: Step, reference: Reference) -> list[Column]:
    fmt = next(f for f in catalog.load().of("reference") if f.id == step.dataset)
    canonical = {names[0]: name for name, names in fmt.columns.items()}
    departments = tuple(dict.fromkeys(r["name"] for r in reference.rows("ref_department")))
    likely = {"部门类型": TYPES, "站点级别": LEVELS, "上级部门编号": departments, "主办部门编号": departments}
    choices = {"平台": tuple(fmt.choices.get("channel_id", ())), "是否官方": ("是", "否")}
    return [
        Column(
            header.removesuffix("编号"), fmt.help[canonical[header]].replace("编号", "名称") if "编号" in header else
            fmt.help[canonical[header]], canonical[header] in fmt.required, False, choices.get(header, ()),
            likely.get(header, ()),
        )
        for header in step.columns
    ]  # fmt: skip


def known(step: Step, reference: Reference) -> list[str]:
    return list(dict.fromkeys(row["name"] for row in reference.rows(step.dataset)))


def add(home: Home, step: Step, rows: list[list[str]], reference: Reference) -> tuple[int, list[str]]:
    """Append rows to the desk's own table: how many, and the names that are left out because they are there already
    or because the row has no name."""
    there = set(known(step, reference))
    at = step.columns.index(step.name)
    new, left = [], []
    for cells in rows:
        name = cells[at]
        if not name or name in there:
            left.append(name or "（没有名称的一行）")
            continue
        there.add(name)
        new.append(dict(zip(step.columns, cells, strict=True)) | _given(step, reference, len(new)))
    if new:
        tables.add_rows(home, step.table, new)
    return len(new), left


def _given(step: Step, reference: Reference, number: int) -> dict[str, str]:
    """What the guide does not ask because there is one sensible beginning."""
    if step.dataset != "ref_department":
        return {}
    last = max((row["display_order"] or 0 for row in reference.rows("ref_department")), default=0)
    return {"显示顺序": str(int(last) + number + 1), "参与统计": "是"}


def name_it(home: Home, name: str) -> None:
    """Register what the institution is called."""
    while tables.added(home).get("单位信息"):
        tables.take_back(home, "单位信息")
    tables.add_rows(home, "单位信息", [{"项目": NAME, "内容": name}])


def done(reference: Reference, name: str, files: int, errors: int, is_published: bool) -> dict[str, bool]:
    """Which of the steps are done, in their order."""
    has: Callable[[str], bool] = lambda dataset: bool(reference.rows(dataset))  # noqa: E731
    return {
        "name": bool(name),
        "departments": has("ref_department"),
        "accounts": has("ref_account") or has("ref_site"),
        "drop": files > 0,
        "faults": files > 0 and not errors,
        "publish": is_published,
    }

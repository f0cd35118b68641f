"""``tongbao group``: the published warehouses of several institutions as one, and the page that compares them."""

from pipelines.commands.failure import DataFault
from pipelines.commands.usage import new_place
from pipelines.group.members import members_of


def group(folders: list[str], listed: str | None, out: str) -> None:
    place = new_place(out)
    members = members_of(folders, listed)
    from pipelines.group import page, warehouse

    members = warehouse.unite(members, place)
    database = place / warehouse.FILE
    written = page.write(database, place / "reports")
    taken = [m for m in members if not m.problem]
    print(f"纳入 {len(taken)} 个单位：{'、'.join(m.name for m in taken) or '没有'}。")
    for member in members:
        if member.problem:
            print(f"没有纳入 {member.name}（{member.home.root}）：{member.problem}")
    print(f"比较页面：{written}")
    print(f"数据仓库：{database}")
    if not taken:
        raise DataFault("一个单位也没有纳入。")

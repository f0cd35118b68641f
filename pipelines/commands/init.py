"""``tongbao init``: an empty home with templates a clerk can fill in with Excel or WPS."""

from pathlib import Path

from pipelines.commands.templates import write_ledgers, write_table
from pipelines.commands.usage import all_at_once, new_place
from pipelines.errors import WrongUse
from pipelines.home import Home
from pipelines.rows.gates import EXAMPLE
from pipelines.sources import catalog

GUIDE = """把各平台导出的原始文件放进对应的文件夹，不要改名、不要改内容：

{folders}
  reference      本单位的基础表：先填 部门表、账号表、站点表；第一列写着“示例”的行只是样子，不计入

放好以后运行 tongbao check 检查，再运行 tongbao run 生成通报。
自己登记的台账，空白模板在 raw 旁边的“模板”文件夹里，复制到 raw 下的同名文件夹再填写。
每月一个 2020-09 这样的文件夹最清楚；同一平台有几个账号时，每个账号一个文件夹。
"""


# The mark of rows that show what a table wants.
EXAMPLE_HELP = (
    "写着“示例”的行只是样子，不计入，留着不要紧。改成本单位内容的，改完把“示例”两个字删掉。自己加的行这一格留空。"
)


def init(directory: str) -> None:
    home = Home(new_place(directory))
    root = home.root
    if root.exists() and any(root.iterdir()):
        raise WrongUse(f"{root} 已经存在而且不是空的，不会覆盖。请换一个文件夹名。")
    with all_at_once(root) as partial:
        template = root / _write(Home(partial)).relative_to(partial)
    print(f"已建好：{root}")
    print(f"下一步：打开 {root / 'raw' / 'reference'}，在示例行下面填本单位的（示例行不计入，留着不要紧），")
    print("再把导出文件放进 raw 下各平台的文件夹。")
    print(f"登记台账的空白模板在 {home.templates}，复制到 raw 下的同名文件夹再填写。")
    print(f"Word 通报的样子在 {template}，红头、文号、主送可以改成本单位的。")
    print(f'然后运行：tongbao check --home "{root}"')


def _write(home: Home) -> Path:
    """Folders, tables and empty forms of a new home; returns the template of the Word bulletin."""
    from pipelines.reports.word_template import write_template

    known = catalog.load()
    for source in known.sources:
        (home.raw / source).mkdir(parents=True)
    for fmt in (f for f in known.of("reference") if f.help):
        rows = [(EXAMPLE, *(row.get(c, "") for c in fmt.columns)) for row in fmt.example]
        if fmt.id == "ref_column_mapping":
            rows = catalog.mapping_rows()
        columns = {EXAMPLE: (EXAMPLE_HELP, False)} if fmt.example else {}
        columns |= {
            names[0]: (fmt.help[c] + ("" if c in fmt.required else "（可以留空）"), False)
            for c, names in fmt.columns.items()
        }
        write_table(home.raw / "reference" / f"{fmt.title}.xlsx", fmt.title, columns, rows)
    write_ledgers(home.templates)
    folders = "\n".join(f"  {s.id:<14} {s.name}" for s in known.sources.values() if s.id != "reference")
    (home.raw / "请先读我.txt").write_text(GUIDE.format(folders=folders), encoding="utf-8-sig")
    return write_template(home.templates)

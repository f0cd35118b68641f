"""``tongbao init``: an empty home with templates a clerk can fill in with Excel or WPS."""

from pathlib import Path

from pipelines.commands.usage import WrongUse
from pipelines.sources import catalog

GUIDE = """把各平台导出的原始文件放进对应的文件夹，不要改名、不要改内容：

{folders}
  reference      本单位的基础表：先把 部门表、账号表、站点表 改成自己的，示例行改掉即可

放好以后运行 tongbao check 检查，再运行 tongbao run 生成通报。
每月一个 2020-09 这样的文件夹最清楚；同一平台有几个账号时，每个账号一个文件夹。
"""


def init(directory: str) -> None:
    root = Path(directory).expanduser().resolve()
    if root.exists() and any(root.iterdir()):
        raise WrongUse(f"{root} 已经存在而且不是空的，不会覆盖。请换一个文件夹名。")
    known = catalog.load()
    for source in known.sources:
        (root / "raw" / source).mkdir(parents=True)
    for fmt in known.of("reference"):
        rows = [tuple(row.get(c, "") for c in fmt.columns) for row in fmt.example]
        if fmt.id == "ref_column_mapping":
            rows = catalog.mapping_rows()
        write_template(root / "raw" / "reference" / f"{fmt.title}.xlsx", fmt, rows)
    folders = "\n".join(f"  {s.id:<14} {s.name}" for s in known.sources.values() if s.id != "reference")
    (root / "raw" / "请先读我.txt").write_text(GUIDE.format(folders=folders), encoding="utf-8-sig")
    print(f"已建好：{root}")
    print(f"下一步：打开 {root / 'raw' / 'reference'}，把示例行改成本单位的，再把导出文件放进 raw 下各平台的文件夹。")
    print(f'然后运行：tongbao check --home "{root}"')


def write_template(path: Path, fmt: catalog.Format, rows: list[tuple]) -> None:
    """One table as xlsx: header with a comment on each column, then ``rows`` as text."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(fmt.title)
        bold, text = book.add_format({"bold": True, "bg_color": "#E8EEF4"}), book.add_format({"num_format": "@"})
        for number, (column, names) in enumerate(fmt.columns.items()):
            # As text throughout, or Excel turns 2020-09 into a date of its own liking.
            sheet.set_column(number, number, max(12, 2 * len(names[0]) + 4), text)
            sheet.write_string(0, number, names[0], bold)
            sheet.write_comment(0, number, fmt.help[column] + ("" if column in fmt.required else "（可以留空）"))
            for below, row in enumerate(rows, start=1):
                if row[number]:
                    sheet.write_string(below, number, str(row[number]), text)
        sheet.freeze_panes(1, 0)

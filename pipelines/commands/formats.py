"""``tongbao formats``: what is read, with vintages and how sure we are of each layout."""

import sys
from pathlib import Path

from pipelines import weblogs
from pipelines.commands.console import print_table
from pipelines.errors import WrongUse
from pipelines.sources import catalog


def formats(templates: str | None) -> None:
    if templates:
        from pipelines.commands.templates import write_ledgers  # contracts take a second to load

        folder = Path(templates).expanduser().resolve()
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise WrongUse(f"{folder} 已经存在而且不是空的，不会覆盖。请换一个文件夹名。")
        print(f"{len(write_ledgers(folder))} 张登记台账的空白模板已写到 {folder}。")
        return
    known = catalog.load()
    if sys.stdout.isatty():
        _print_by_source(known)
    else:
        print_table(
            ["来源", "放在", "格式", "格式编号", "版本", "依据"],
            [
                (known.sources[f.source].name, f"raw/{f.source}/", f.title, f.id, _vintages(f), _certainty(f))
                for f in known.formats
            ],
        )
    print(f"raw/website/ 下的服务器日志：{'、'.join(weblogs.titles().values())}。")
    for refused in known.unclaimed:
        print(f"不读：{refused.title}（{refused.reason}）")


def _vintages(fmt: catalog.Format) -> str:
    return "；".join(fmt.vintages.values())


def _certainty(fmt: catalog.Format) -> str:
    return catalog.CERTAINTY[fmt.certainty]


def _print_by_source(known: catalog.Catalog) -> None:
    """A terminal is too narrow for six columns of text."""
    for source in known.sources.values():
        print(f"{source.name}　raw/{source.id}/")
        for fmt in known.of(source.id):
            versions = f"，{_vintages(fmt)}" if fmt.vintages else ""
            print(f"  {fmt.title}（{fmt.id}{versions}）　{_certainty(fmt)}")
        print()

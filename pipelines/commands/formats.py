"""``tongbao formats``: what is read, with vintages and how sure we are of each layout."""

from pipelines.commands.console import print_table
from pipelines.sources import catalog


def formats() -> None:
    known = catalog.load()
    print_table(
        ["来源", "放在", "格式", "格式编号", "版本", "依据"],
        [
            (
                known.sources[f.source].name,
                f"raw/{f.source}/",
                f.title,
                f.id,
                "；".join(f.vintages.values()),
                catalog.CERTAINTY[f.certainty],
            )
            for f in known.formats
        ],
    )
    for refused in known.unclaimed:
        print(f"不读：{refused.title}（{refused.reason}）")

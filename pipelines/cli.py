"""The ``tongbao`` command. Start-up counts: each command imports its own work when it is called."""

import io
import os
import signal
import sys
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from pipelines.commands.chinese import Command, Commands, UsageFault, speak, wrong_use
from pipelines.errors import Interrupted
from pipelines.interrupts import INTERRUPTED, is_interruption

app = typer.Typer(
    cls=Commands,
    help="通报：把各平台导出的数据变成可查询的数据仓库和月度通报。",
    epilog="每个命令先说它在哪个单位的文件夹里工作：--home 写的；没写就取环境变量 TONGBAO_HOME；"
    "再没有，就取现在所在的、或上级的单位文件夹（里面有 raw/reference 的）；都没有，用程序自带的演示单位。",
    no_args_is_help=True,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

HomeOption = Annotated[
    str | None,
    typer.Option(
        "--home",
        metavar="文件夹",
        help="单位文件夹；不写就取 TONGBAO_HOME，再取现在所在的（或上级的）单位文件夹，最后是演示单位。",
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="只输出结果和错误，不显示进度。")]
MonthArgument = Annotated[
    str | None,
    typer.Argument(metavar="月份", help="月份 2020-09，或一段 2020-01..2020-09；不写就是最新的月份。"),
]
AcceptOption = Annotated[
    bool, typer.Option("--accept-errors", help="有错误也发布：错误的行和文件不计入，页面上会注明。")
]


def _command(says: str):
    return app.command(cls=Command, help=says, options_metavar="[选项]")


@_command("读取导出、重建并发布数据仓库、生成页面。")
def run(
    month: MonthArgument = None,
    accept_errors: AcceptOption = False,
    keep: Annotated[
        int, typer.Option("--keep", metavar="个数", min=2, max=120, help="留几个发布过的版本，可以用 rollback 换回。")
    ] = 6,
    home: HomeOption = None,
    quiet: QuietOption = False,
) -> None:
    from pipelines.commands.run import run as work

    work(month, accept_errors, home, quiet, keep)


@_command("列出现在发布的和留着的版本。")
def versions(home: HomeOption = None) -> None:
    from pipelines.commands.versions import versions as work

    work(home)


@_command("换回以前发布的版本，页面随之重新生成；不写版本就是前一个。")
def rollback(
    version: Annotated[str | None, typer.Argument(metavar="版本", help="tongbao versions 列出的版本。")] = None,
    home: HomeOption = None,
    quiet: QuietOption = False,
) -> None:
    from pipelines.commands.versions import rollback as work

    work(version, home, quiet)


@_command("把不能重新生成的东西（发布的数据仓库和记录、基础表、模板、通报）打成一个压缩包。")
def backup(
    target: Annotated[str, typer.Argument(metavar="文件", help="压缩包的位置，如 D:\\备份\\通报2020-09.zip。")],
    home: HomeOption = None,
) -> None:
    from pipelines.commands.backup import backup as work

    work(target, home)


@_command("只识别和检查文件，不改动任何文件；--xlsx 把要处理的写成工作簿。")
def check(
    month: MonthArgument = None,
    xlsx: Annotated[
        str | None,
        typer.Option(
            "--xlsx",
            metavar="文件",
            help="把要处理的问题写成 Excel 工作簿；填好“确认”列，放进 raw/reference 就生效。",
        ),
    ] = None,
    home: HomeOption = None,
    quiet: QuietOption = False,
) -> None:
    from pipelines.commands.check import check as work

    work(month, home, quiet, xlsx)


@_command("用已发布的数据仓库重新生成页面。")
def report(
    month: MonthArgument = None,
    template: Annotated[
        bool, typer.Option("--template", help="先把 Word 通报的模板放进单位的“模板”文件夹（已有的不动）。")
    ] = False,
    home: HomeOption = None,
    quiet: QuietOption = False,
) -> None:
    from pipelines.commands.report import report as work

    work(month, home, quiet, template)


@_command('查询已发布的数据仓库（只读）。\n\n例如 tongbao sql "SELECT * FROM bulletin.website_updates"。')
def sql(
    query: Annotated[str, typer.Argument(metavar="查询", help="一条 SELECT 语句。")],
    csv: Annotated[
        str | None, typer.Option("--csv", metavar="文件", help="结果存为 CSV 文件（UTF-8，Excel 可直接打开）。")
    ] = None,
    xlsx: Annotated[str | None, typer.Option("--xlsx", metavar="文件", help="结果存为 Excel 文件。")] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="秒", min=0.1, help="最多查询多少秒，到时停止。")
    ] = 600,
    home: HomeOption = None,
) -> None:
    from pipelines.commands.sql import sql as work

    work(query, csv, xlsx, home, timeout)


@_command("列出一个数字的出处：哪些文件、哪个工作表、哪几行，各加多少，并重新相加核对。")
def trace(
    metric: Annotated[
        str | None,
        typer.Argument(metavar="指标", help="指标编号或名称，如 web_articles_published 或 网站发稿。"),
    ] = None,
    month: Annotated[
        str | None,
        typer.Argument(metavar="月份", help="月份 2020-09，或时期 2020-Q3、2020-H2、2020、2019-2020。"),
    ] = None,
    department: Annotated[
        str | None, typer.Option("--department", metavar="部门", help="部门编号、名称或别名。")
    ] = None,
    account: Annotated[str | None, typer.Option("--account", metavar="账号", help="账号或站点的编号或名称。")] = None,
    channel: Annotated[str | None, typer.Option("--channel", metavar="渠道", help="渠道编号或名称。")] = None,
    department_type: Annotated[
        str | None, typer.Option("--type", metavar="类型", help="一类部门，如 二级学院；按当月的类型。")
    ] = None,
    structure: Annotated[
        str,
        typer.Option("--structure", metavar="口径", help="部门口径：then 当时、now 按现在的机构、tree 含下级单位。"),
    ] = "then",
    table: Annotated[
        str | None,
        typer.Option(
            "--table",
            metavar="表",
            help="逐格追溯一张表：通报的表、rpt_ 各表、目标、规则和计分，"
            "如 --table rpt_score 2020-09 --department english。",
        ),
    ] = None,
    home: HomeOption = None,
) -> None:
    from pipelines.commands.trace import trace as work

    work(metric, month, department, account, channel, department_type, structure, table, home)


@_command("把几个单位发布的数据仓库合成一个，并排比较；单位用文件夹写，或用 --list 给名单。")
def group(
    folders: Annotated[
        list[str] | None, typer.Argument(metavar="单位文件夹…", help="各单位的文件夹，都已经发布过。")
    ] = None,
    listed: Annotated[
        str | None,
        typer.Option("--list", metavar="名单", help="CSV 名单，列：文件夹，单位编号、人数可以没有。"),
    ] = None,
    out: Annotated[str, typer.Option("--out", metavar="文件夹", help="合成的数据仓库和页面放在哪里。")] = "各单位",
) -> None:
    from pipelines.commands.group import group as work

    work(folders or [], listed, out)


@_command("为自己的单位建一个空文件夹，带填好示例的基础表。")
def init(directory: Annotated[str, typer.Argument(metavar="文件夹", help="新文件夹的位置。")]) -> None:
    from pipelines.commands.init import init as work

    work(directory)


@_command("列出能读的导出格式、版本和可信程度；或写出登记台账的空白模板。")
def formats(
    templates: Annotated[
        str | None, typer.Option("--templates", metavar="文件夹", help="把空白模板写到这个文件夹。")
    ] = None,
) -> None:
    from pipelines.commands.formats import formats as work

    work(templates)


@_command("生成一个演示单位的导出文件（合成数据，格式与真实导出相同）。")
def sample(
    directory: Annotated[str, typer.Argument(metavar="文件夹", help="放在哪个文件夹。")],
    months: Annotated[int, typer.Option("--months", metavar="个数", min=1, max=240, help="多少个月。")] = 13,
    scale: Annotated[
        float, typer.Option("--scale", metavar="倍数", min=0.1, max=1000, help="数量是常规的几倍。")
    ] = 1.0,
    seed: Annotated[int, typer.Option("--seed", metavar="数", help="随机种子；相同则文件相同。")] = 2020,
) -> None:
    from pipelines.commands.sample import sample as work

    work(directory, months, scale, seed)


@_command("打开工作台：在浏览器里投放文件、处理问题、预览和发布（只在本机）。")
def desk(
    home: HomeOption = None,
    port: Annotated[
        int, typer.Option("--port", metavar="端口", min=0, max=65535, help="端口；0 是任意一个空着的。")
    ] = 0,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="是否打开浏览器。")] = True,
) -> None:
    from pipelines.commands.desk import desk as work

    work(home, port, open_page)


@_command("打开 Dagster 网页（只在本机 127.0.0.1）。")
def ui(
    home: HomeOption = None,
    port: Annotated[int, typer.Option("--port", metavar="端口", min=1024, max=65535, help="端口。")] = 3000,
) -> None:
    from pipelines.commands.ui import ui as work

    work(home, port)


def _be_deaf() -> None:
    """Hear no further Ctrl-C: an impatient second one, or the one that a library had caught and passes on late, would
    end the ending with a traceback and another exit code."""
    for _ in range(2):  # one that waits is heard while the handler is changed, and is the last
        with suppress(KeyboardInterrupt):
            signal.signal(signal.SIGINT, lambda *_: None)


def _end_interrupted() -> NoReturn:
    _be_deaf()
    print("已中断。已发布的数据完好，重新运行即可。", file=sys.stderr)
    sys.exit(INTERRUPTED)


def main() -> None:
    """Entry point. Exit codes: 0 done, 1 faults in the data, 2 wrong use, 3 a fault of ours."""
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles and C locales would refuse Chinese.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    speak()
    try:
        code = app(prog_name="tongbao", standalone_mode=False)
        # The library itself catches Ctrl-C within a command.
        if code == INTERRUPTED:
            raise KeyboardInterrupt
        sys.exit(code)
    except UsageFault as reason:
        print(wrong_use(reason), file=sys.stderr)
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        _end_interrupted()
    except Exception as reason:
        if is_interruption(reason) and not isinstance(reason, Interrupted):
            _end_interrupted()
        from pipelines.commands.failure import explain

        sys.exit(explain(reason, verbose=bool(os.environ.get("TONGBAO_DEBUG"))))


if __name__ == "__main__":
    main()

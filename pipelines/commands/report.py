"""``tongbao report``: the pages again from the published file."""

from pipelines.commands.console import print_notices, progress
from pipelines.commands.usage import existing_home, months_of, of_this_version, published_file


def report(month: str | None, directory: str | None, quiet: bool, template: bool = False) -> None:
    import duckdb

    from pipelines.reports.documents import notices
    from pipelines.reports.outputs import write_outputs
    from pipelines.warehouse.receipt import code_version

    home = existing_home(directory)
    if template:
        from pipelines.reports.word_template import write_template

        print(f"Word 通报的模板：{write_template(home.templates)}")
    database = published_file(home)
    with of_this_version(database):
        with duckdb.connect(database, read_only=True) as connection:
            known = connection.sql("select distinct month from fct_metric_month order by 1").fetchall()
        months = months_of(month, [m for (m,) in known])
        with progress(quiet) as shown:
            shown.step("正在生成页面")
            write_outputs(database, home.reports, months, code_version(), home.templates)
    print_notices(notices(home.reports))
    print(f"月报页面：{home.reports / 'months' / (months[-1] + '.html')}")
    print(f"首页：{home.reports / 'index.html'}")

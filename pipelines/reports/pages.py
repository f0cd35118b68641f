"""All pages: which are written, and the frame around them.

Belongs here: the order of pages and the links between them. What a page shows is made in its own package.
"""

from pathlib import Path
from typing import Any

from pipelines.monthly import Months
from pipelines.months import shift
from pipelines.reports import (
    account,
    beside,
    compare,
    department,
    index,
    month,
    plans,
    proof,
    quality,
    read,
    site,
    year,
)

# So many months are read at once: fewer ask more often, more hold more rows.
AT_ONCE = 24


def publish(database: Path, out: Path, months: list[str] | None = None) -> list[Path]:
    """Write the pages of ``months`` (default: every month with data) and, around them, the years these months touch,
    all departments and accounts, the index, the comparison and the quality page. Returns the paths, newest month first;
    a page that would be the same is left as it is.

    Raises ValueError for a month before the first or after the last of the warehouse, OSError where ``out`` cannot
    be written. Pages appear whole or not at all: each is written beside its place and moved there.
    """
    out = Path(out)
    with read.open_database(Path(database)) as connection:
        known = read.months(connection)
        wanted = known if months is None else sorted(set(months))
        if not known:
            raise ValueError("数据里还没有任何月份，先运行 tongbao run")
        # A month in between of which nothing is known has a page too: it says that everything is missing.
        if outside := [month for month in wanted if not known[0] <= month <= known[-1]]:
            raise ValueError(f"数据从 {known[0]} 到 {known[-1]}，没有这些月份：{'、'.join(outside)}")
        # A page asks for little at a time: a second thread inside the engine costs more than it brings.
        connection.execute("SET threads = 1")
        newest = read.newest_month(connection) or known[-1]
        site.copy_script(out)
        page_months = sorted({*wanted, *(m for m in known if (out / "months" / f"{m}.html").exists())})
        frame = site.frame(connection, known, page_months)
        written = _months(connection, out, frame, wanted)
        written += _years(connection, out, frame, wanted, known[-1], newest)
        written += _departments(connection, out, frame, newest)
        written += _accounts(connection, out, frame, newest)
        for name, page in (("index", index), ("compare", compare), ("quality", quality)):
            context = frame | page.page(connection, newest, out)
            written.append(site.write_page(out / f"{name}.html", f"{name}.html", "", context))
    return written


def _months(connection, out: Path, frame: dict, wanted: list[str]) -> list[Path]:
    history = month.history(connection, min(wanted), max(wanted))
    # A month that has hardly begun is nobody's neighbour.
    whole = [m for m in frame["page_months"] if m not in history.stubs]
    proven = month.proven(connection, history)
    written = []
    for together in _together(wanted):
        own = Months(connection, min(together), max(together), proven)
        for name in together:
            context: dict[str, Any] = frame | month.page(own, name, history) | {"texts": proof.texts(own, name)}
            context["before"] = max((m for m in whole if m < name), default=None)
            context["after"] = min((m for m in whole if m > name), default=None)
            figures = {f"chart-{card['metric_id']}": card["figure"] for card in context["channels"]}
            context["figures"] = site.write_figures(out, name, figures)
            context["documents"] = beside.documents(out, name)
            written.append(site.write_page(out / "months" / f"{name}.html", "month.html", "../", context))
    return written


def _together(months: list[str]) -> list[list[str]]:
    """Months in groups of which none spans more than ``AT_ONCE``, the newest first."""
    groups: list[list[str]] = []
    for name in sorted(months, reverse=True):
        if groups and name > shift(groups[-1][0], -AT_ONCE):
            groups[-1].append(name)
        else:
            groups.append([name])
    return groups


def _years(connection, out: Path, frame: dict, wanted: list[str], last_month: str, newest: str) -> list[Path]:
    # A month is also the base of the same month a year later, so it shows on two year pages.
    touched = {m[:4] for m in wanted} | {str(int(m[:4]) + 1) for m in wanted}
    written = []
    for name in [name for name in frame["years"] if name in touched]:
        context = frame | year.page(connection, name, last_month, newest)
        figures = {chart["place"]: chart["figure"] for chart in context["charts"]}
        context["figures"] = site.write_figures(out, name, figures)
        written.append(site.write_page(out / "years" / f"{name}.html", "year.html", "../", context))
    return written


def _departments(connection, out: Path, frame: dict, newest: str) -> list[Path]:
    every = {"issues": read.all_issues(connection), "texts": proof.texts(connection, newest)}
    written = []
    for page in department.pages(connection, newest, plans.by_department(connection, newest)):
        target = out / "departments" / f"{page['department']['department_id']}.html"
        written.append(site.write_page(target, "department.html", "../", frame | page | every))
    _only(out / "departments", written)
    return written


def _accounts(connection, out: Path, frame: dict, newest: str) -> list[Path]:
    every = {"issues": read.all_issues(connection), "texts": proof.texts(connection, newest)}
    written = []
    for page in account.pages(connection, shift(newest, -12), newest):
        target = out / "accounts" / f"{page['account']['account_id']}.html"
        written.append(site.write_page(target, "account.html", "../", frame | page | every))
    _only(out / "accounts", written)
    return written


def _only(folder: Path, written: list[Path]) -> None:
    """What was written of a department or an account before it was closed is no longer true."""
    for path in set(folder.glob("*.html")) - set(written):
        path.unlink()

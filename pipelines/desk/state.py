"""What one desk knows and what every page of it needs: the home, what lies in ``raw/``, the piece of work, who else is
at work here."""

import json
import os
import platform
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pipelines import guard, labels
from pipelines.commands.greeting import UNNAMED, name_in_tables
from pipelines.desk.drop import Tray
from pipelines.desk.jobs import Jobs
from pipelines.desk.look import Look
from pipelines.home import Home
from pipelines.landing.land import Ingested
from pipelines.lineage.evidence import number
from pipelines.months import is_month, shift
from pipelines.warehouse.lock import is_running

# Long enough for a look at what has not changed; a page that waits longer says so.
PATIENCE_SECONDS = 0.15
OFFERED_MONTHS = 24
LONGEST_UNBROKEN = len("2020-09-01 08:00:00")
KINDS = {"preview": "预览", "publish": "发布", "rollback": "换回"}


class Refusal(Exception):
    """A request that is not served: HTTP status and why, in Chinese."""

    def __init__(self, status: int, text: str):
        super().__init__(text)
        self.status = status


class Desk:
    """The state of one desk. called: hears that its page is still open."""

    def __init__(self, home: Home, form_token: str, called: Callable[[], None]):
        self.home, self.form_token, self.called = home, form_token, called
        self.jobs, self.tray, self.look = Jobs(), Tray(home), Look(home)
        self.notice = ""
        self._place = _Place(home)
        self._pages = Environment(
            loader=PackageLoader("pipelines.desk"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        self._pages.filters |= {
            "num": _number,
            "verdict": lambda status: labels.names("check_status").get(status, status),
        }
        self._pages.tests["unbroken"] = _is_unbroken
        self._pages.globals["kinds"] = KINDS

    @property
    def is_first(self) -> bool:
        """Whether this desk may change the home: no other one was opened before it."""
        return self._place.is_ours()

    def close(self) -> None:
        self.jobs.stop()
        self._place.leave()

    def page(self, page: str, /, status: int = 200, here: str = "", **shown: Any) -> HTMLResponse:
        """One page. page: its template; here: the entry of the navigation that it belongs to, by default
        its own."""
        notice = self.notice
        # What is shown for a moment only has not told it.
        self.notice = notice if page == "wait" else ""
        text = self._pages.get_template(f"{page}.html").render(
            here=here or page, institution=name_in_tables(self.home) or UNNAMED, folder=str(self.home.root),
            notice=notice, form=self.form_token, busy=self.jobs.is_busy, beside=self._beside(), **shown,
        )  # fmt: skip
        return HTMLResponse(text, status, headers=guard.HEADERS)

    def _beside(self) -> str:
        """Who else is at work in this home; empty when nobody is."""
        if not self.is_first:
            return (
                f"这个单位的工作台{self._place.opened_by()}已经开着。两边一起改会乱，所以这里只能看；"
                "关掉那一个，再刷新这一页，就可以在这里做了。"
            )
        if job := self.jobs.last if self.jobs.is_busy else None:
            return f"正在{KINDS[job.kind]} {job.month}，可以继续看别的页，做完会显示在“预览与发布”。"
        if is_running(self.home):
            return "另一个窗口里的命令正在这个文件夹里运行（如 tongbao run）。可以照常看和投放；等它结束再预览、发布。"
        return ""


class _Place:
    """The one desk that may change a home; the next one gets its place when it is closed."""

    def __init__(self, home: Home):
        self._folder = home.warehouse / "desk"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self._folder / "desk.lock", timeout=0)
        self._note = self._folder / "open.json"

    def is_ours(self) -> bool:
        if self._lock.is_locked:
            return True
        try:
            self._lock.acquire()
        except Timeout:
            return False
        since = {"computer": platform.node(), "since": f"{datetime.now():%m月%d日 %H:%M}"}
        self._note.write_text(json.dumps(since, ensure_ascii=False), encoding="utf-8")
        return True

    def opened_by(self) -> str:
        """Where and since when the other one is open, as far as it has said."""
        try:
            told = json.loads(self._note.read_text(encoding="utf-8"))
            return f"从 {told['since']} 起在 {told['computer']} 上"
        except (OSError, ValueError, KeyError):
            return ""

    def leave(self) -> None:
        self._lock.release()


def desk_of(request: Request) -> Desk:
    return request.app.state.desk


async def fields_of(request: Request, writes: bool = True) -> dict[str, str]:
    """The fields of a form of ours. writes: what the form does changes the home.

    Raises:
        Refusal: it lacks the form token, is too large, or another desk has the home.
    """
    desk = desk_of(request)
    fields = await guard.form(request, desk.form_token)
    if fields is None:
        raise Refusal(403, "这个页面已经过期，请返回、刷新后再试。")
    if writes:
        only_first(desk)
    return fields


def only_first(desk: Desk) -> None:
    """What changes the home is done at one desk.

    Raises:
        Refusal: another desk was opened before.
    """
    if not desk.is_first:
        raise Refusal(409, "这个单位的工作台已经在另一处开着，这里只能看，没有改动。")


def go_to(path: str) -> Response:
    return RedirectResponse(path, 303, headers=guard.HEADERS)


def chosen_month(wanted: str, ingested: Ingested) -> str:
    return wanted if is_month(wanted) else ingested.newest_month or ""


def offered_months(ingested: Ingested) -> list[str]:
    """Months with data and the next one, newest first."""
    months = ingested.months[-OFFERED_MONTHS:]
    return [*([shift(months[-1], 1)] if months else []), *reversed(months)]


def _number(value: float | None) -> str:
    """As many decimals as are of use to somebody who compares two of them."""
    if value is None or not isinstance(value, float):
        return "缺" if value is None else str(value)
    return number(round(value, 2 if abs(value) >= 100 else 4))


def _is_unbroken(text: str) -> bool:
    """A month, a date with its time or a short name: a browser would break it after its hyphens."""
    return text.isascii() and len(text) <= LONGEST_UNBROKEN


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """A file to be saved under a Chinese name."""
    from urllib.parse import quote

    headers = guard.HEADERS | {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=media_type, headers=headers)


def reveal(path: Path) -> bool:
    """Show a file in the folder window of this machine; False where it has none."""
    import shutil
    import subprocess

    if os.name == "nt":
        subprocess.Popen(["explorer", "/select,", str(path)])
        return True
    opener = shutil.which("open") or shutil.which("xdg-open")
    if opener:
        subprocess.Popen([opener, str(path.parent)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return bool(opener)

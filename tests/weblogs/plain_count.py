"""An independent count of a combined log: plain Python, one line at a time, its own reading of the rules.

Shares only the word lists of rules.toml with the code under test. Also measured by the benchmark.
"""

import gzip
import re
import tomllib
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

SHANGHAI = timezone(timedelta(hours=8))
LINE = re.compile(
    r"([!-~]+) [^\[]*\[(\d\d/[A-Z][a-z]{2}/(?:19|20)\d\d:\d\d:[0-5]\d:[0-5]\d [+-][01]\d[0-5]\d)\] "
    r'"(.*?)" (\d{3}) (?:\d+|-) "(?:.*?)" "(.*?)"+((?: (?:[^\s"]*"[^"]*"|[^\s"]+))*)\s*'
)
EXCLUDED = ("/system/resource/", "/_visitcount", "/__local/", "/system/_content/download.jsp")
EXTENSIONS = {"htm", "html", "shtml", "jsp", "psp", "php", "asp", "aspx"}
_words = tomllib.loads((Path(__file__).parents[2] / "pipelines/weblogs/rules.toml").read_text("utf-8"))
BOTS = [word.lower() for word in _words["bots"]["agents"]]
MOBILE = [word.lower() for word in _words["mobile"]["agents"]]


class PlainCount(NamedTuple):
    """lines, bad; per (date, section): page_views, bot_views, mobile_views, visitors; per (date, article, section)."""

    lines: int
    bad: int
    sections: dict
    articles: dict
    month_visitors: dict


def plain_count(path: Path) -> PlainCount:
    lines = bad = 0
    sections = defaultdict(lambda: [0, 0, 0, set()])
    articles = defaultdict(lambda: [0, set()])
    months = defaultdict(set)
    stamps: dict[str, object] = {}
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as file:
        for raw in file:
            lines += 1
            found = LINE.fullmatch(raw.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r"))
            day = _day(found[2], stamps) if found else None
            if day is None:
                bad += 1
                continue
            address, _, request, status, agent, _ = found.groups()
            page = _page(request) if status in ("200", "304") else None
            if page is None:
                continue
            section, article = page
            lower = agent.lower()
            row = sections[day, section]
            if lower.strip() in ("", "-") or address in ("127.0.0.1", "::1") or any(word in lower for word in BOTS):
                row[1] += 1
                continue
            visitor = (address, agent)
            row[0] += 1
            row[2] += any(word in lower for word in MOBILE)
            row[3].add(visitor)
            articles[day, article, section][0] += 1
            articles[day, article, section][1].add(visitor)
            months[day.isoformat()[:7]].add(visitor)
    return PlainCount(
        lines,
        bad,
        {key: (views, bots, mobile, len(who)) for key, (views, bots, mobile, who) in sections.items()},
        {key: (views, len(who)) for key, (views, who) in articles.items()},
        {month: len(who) for month, who in months.items()},
    )


def _day(stamp: str, seen: dict):
    if stamp not in seen:
        try:
            seen[stamp] = datetime.strptime(stamp, "%d/%b/%Y:%H:%M:%S %z").astimezone(SHANGHAI).date()
        except ValueError:
            seen[stamp] = None
        if len(seen) > 10_000:
            seen.pop(next(iter(seen)))
    return seen.get(stamp)


def _page(request: str) -> tuple[str, str] | None:
    words = request.split(" ")
    if len(words) < 2 or words[0] != "GET" or not words[1].startswith("/"):
        return None
    path, _, query = words[1].partition("?")
    name = path.split("/")[-1]
    if ("." in name and name.split(".")[-1].lower() not in EXTENSIONS) or path.startswith(EXCLUDED):
        return None
    parts = path.strip("/").split("/")
    if len(parts) == 3 and parts[0] == "info" and parts[1].isdigit() and re.fullmatch(r"\d+\.htm", parts[2]):
        return parts[1], parts[2][:-4]
    parameters = dict(pair.partition("=")[::2] for pair in query.split("&"))
    if name == "content.jsp" and "wbnewsid" in parameters:
        return parameters["wbtreeid"], parameters["wbnewsid"]
    if path == "/":
        return "/", "/"
    if path.endswith(".htm"):
        column = path[1:-4]
        head, _, tail = column.rpartition("/")
        return (head if head and tail.isdigit() else column), path
    return parts[0].split(".")[0], path

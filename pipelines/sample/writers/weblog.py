"""Server logs of the main site: the new server's nginx log as .gz, an IIS log of the old one beside it.

Only the newest months have logs, a few lines a day: volume for measurements is made elsewhere. Addresses are those
reserved for documentation.
"""

import gzip
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from pipelines.sample import institution
from pipelines.sample.draw import between, pick, stream
from pipelines.sample.formats import write_bytes
from pipelines.sample.volumes import Month
from pipelines.sample.writers import website

LOGGED_MONTHS = 3
VIEWS_A_DAY = 7
SHANGHAI = timedelta(hours=8)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/84.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 13_6 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/7.0.14",
    "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/84.0 Mobile Safari/537.36 MicroMessenger/7.0.17",
)
BOT = "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"
FIELDS = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status time-taken"


def write(folder: Path, months: list[Month], seed: int) -> list[Path]:
    written = []
    for month in months[-LOGGED_MONTHS:]:
        articles = website.articles_of(month, seed)
        rng = stream(seed, "weblog", month.month)
        written.append(write_nginx(folder / "main" / "日志" / f"access.log-{month.month}.gz", month, articles, rng))
        written.append(write_iis(folder / "main" / "日志" / f"u_ex{month.first:%y%m}.log", month, articles, rng))
    return written


def write_nginx(path: Path, month: Month, articles: list[website.Article], rng: Random) -> Path:
    lines = []
    for day in month.days:
        # The front page is read every day, so that no day is without a figure.
        lines.append(nginx_line(rng, at(rng, day), "/"))
        for _ in range(between(rng, 1, round(2 * VIEWS_A_DAY * month.season))):
            lines.append(nginx_line(rng, at(rng, day), page(rng, articles)))
        lines.append(nginx_line(rng, at(rng, day), "/css/style.css"))
        lines.append(nginx_line(rng, at(rng, day), page(rng, articles), agent=BOT))
    last = datetime.combine(month.last, time(23, 59, 30))
    # A reader in the last minute of the month, a page that is gone, and what a scanner asks for.
    lines.append(nginx_line(rng, last, "/index.htm"))
    lines.append(nginx_line(rng, last - timedelta(minutes=5), "/info/1011/1.htm", status=404))
    lines.append(nginx_line(rng, last - timedelta(hours=2), "/phpmyadmin/index.php", status=404, agent="zgrab/0.x"))
    lines.sort()
    # The server was switched off in the middle of a line.
    text = "".join(f"{line}\n" for _, line in lines) + lines[-1][1][:60] + "\n"
    return write_bytes(path, gzip.compress(text.encode(), mtime=0))


def write_iis(path: Path, month: Month, articles: list[website.Article], rng: Random) -> Path:
    """One file per month in UTC: its last hours already belong to the next month in China."""
    lines = []
    for day in month.days[::2]:
        lines.append(iis_line(rng, at(rng, day) - SHANGHAI, page(rng, articles)))
    middle = datetime.combine(month.days[14], time(2, 0))
    lines.append(iis_line(rng, middle, "/images/logo.png"))
    lines.append(iis_line(rng, middle, "/", address="127.0.0.1", agent="Microsoft+NCSI"))
    lines.append(iis_line(rng, middle, "/", agent=BOT.replace(" ", "+")))
    if not month.is_printed:
        lines.append(iis_line(rng, datetime.combine(month.last, time(16, 30)), page(rng, articles)))
    lines.sort()
    head = [
        "#Software: Microsoft Internet Information Services 8.5",
        "#Version: 1.0",
        f"#Date: {month.first} 00:00:00",
        f"#Fields: {FIELDS}",
    ]
    return write_bytes(path, "".join(f"{line}\r\n" for line in [*head, *(line for _, line in lines)]).encode())


def at(rng: Random, day: date) -> datetime:
    """Local time of a view, in the hours when people read."""
    return datetime.combine(day, time(between(rng, 8, 22), between(rng, 0, 59), between(rng, 0, 59)))


def page(rng: Random, articles: list[website.Article]) -> str:
    chance = rng.random()
    if chance < 0.25 or not articles:
        return "/"
    if chance < 0.4:
        return f"/{pick(rng, ('index', 'default'))}.htm"
    article = pick(rng, articles)
    column = institution.COLUMN_CODES[article.column]
    if chance < 0.5:
        return f"/content.jsp?urltype=news.NewsContentUrl&wbtreeid={column}&wbnewsid={article.number}"
    return f"/info/{column}/{article.number}.htm"


def reader(rng: Random) -> tuple[str, str]:
    """Address and agent of one of a few readers; many of them sit behind one address of the campus."""
    number = between(rng, 1, 40)
    return ("203.0.113.7" if number < 15 else f"198.51.100.{number}"), AGENTS[number % len(AGENTS)]


def nginx_line(
    rng: Random, moment: datetime, path: str, status: int = 200, agent: str | None = None
) -> tuple[datetime, str]:
    address, browser = reader(rng)
    stamp = f"{moment:%d}/{MONTHS[moment.month - 1]}/{moment:%Y:%H:%M:%S} +0800"
    size = between(rng, 2000, 60000)
    return moment, f'{address} - - [{stamp}] "GET {path} HTTP/1.1" {status} {size} "-" "{agent or browser}"'


def iis_line(
    rng: Random, moment: datetime, path: str, address: str | None = None, agent: str | None = None
) -> tuple[datetime, str]:
    own, browser = reader(rng)
    stem, _, query = path.partition("?")
    who = agent or browser.replace(" ", "+")
    return moment, f"{moment:%Y-%m-%d %H:%M:%S} 192.0.2.10 GET {stem} {query or '-'} 80 - {address or own} {who} 200 31"

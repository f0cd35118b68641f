"""One log file → one small Parquet part and a receipt.

A part holds one row per page view, without address and agent. The receipt travels in its metadata, so a part
explains itself.
"""

import json
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path

import polars as pl

from pipelines.weblogs import combined, iis
from pipelines.weblogs.block import Block, days_of
from pipelines.weblogs.declared import JSON_ID, JsonReader, LineReader, layouts
from pipelines.weblogs.peers import host_name, peer_of
from pipelines.weblogs.rules import Rules, host_of_request
from pipelines.weblogs.stream import BLOCK_BYTES, Fingerprint, blocks

PART = {
    "date": pl.Date,
    "second": pl.Int32,
    "host": pl.String,
    "section": pl.String,
    "article_key": pl.String,
    "is_bot": pl.Boolean,
    "is_mobile": pl.Boolean,
    "visitor": pl.UInt64,
}
RECEIPT_KEY = "tongbao.weblog.receipt"
BAD_LINES_SHOWN = 20
# Blocks whose requests are looked up together.
BLOCKS_TOGETHER = 8
# Blocks read at the same time, and blocks being read or waiting: the readers go on while requests are looked up.
WORKERS = 2
BLOCKS_AHEAD = 6
# Page views held before they are written out, and distinct values remembered: these bound the memory.
ROWS_HELD = 1_500_000
VALUES_REMEMBERED = 300_000
# A proxy is told by its share of the visitors: of so many, so large a part with one address.
VISITORS_JUDGED, PROXY_SHARE = 50, 0.9
EVERYBODY = ""
NO_AGENT = (
    "日志里没有浏览器标识，分不出机器访问和手机访问：访问次数里含有机器，访客只按地址区分；"
    '请在服务器上改用 combined 格式（Tomcat：pattern="combined"）'
)
ONE_ADDRESS = (
    "九成以上的访客来自同一个地址，多半是前面的代理、防火墙或负载均衡的地址，访客数不可信；"
    "请在服务器的日志格式里加上 X-Forwarded-For（nginx：$http_x_forwarded_for）"
)

_c = pl.col


@dataclass(frozen=True)
class LogReceipt:
    """What was found in one log file; ``lines_total == lines_parsed + lines_bad`` always.

    content_id: length and CRC-32 of the inflated content, so a log and its .gz are known as one.
    bad_line_numbers: the first few, as an editor counts them, from 1.
    lines_by_date: whole lines per local date (text YYYY-MM-DD).
    page_views, bot_views: before copies of lines in other files are taken out.
    hosts: page views per site that the lines name, empty where they name none.
    """

    file_name: str
    format: str
    content_id: str
    rules_version: str
    lines_total: int
    lines_parsed: int
    lines_bad: int
    lines_directive: int
    bad_line_numbers: tuple[int, ...]
    first_date: date | None
    last_date: date | None
    lines_by_date: dict[str, int]
    page_views: int
    bot_views: int
    hosts: dict[str, int]
    problems: tuple[str, ...]


def parse(path: Path, out_part: Path, rules: Rules, format: str, *, block_bytes: int = BLOCK_BYTES) -> LogReceipt:
    """Read the log ``path`` (plain or gzip) of ``format`` (``looks_like_log``) and write ``out_part`` atomically.

    The part has one row per page view and the columns of ``PART``: date and second of the day in Asia/Shanghai, host
    (the site asked for, null where the line does not say), section and article_key (``Rules.page_of``), is_bot and
    is_mobile (null where the log has no agents), visitor (keyed hash of address and agent, null for bots).
    Equal input gives an equal part. A log without a single page view gives an empty part.
    Raises LogUnreadable for a damaged file, ValueError for an unknown format.
    """
    reader = _reader(format)
    fingerprint = Fingerprint()
    pages = _Known(
        ["request"],
        {"section": pl.String, "article_key": pl.String, "request_host": pl.String},
        lambda new: _pages(new, rules),
    )
    clients: Counter[str] = Counter()
    visitors = _Known(
        ["peer", "forwarded", "agent"],
        {"is_bot": pl.Boolean, "is_mobile": pl.Boolean, "visitor": pl.UInt64, "peer_host": pl.String},
        lambda new: _visitors(new, rules, clients),
    )
    days: Counter[date] = Counter()
    totals = Counter()
    bad_lines: list[int] = []
    problems: dict[str, None] = {}
    waiting: list[Block] = []

    def settle() -> None:
        days.update(dict(days_of(pl.concat([block.times for block in waiting])).iter_rows()))
        part.add(_views(pl.concat([block.hits for block in waiting]), pages, visitors))
        waiting.clear()

    with (
        closing(_Part(out_part)) as part,
        closing(blocks(path, fingerprint, head=reader.head, size=block_bytes)) as source,
    ):
        for block in _in_order(reader.prepare(raw, rules) for raw in source):
            problems.update(dict.fromkeys(block.problems))
            for number in block.bad.head(BAD_LINES_SHOWN - len(bad_lines)):
                bad_lines.append(totals["lines"] + totals["directives"] + number + 1)
            totals.update(lines=block.lines, bad=block.bad.len(), directives=block.directives)
            waiting.append(block)
            if len(waiting) == BLOCKS_TOGETHER:
                settle()
        if waiting:
            settle()
        if part.without_agent:
            problems[NO_AGENT] = None
        everybody = clients.pop(EVERYBODY, 0)
        if everybody >= VISITORS_JUDGED and max(clients.values()) >= PROXY_SHARE * everybody:
            problems[ONE_ADDRESS] = None
        receipt = LogReceipt(
            file_name=path.name,
            format=format,
            content_id=fingerprint.content_id,
            rules_version=rules.version,
            lines_total=totals["lines"],
            lines_parsed=totals["lines"] - totals["bad"],
            lines_bad=totals["bad"],
            lines_directive=totals["directives"],
            bad_line_numbers=tuple(bad_lines),
            first_date=min(days, default=None),
            last_date=max(days, default=None),
            lines_by_date={day.isoformat(): days[day] for day in sorted(days)},
            page_views=part.rows - part.bot_rows,
            bot_views=part.bot_rows,
            hosts=dict(sorted(part.hosts.items())),
            problems=tuple(problems),
        )
        part.finish(receipt)
    return receipt


def read_receipt(part: Path) -> LogReceipt:
    """The receipt inside a part. Raises ValueError when the file is no part."""
    text = pl.read_parquet_metadata(part).get(RECEIPT_KEY)
    if text is None:
        raise ValueError(f"{part.name} 不是日志统计的中间文件。")
    fields = json.loads(text)
    for name in ("first_date", "last_date"):
        fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    for name in ("bad_line_numbers", "problems"):
        fields[name] = tuple(fields[name])
    return LogReceipt(**fields)


def _reader(format: str) -> combined.Reader | iis.Reader | JsonReader | LineReader:
    own = {"combined": combined.Reader, "iis_w3c": iis.Reader, JSON_ID: JsonReader}
    if format in own:
        return own[format]()
    if format not in layouts():
        raise ValueError(f"未知的日志格式：{format}")
    return LineReader(layouts()[format])


def _in_order(tasks: Iterable[Callable[[], Block]]) -> Iterator[Block]:
    """Blocks read by a thread per core, in the order of the tasks."""
    with ThreadPoolExecutor(WORKERS) as pool:
        running: deque[Future[Block]] = deque()
        for task in tasks:
            running.append(pool.submit(task))
            if len(running) == BLOCKS_AHEAD:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def _views(hits: pl.DataFrame, pages: "_Known", visitors: "_Known") -> pl.DataFrame:
    views = visitors.join(pages.join(hits).filter(_c.section.is_not_null()))
    second = (_c.at - _c.at.dt.truncate("1d")).dt.total_seconds().cast(pl.Int32)
    named = [name for name in ("host", "peer_host", "request_host") if views[name].null_count() < views.height]
    host = pl.coalesce(host_name(_c(name)) for name in named) if named else pl.lit(None, pl.String)
    return views.with_columns(date=_c.at.dt.date(), second=second, host=host).select(list(PART))


class _Known:
    """Work on distinct values, done once per value: a log repeats the same few requests and visitors.

    Values are told apart by a 64-bit hash that lives in this process only; nothing of it is stored.
    """

    def __init__(self, on: list[str], columns: dict, compute: Callable[[pl.DataFrame], pl.DataFrame]):
        self.on = on
        self.compute = compute
        self.known = pl.DataFrame(schema={"digest": pl.UInt64, **columns})

    def join(self, rows: pl.DataFrame) -> pl.DataFrame:
        """``rows`` with the computed columns in place of the columns they were computed from."""
        # XOR of differently seeded hashes: equal texts in two columns must not cancel out.
        digest = _c(self.on[0]).hash(0)
        for seed, name in enumerate(self.on[1:], start=1):
            digest = digest ^ _c(name).hash(seed)
        digests = rows.select(digest=digest)
        if self.known.height > VALUES_REMEMBERED:
            self.known = self.known.clear()
        new = pl.concat([digests, rows.select(self.on)], how="horizontal").join(
            self.known.select("digest"), on="digest", how="anti"
        )
        if new.height:
            self.known = pl.concat([self.known, self.compute(new.unique("digest"))], rechunk=True)
        found = digests.join(self.known, on="digest", how="left", maintain_order="left").drop("digest")
        return pl.concat([rows.drop(self.on), found], how="horizontal")


def _pages(new: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    found = [rules.page_of(request) or (None, None) for request in new["request"]]
    return new.select(
        "digest",
        pl.Series("section", [section for section, _ in found], pl.String),
        pl.Series("article_key", [article for _, article in found], pl.String),
        pl.Series(
            "request_host",
            [host_of_request(request) if "://" in request else None for request in new["request"]],
            pl.String,
        ),
    )


def _visitors(new: pl.DataFrame, rules: Rules, clients: Counter[str]) -> pl.DataFrame:
    """Who asked; ``clients`` gains how many new visitors there are and how many have the most frequent address."""
    agents = new.select(_c.agent.unique()).with_columns(
        is_bot=_c.agent.str.contains_any(list(rules.bot_agents), ascii_case_insensitive=True)
        | _c.agent.str.strip_chars().is_in(["", "-"]),
        is_mobile=_c.agent.str.contains_any(list(rules.mobile_agents), ascii_case_insensitive=True),
    )
    # What the line says before its time is nearly always an address and two dashes.
    new = new.with_columns(address=_c.peer.str.strip_suffix(" - - "))
    odd = new.filter(_c.forwarded.is_not_null() | _c.address.str.contains("[ ,]")).select("peer", "forwarded").unique()
    told = [peer_of(peer, forwarded) for peer, forwarded in odd.iter_rows()]
    odd = odd.with_columns(
        pl.Series("client", [peer.client for peer in told], pl.String),
        pl.Series("peer_host", [peer.host for peer in told], pl.String),
    )
    new = (
        new.join(agents, on="agent", how="left", nulls_equal=True)
        .join(odd, on=["peer", "forwarded"], how="left", nulls_equal=True)
        .with_columns(client=pl.coalesce("client", "address"))
        .with_columns(is_bot=pl.when(_c.client.is_in(list(rules.probe_addresses))).then(True).otherwise("is_bot"))
    )
    readers = new.filter(~_c.is_bot.fill_null(False))
    # A proxy is the most frequent address of every batch.
    clients.update(dict(readers["client"].value_counts(name="n").top_k(1, by="n").iter_rows()))
    clients[EVERYBODY] += readers.height
    readers = readers.select("digest", text=pl.format("{}\0{}", "client", _c.agent.fill_null("")).cast(pl.Binary))
    keys = readers.select("digest", visitor=_visitor_keys(readers["text"], rules.visitor_key))
    return new.join(keys, on="digest", how="left").select("digest", "is_bot", "is_mobile", "visitor", "peer_host")


def _visitor_keys(texts: pl.Series, key: bytes) -> pl.Series:
    """Keyed 64-bit BLAKE2b of each text: a visitor can be told from another, but not traced to an address."""
    digests = [blake2b(text, key=key, digest_size=8).digest() for text in texts]
    return pl.Series(digests, dtype=pl.Binary).bin.reinterpret(dtype=pl.UInt64, endianness="little")


class _Part:
    """The part being written: rows are held, spilled beside the part when there are many, joined at the end."""

    def __init__(self, out: Path):
        out.parent.mkdir(parents=True, exist_ok=True)
        self.out = out
        self.folder = tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent)
        self.held: list[pl.DataFrame] = []
        self.held_rows = self.rows = self.bot_rows = self.without_agent = 0
        self.hosts: Counter[str] = Counter()
        self.spilled: list[Path] = []

    def add(self, rows: pl.DataFrame) -> None:
        self.held.append(rows)
        self.held_rows += rows.height
        self.rows += rows.height
        self.bot_rows += int(rows["is_bot"].sum())
        self.without_agent += rows["is_bot"].null_count()
        if rows["host"].null_count() < rows.height:
            self.hosts.update(dict(rows.drop_nulls("host").group_by("host").agg(pl.len()).iter_rows()))
        if self.held_rows >= ROWS_HELD:
            self._spill()

    def finish(self, receipt: LogReceipt) -> None:
        metadata = {RECEIPT_KEY: json.dumps(asdict(receipt), default=str)}
        done = Path(self.folder.name) / "done.parquet"
        if self.spilled:
            self._spill()
            pl.scan_parquet(self.spilled, glob=False).sink_parquet(done, metadata=metadata)
        else:
            self._held_rows().write_parquet(done, metadata=metadata)
        done.replace(self.out)

    def close(self) -> None:
        self.folder.cleanup()

    def _spill(self) -> None:
        self.spilled.append(Path(self.folder.name) / f"{len(self.spilled):06d}.parquet")
        self._held_rows().write_parquet(self.spilled[-1])
        self.held, self.held_rows = [], 0

    def _held_rows(self) -> pl.DataFrame:
        return pl.concat([pl.DataFrame(schema=PART), *self.held])

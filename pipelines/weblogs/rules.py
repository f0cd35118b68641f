"""What counts as a visit: the editable rules beside this file, and the text work on one address of a page.

Belongs here: the decisions of rules.toml. Does not belong here: how a log line is cut into fields.
"""

import hashlib
import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes

from pipelines import declarations

DEFAULT_RULES = Path(__file__).with_name("rules.toml")
# Raise when code changes what a line counts as (nothing else does), so that parts of older code are read again.
COUNTING_VERSION = "3"
# What a JSON log may tell of a request; rules.toml says under which keys.
JSON_FIELDS = ("time", "address", "forwarded", "request", "method", "target", "query", "status", "agent", "host")
# Paths are stored as keys; a longer one is an attack or a mistake and is told apart by its digest.
LONGEST_KEY = 300
_ABSOLUTE = re.compile(r"[a-zA-Z]+://(?P<host>[^/?]+)")
_ESCAPED_BYTE = re.compile(r"\\x([0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class Page:
    methods: tuple[str, ...]
    statuses: tuple[int, ...]
    extensions: tuple[str, ...]
    excluded_prefixes: tuple[str, ...]
    home_names: tuple[str, ...]


@dataclass(frozen=True)
class Bots:
    agents: tuple[str, ...]
    probe_addresses: frozenset[str]


@dataclass(frozen=True)
class Mobile:
    agents: tuple[str, ...]


@dataclass(frozen=True)
class Address:
    """Addresses of articles or of columns. name: for the reader of the file."""

    pattern: re.Pattern
    name: str = ""


@dataclass(frozen=True)
class Declared:
    """What stands in a rules file; see rules.toml."""

    page: Page
    bots: Bots
    mobile: Mobile
    article: tuple[Address, ...] = ()
    list: tuple[Address, ...] = ()
    json: dict[str, tuple[str, ...]] = field(default_factory=dict)


# Type of a rule → how it is written.
_KINDS = {
    tuple[str, ...]: '方括号里的一列文字，如 ["GET", "HEAD"]',
    frozenset[str]: '方括号里的一列文字，如 ["127.0.0.1"]',
    tuple[int, ...]: "方括号里的一列数字，如 [200, 304]",
    re.Pattern: "正确的正则表达式",
    str: "引号里的文字",
}


@dataclass(frozen=True)
class Rules:
    """The rules of one rules file.

    version: changes whenever the rules, the visitor key or the code behind them change; part of a part's identity.
    visitor_key: secret of one home (at most 64 bytes); without it a visitor key could be traced to an address.
    """

    version: str
    methods: tuple[str, ...]
    statuses: tuple[int, ...]
    extensions: frozenset[str]
    excluded_prefixes: tuple[str, ...]
    home_names: frozenset[str]
    bot_agents: tuple[str, ...]
    probe_addresses: frozenset[str]
    mobile_agents: tuple[str, ...]
    article_patterns: tuple[re.Pattern[str], ...]
    list_patterns: tuple[re.Pattern[str], ...]
    json_keys: dict[str, tuple[str, ...]]
    visitor_key: bytes = field(repr=False)

    @property
    def page_pattern(self) -> str:
        """Regular expression that every request line of a page matches; a cheap first sieve, not the decision."""
        methods = "|".join(map(re.escape, self.methods))
        extensions = "|".join(map(re.escape, sorted(self.extensions)))
        return (
            rf"^(?:{methods}) (?:[a-zA-Z]+://[^/? ]+)?(?:/[^? ]*)?/(?:[^.?; /]*|[^?; /]*\.(?i:{extensions}))(?:[?; ]|$)"
        )

    def page_of(self, request: str) -> tuple[str, str] | None:
        """Section and article key of a request line (``GET /a?b HTTP/1.1``), or None when it is not a page.

        Of an absolute address (``GET http://www.example.edu.cn/a``, as proxies ask) what follows the host counts.

        The section is the column number of the CMS where the address carries one, else the path of the column, else
        the first path segment; ``/`` is the front page. The article key is the number of the article in the CMS, else
        the path, so that one article under two columns has one key.
        """
        target = request.split(" ", 2)[1] if " " in request else ""
        if not target.startswith("/") and (absolute := _ABSOLUTE.match(target)):
            target = target[absolute.end() :]
        raw_path, mark, query = target.partition("?")
        if ";" in raw_path:
            raw_path = re.sub(r";[^/]*", "", raw_path)
        _, dot, extension = raw_path.rpartition("/")[2].rpartition(".")
        if not raw_path.startswith("/") or (dot and extension.lower() not in self.extensions):
            return None
        path = _readable(raw_path)
        if path.startswith(self.excluded_prefixes):
            return None
        address = path + mark + query
        for pattern in self.article_patterns:
            if found := pattern.search(address):
                groups = found.groupdict()
                return _short(groups.get("section") or _first_segment(path)), _short(groups["article"])
        if path.count("/") == 1 and path[1:].partition(".")[0].lower() in {"", *self.home_names}:
            return "/", _short(path)
        for pattern in self.list_patterns:
            if found := pattern.search(address):
                return _short(found["section"]), _short(path)
        return _short(_first_segment(path)), _short(path)


def load_rules(path: Path | None = None, *, visitor_key: bytes = b"") -> Rules:
    """Rules from a TOML file (default: the one beside the code).

    visitor_key: secret of the home, at most 64 bytes (``visitor_secret``).
    Raises ValueError with a Chinese sentence when the file cannot be used.
    """
    source = path or DEFAULT_RULES
    raw = source.read_bytes()
    try:
        declared = declarations.parse(raw.decode("utf-8-sig"), Declared)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ValueError(f"日志规则文件 {source.name} 写法有误：{fault}。请改正后再运行。") from None
    except declarations.WrongDeclaration as fault:
        raise ValueError(f"日志规则文件 {source.name} {_in_chinese(fault)}。") from None
    for section, needed, entries in (("article", "article", declared.article), ("list", "section", declared.list)):
        if any(needed not in entry.pattern.groupindex for entry in entries):
            raise ValueError(f"日志规则文件 {source.name} 的 [[{section}]] 必须含有名为 {needed} 的组。")
    page, bots = declared.page, declared.bots
    return Rules(
        version=hashlib.blake2b(
            raw.replace(b"\r\n", b"\n") + b"\0" + COUNTING_VERSION.encode(), key=visitor_key, digest_size=8
        ).hexdigest(),
        methods=page.methods,
        statuses=page.statuses,
        extensions=frozenset(extension.lower().lstrip(".") for extension in page.extensions),
        excluded_prefixes=page.excluded_prefixes,
        home_names=frozenset(name.lower() for name in page.home_names),
        bot_agents=bots.agents,
        probe_addresses=bots.probe_addresses,
        mobile_agents=declared.mobile.agents,
        article_patterns=tuple(entry.pattern for entry in declared.article),
        list_patterns=tuple(entry.pattern for entry in declared.list),
        json_keys=_json_keys(declared.json),
        visitor_key=visitor_key,
    )


def _in_chinese(fault: declarations.WrongDeclaration) -> str:
    """What of a rules file is wrong and what would be right."""
    if fault.rule == "lacks":
        return f"缺少 {fault.key} 一项，请对照程序自带的 rules.toml 补上"
    if fault.rule == "unknown":
        return f"第 {fault.line} 行的 {fault.key} 不是规则，请对照程序自带的 rules.toml 改正或删去"
    return f"第 {fault.line} 行写法有误：{fault.key} 应写成{_KINDS.get(fault.wanted, '一节')}"


def visitor_secret(path: Path) -> bytes:
    """The visitor key of a home: 32 random bytes in ``path``, made at the first call and readable by its owner only.

    Losing it costs nothing but reading the logs again, because it is part of ``Rules.version``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()[:64]
    with os.fdopen(handle, "wb") as file:
        key = os.urandom(32)
        file.write(key)
    return key


def _first_segment(path: str) -> str:
    segment = path.lstrip("/").partition("/")[0]
    return segment.partition(".")[0] or segment or "/"


def _json_keys(own: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Keys of each field of a JSON log; a rules file of one's own need not name them all."""
    given = declarations.read(DEFAULT_RULES, Declared).json | own
    return {name: given[name] for name in JSON_FIELDS}


def host_of_request(request: str) -> str | None:
    """The host of an absolute request line (``GET http://www.example.edu.cn/a``), None for the ordinary one."""
    target = request.split(" ", 2)[1] if " " in request else ""
    found = _ABSOLUTE.match(target)
    return found["host"] if found else None


def _readable(path: str) -> str:
    """Percent-encoded or escaped UTF-8 or GBK as text, so that one page has one key; else as it was written."""
    if "%" not in path and "\\x" not in path:
        return path
    # nginx and Apache write bytes that are not ASCII as \xD0.
    raw = unquote_to_bytes(_ESCAPED_BYTE.sub(r"%\1", path))
    for encoding in ("utf-8", "gb18030"):
        try:
            plain = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if plain.isprintable() and "?" not in plain:
            return plain
    return path


def _short(text: str) -> str:
    if len(text) <= LONGEST_KEY:
        return text
    return f"{text[: LONGEST_KEY - 17]}~{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"

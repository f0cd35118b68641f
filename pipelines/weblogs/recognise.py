"""Which log format a file is in, by its content."""

import zlib
from collections.abc import Mapping

import polars as pl

from pipelines.weblogs.combined import COMBINED
from pipelines.weblogs.declared import JSON_ID, json_field, json_object, layouts, refusals
from pipelines.weblogs.iis import NEEDED
from pipelines.weblogs.rules import Rules
from pipelines.weblogs.stream import BOM, GZIP_MAGIC

# Enough to see past a few cut or empty requests, little enough to cost nothing.
_HEAD_BYTES = 256 << 10
_LINES = 50
_JSON_NEEDED = {"time": "时间", "address": "客户端地址", "status": "状态"}


def titles() -> dict[str, str]:
    """What each format is called in Chinese, by the name ``looks_like_log`` gives it."""
    return {
        "combined": "访问日志（nginx/Apache）",
        "iis_w3c": "访问日志（IIS）",
        JSON_ID: "访问日志（JSON）",
        **{layout.id: layout.title for layout in layouts().values()},
    }


def is_cdn(format: str) -> bool:
    """Whether logs of this format are written by a content delivery network before a site's own server."""
    return format in layouts() and layouts()[format].cdn


def looks_like_log(first_bytes: bytes, rules: Rules) -> str | None:
    """Format of the log that begins with ``first_bytes`` (64 KiB or more are best), or None when it is no log.

    ``combined``: nginx or Apache; ``iis_w3c``: IIS; ``json``: one object a line with keys of ``rules``; else an id of
    layouts.toml. Plain or gzip. A name decides nothing: rotated logs are called anything (``access.log.1``).
    """
    lines = _lines(first_bytes)
    for line in lines:
        if line.startswith("#Fields:"):
            fields = line.lower().split()
            return "iis_w3c" if {"cs-method", "cs-uri-stem"} <= set(fields) or set(NEEDED) <= set(fields) else None
    patterns = {"combined": COMBINED, **{layout.id: layout.pattern.pattern for layout in layouts().values()}}
    for name, pattern in patterns.items():
        whole = pl.Series(lines, dtype=pl.String).str.contains(pattern).sum()
        if whole and whole * 2 >= len(lines):
            return name
    objects = [record for line in lines if line.startswith("{") and (record := json_object(line))]
    whole = sum(not _lacking(record, rules.json_keys) for record in objects)
    return JSON_ID if whole and whole * 2 >= len(lines) else None


def refused_log(first_bytes: bytes, rules: Rules) -> str | None:
    """A Chinese sentence that says what kind of log this is and why it is not read; None for what is no log at all.

    To be asked of what ``looks_like_log`` does not know.
    """
    lines = _lines(first_bytes)
    for line in lines[:5]:
        if line.startswith("#Fields:"):
            return "这是 W3C 格式的日志，但缺少统计所需的字段；请在日志设置中选上 " + "、".join(NEEDED)
        for refused in refusals():
            if refused.pattern.match(line):
                return refused.message
    objects = [record for line in lines[:5] if line.startswith("{") and (record := json_object(line))]
    # One object alone, or one without an address, is an answer of an interface and no log.
    if len(objects) < 2 or all("address" in _lacking(record, rules.json_keys) for record in objects):
        return None
    missing = [_JSON_NEEDED.get(name, "请求") for name in _lacking(objects[0], rules.json_keys)]
    return (
        f"这是一行一个 JSON 的日志，认不出{'、'.join(missing)}是哪些键（文件里有 {'、'.join(objects[0])}）；"
        "请在访问日志规则.toml 的 [json] 一节写明键名"
    )


def _lacking(record: dict, keys: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The fields a JSON line needs and does not have."""
    missing = [name for name in _JSON_NEEDED if json_field(record, keys[name]) is None]
    has_request = any(json_field(record, keys[name]) is not None for name in ("request", "target"))
    return missing if has_request else [*missing, "request"]


def _lines(first_bytes: bytes) -> list[str]:
    if first_bytes.startswith(GZIP_MAGIC):
        try:
            first_bytes = zlib.decompressobj(wbits=31).decompress(first_bytes, _HEAD_BYTES)
        except zlib.error:
            return []
    text = first_bytes[:_HEAD_BYTES].removeprefix(BOM).decode("utf-8", errors="replace")
    # The last line may be cut by the end of the bytes, unless it is the only one.
    lines = text.split("\n")
    return [line.rstrip("\r") for line in (lines[:-1] or lines)[:_LINES] if line.strip()]

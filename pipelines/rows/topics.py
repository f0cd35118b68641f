"""Topics of a post: those an export lists, and those its text is marked with (``#校庆#``, ``#校庆 #开放日``)."""

import re

import polars as pl

_LISTED = re.compile(r"[#、，,;；\s]+")


def with_topics(frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with column topics: all of a row's, each once, joined by ``、``; null where there is none."""
    listed = frame["topics"].to_list() if "topics" in frame.columns else [None] * frame.height
    found = [_joined(title, topics) for title, topics in zip(frame["title"], listed, strict=True)]
    return frame.with_columns(pl.Series("topics", found, dtype=pl.String))


def marked(text: str) -> list[str]:
    """The topics a text is marked with, in the order written.

    Weibo closes a topic with a second ``#``, other platforms with a blank. Neighbours may share a mark (``#甲#乙#`` is
    two topics); where marks come in pairs, what stands between two pairs is text.
    """
    pieces = text.split("#")
    in_pairs = len(pieces) % 2 == 1
    topics, was_closed = [], False
    for at, piece in enumerate(pieces[1:], start=1):
        word = re.split(r"\s", piece, maxsplit=1)[0].strip("，,。！!？?：:；;、")
        is_closed = word == piece and at < len(pieces) - 1
        if in_pairs and was_closed:
            was_closed = False
            continue
        # A blank behind the mark makes it a number sign or the end of a topic.
        if word and not piece[0].isspace() and not word.isdigit():
            topics.append(word)
        was_closed = is_closed and bool(word)
    return topics


def _joined(title: str | None, listed: str | None) -> str | None:
    topics = [topic for topic in _LISTED.split(listed or "") if topic] + (
        marked(title) if title and "#" in title else []
    )
    return "、".join(dict.fromkeys(topics)) or None

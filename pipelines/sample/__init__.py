"""A synthetic institution in the genuine file formats.

The repository's own raw/ is made by this package with its defaults; more months and a larger scale give volume
for measurements. Belongs here: writing. Does not belong here: anything that reads, so that the reading side is
tested against files it had no part in.
"""

from pathlib import Path

from pipelines.sample.institution import ACCOUNT_START
from pipelines.sample.volumes import Month, plan
from pipelines.sample.writers import (
    bulletins,
    douyin,
    junk,
    party,
    reference,
    registers,
    weblog,
    website,
    wechat,
    weibo,
)


def write_sample(
    root: Path, months: int = 13, scale: float = 1.0, seed: int = 2020, last_month: str = "2020-09"
) -> list[Path]:
    """Write root/raw/ for ``months`` months up to ``last_month`` (``YYYY-MM``) and return the files, sorted.

    scale multiplies articles, posts, works, uploads and submissions; at 1, September 2020 comes out exactly as
    the bulletin prints it. The same arguments give the same bytes. Files of the same names are overwritten, others
    stay. A month that does not parse raises ValueError.
    """
    raw = Path(root) / "raw"
    calendar = plan(months, scale, seed, last_month)
    written = [
        *reference.write(raw / "reference", calendar),
        *website.write(raw / "website", calendar, seed),
        *weblog.write(raw / "website", calendar, seed),
        *wechat.write(raw / "wechat" / "官微", since(calendar, "wechat_main"), seed),
        *weibo.write(raw / "weibo", since(calendar, "weibo_main"), seed, scale),
        *douyin.write(raw / "douyin", since(calendar, "douyin_main"), seed, scale),
        *party.write(raw / "party", calendar, seed, scale),
        *registers.write(raw / "registers", calendar, seed, scale),
        *bulletins.write(raw / "bulletins", calendar),
    ]
    return sorted([*written, *junk.write(raw, written)])


def since(months: list[Month], account_id: str) -> list[Month]:
    """The months in which an account already existed: before its launch there is nothing to export."""
    return [month for month in months if month.last >= ACCOUNT_START[account_id]]

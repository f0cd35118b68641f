"""One text around figures, and why a figure under it is not certain."""

import re
from dataclasses import dataclass

from pipelines.bulletins import periods, words
from pipelines.bulletins.periods import Period

_STOCKS = re.compile("_cumulative$|_operated$")
_FAMILY = {"channels": "short_video", "kuaishou": "short_video", "bilibili": "short_video", "short": "short_video"}
_FAMILIES = frozenset({"web", "wechat", "weibo", "qq", "douyin", "xiaohongshu", "short_video"})


def family(channel: str) -> str:
    """The channel whose metrics carry a name: those of short videos are one family, but for 抖音."""
    return _FAMILY.get(channel, channel)


def channel_of(metric: str) -> str:
    """The channel that a metric is of by its id; empty for one that is of none."""
    name = family(metric.split("_")[0])
    return name if name in _FAMILIES and not metric.endswith("_contributed") else ""


@dataclass(frozen=True)
class Frame:
    """One text around figures. kind: what it is, Chinese. bare: its words without periods, names and channels.

    other: the words of another period than the bulletin's, and that period; empty and None where it names none.
    channels, months: of which figures alone it speaks, where it names a channel or a month; of all without.
    is_of_channels: whether it speaks of what channels carry alone, not of what was handed in or came out elsewhere.
    subject: of what alone it speaks, where that is no word of ours.
    base: the bulletin's own period; a figure of which nothing else is said is no figure of a longer time told here.
    is_of_undated: whether it holds only for figures of which nothing nearer says their time.
    is_to_date: whether it speaks of numbers that add up since some day, without a time of its own.
    is_refined: whether a section below it says which of the topics it names is meant (官网建设和党建工作).
    """

    kind: str
    bare: str
    other: str = ""
    period: Period | None = None
    is_refined: bool = False
    channels: frozenset[str] = frozenset()
    months: Period | None = None
    is_of_channels: bool = False
    subject: str = ""
    base: str = ""
    is_to_date: bool = False
    is_of_undated: bool = False

    def doubts(self, metric: str, period: Period, text: str = "", *, says_period: bool = False) -> tuple[str, ...]:
        """Why a figure under it is not certain. text: the words around its number; says_period: they name its time."""
        if self.is_of_undated and (says_period or period.text != self.base):
            return ()
        if self._is_of_others(metric, period) or (self.subject and self.subject not in text):
            return ()
        spoken_of = words.ANY_METRIC if self.is_refined else metric
        unknown = words.left_over(self.bare, of_headings=True, metric=spoken_of)
        narrowed = (f"{self.kind}里的“{unknown}”可能另有范围",) if unknown else ()
        is_of_base = period.text == self.base and not says_period
        if self.is_to_date and is_of_base and not _STOCKS.search(metric):
            narrowed = (*narrowed, f"{self.kind}写着累计，没有写明从什么时候算起")
        return (*narrowed, f"{self.kind}写着“{self.other}”") if self._is_of_another(period, is_of_base) else narrowed

    def _is_of_others(self, metric: str, period: Period) -> bool:
        channel = channel_of(metric)
        is_named = channel in self.channels if channel else not self.is_of_channels
        is_of_channel = not self.channels or is_named
        return not is_of_channel or (self.months is not None and not periods.touch(period, self.months))

    def _is_of_another(self, period: Period, is_of_base: bool) -> bool:
        """2月 over figures of a February is theirs, whatever its year."""
        if self.period is None:
            return False
        if periods.is_within(period, self.period):
            # 一季度累计 over a figure that would be March's; 2022年 over it says nothing.
            is_year = bool(re.fullmatch(r"\d{4}年?度?", self.other))
            return is_of_base and period.text != self.period.text and not is_year
        return bool(re.search(r"\d{4}|[去上]一?年", self.other)) or period.text[4:] != self.period.text[4:]

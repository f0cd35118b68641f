"""The month in one message of at most 300 characters, to paste into a chat.

Belongs here: which sentences still fit. Does not belong here: the sentences (``story``); sending.
"""

from pipelines.reports import format as fmt
from pipelines.reports.briefing import Briefing
from pipelines.reports.word_page import clean

MOST = 300


def compose(briefing: Briefing, name: str) -> str:
    """One paragraph: what happened, then who must do what, then what is to be known of the figures, whole sentences as
    long as they fit. ``name``: of the institution, short."""
    demo = "（演示数据）" if briefing.is_demo else ""
    text = f"【{clean(name)}{fmt.month_name(briefing.month)}宣传数据】{demo}{clean(briefing.headline)}"
    if len(text) > MOST:
        return text[: MOST - 1] + "…"
    for sentence in (briefing.second, *briefing.attention, *briefing.caveats):
        if len(text) + len(added := clean(sentence)) <= MOST:
            text += added
    return text

"""What a reader must know beside the figures of a month: always said where it holds."""

from itertools import groupby

from pipelines.months import are_alike
from pipelines.reports import format as fmt
from pipelines.reports.story.words import Number, Sentence, counted, place_of


def of_month(facts: list[dict], calendar: dict, cut_offs: list[dict]) -> list[Sentence]:
    """facts: ``read.facts``; calendar: ``read.calendar``; cut_offs: ``read.cut_offs``."""
    said = [_calendar(calendar), *_cut_offs(cut_offs), *_marks(facts)]
    return [sentence for sentence in said if sentence]


def is_alike(calendar: dict, kind: str = "previous") -> bool:
    """Whether a month may be set in percent against the one before (``previous``) or the same one last year
    (``last_year``)."""
    return are_alike(calendar["vacation_share"], calendar[f"{kind}_vacation_share"])


def _calendar(calendar: dict) -> Sentence:
    said = []
    if not is_alike(calendar):
        said.append(f"不与上月比：{calendar['mom_calendar'] or '两个月的假期天数相差太多'}")
    if calendar["yoy_calendar"]:
        said.append(f"与去年同月比时留意：{calendar['yoy_calendar']}")
    if not is_alike(calendar, "last_year"):
        said.append("与去年同月的假期天数相差太多，只写差额、不写比例")
    return ["；".join(said), "。"] if said else []


def _cut_offs(cut_offs: list[dict]) -> list[Sentence]:
    """通报截至 9月27日（公众号阅读 17,577 次、公众号净增关注 1,265 人），本页截至 9月30日."""
    sentences = []
    for (printed_until, until), group in groupby(cut_offs, key=lambda row: (row["printed_as_of"], row["as_of"])):
        figures: Sentence = []
        for row in group:
            figures += ["、"] if figures else []
            text = counted(row["printed"], row["unit"])
            number = Number(text, row["printed"], f"printed:{row['metric_id']}", place_of(row["metric_id"]))
            figures += [f"{row['metric_name']} ", number]
        sentences.append([f"通报截至 {fmt.day(printed_until)}（", *figures, f"），本页截至 {fmt.day(until)}。"])
    return sentences


def _marks(facts: list[dict]) -> list[Sentence]:
    used = [fact for fact in facts if fact["is_used"]]

    def names(chosen) -> str:
        return "、".join(fact["metric_name"] for fact in used if chosen(fact))

    said = {
        "{}缺数": names(lambda f: f["value"] is None and f["status"] == "missing"),
        "{}不满全月": names(lambda f: f["value"] is not None and f["is_part"]),
        "{}是下限（≥）": names(lambda f: f["value"] is not None and f["is_floor"] and not f["is_part"]),
        "{}还会变（暂定）": names(lambda f: f["value"] is not None and f["is_provisional"]),
        "{}口径改变，不与去年比": names(lambda f: f["value"] is not None and f["yoy_reason"] == "metric_redefined"),
        "{}只见于通报": names(lambda f: f["value"] is not None and f["status"] == "published"),
    }
    found = [template.format(named) for template, named in said.items() if named]
    return [["；".join(found), "。"]] if found else []

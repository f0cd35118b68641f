"""What the outgoing bulletin of a month says, block by block, for Word and Excel alike.

Belongs here: sentences and tables made of rows that ``read`` selected. Does not belong here: fonts, cells, files.
Sentences use the wording that ``pipelines.bulletins`` reads, so that a bulletin sent out can be read back.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from itertools import groupby

from pipelines.months import last_day
from pipelines.reports import format as fmt
from pipelines.reports import read

CHINESE_NUMBER = "一二三四五六七八九十"
REST = "其它部门"
# Channels whose figures have sentences of their own; all others are told together.
_TOLD = {"website", "wechat", "party", "submissions", "submission", "training"}
_CIRCLED_ONE = 0x2460
_CIRCLED = 20


@dataclass(frozen=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Table:
    """``rows`` hold text or whole numbers under ``header``; ``marks`` are the signs of notes on this table.

    caption: 表1 and its title, with the day its figures reach where that is known; days: which days, where they are not
    all from the first of the month on. merged: how many leading columns
    repeat a value over rows that belong together. empty: what to say in place of rows.
    """

    number: int
    title: str
    as_of: dt.date | None
    header: list[str]
    rows: list[list]
    empty: str
    marks: str = ""
    merged: int = 0
    days: str = ""

    @property
    def caption(self) -> str:
        until = f"（统计时段{self.days}）" if self.days else _until(self.as_of)
        return f"表{self.number}\u3000{self.title}{until}"

    @property
    def no_total(self) -> str:
        """What to say where the rows cannot be added."""
        return "有缺数据的单位，不计合计" if self.rows else self.empty


@dataclass(frozen=True)
class Bulletin:
    """A month's bulletin. ``dated`` is a fixed moment of the month, so that the same figures make the same file."""

    month: str
    title: str
    institution: str
    issuer: str
    is_demo: bool
    dated: dt.datetime
    blocks: list[Heading | Paragraph | Table]
    notes: list[str]


def compose(connection, month: str) -> Bulletin:
    """The bulletin of ``month`` (``YYYY-MM``) from the published warehouse."""
    institution = read.institution(connection)
    facts = {row["metric_id"]: row for row in read.trend(connection, month, month, headline_only=False)}
    failures = [check for check in read.reconciliation(connection, month) if check["status"] == "fail"]
    tables = _tables(connection, month, facts, failures)
    figures = read.bulletin_figures(connection, month)
    chapters = [
        ("网站建设情况", _website(month, tables, facts)),
        ("新媒体建设情况", _new_media(connection, month, tables, facts, figures)),
        ("智慧党建情况", _party(connection, month, tables, facts)),
        ("培训情况", _training(connection, month)),
    ]
    notes = _notes(connection, month, facts, failures, institution["is_demo"])
    if notes:
        chapters.append(("数据说明", [Paragraph(note) for note in notes]))
    blocks: list[Heading | Paragraph | Table] = []
    for number, (title, content) in zip(CHINESE_NUMBER, (c for c in chapters if c[1]), strict=False):
        blocks += [Heading(1, f"{number}、{title}"), *content]
    return Bulletin(
        month=month,
        title=f"关于{fmt.month_name(month)}宣传工作情况的通报",
        institution=institution["name"],
        issuer=institution["authority"] or institution["name"],
        is_demo=institution["is_demo"],
        dated=dt.datetime.combine(last_day(month), dt.time(12)),
        blocks=blocks,
        notes=notes,
    )


def _tables(connection, month: str, facts: dict, failures: list[dict]) -> dict[int, Table]:
    in_month = fmt.month_of_year(month)
    website = read.website_updates(connection, month)
    base = read.wechat_base(connection, month)
    menu = read.wechat_menu(connection, month)
    contributions = read.wechat_contributions(connection, month)
    submissions = read.submissions(connection, month)
    uploads = read.party_uploads(connection, month)
    tables = [
        Table(
            1,
            f"{in_month}各部门网站更新动态情况",
            None,
            ["序号", "部门名称", f"{in_month}更新动态数量"],
            [[r["seq"], r["unit"], _cell(r["quantity"])] for r in website],
            _absent(facts, "web_articles_published"),
        ),
        Table(
            2,
            f"{in_month}官微基础数据",
            _as_of(base),
            ["新增关注", "取消关注", "净增关注", "累计关注", f"{in_month}{_reads(base)[1]}"],
            [
                [
                    _cell(r[k])
                    for k in (
                        "followers_new",
                        "followers_cancelled",
                        "followers_net",
                        "followers_cumulative",
                        _reads(base)[0],
                    )
                ]
                for r in base
            ],
            _absent(facts, "wechat_followers_net"),
        ),
        Table(
            3,
            f"{in_month}官微菜单栏访问量",
            _as_of(menu),
            ["一级菜单", "二级菜单", "菜单点击次数"],
            [[r["level1"], r["level2"], _cell(r["clicks"])] for r in menu],
            _absent(facts, "wechat_menu_clicks"),
            merged=1,
            days=_days_apart(month, menu),
        ),
        Table(
            4,
            f"{in_month}官微供稿情况",
            None,
            ["序号", "供稿单位", "供稿数量"],
            [[r["seq"], r["unit"], _cell(r["quantity"])] for r in contributions],
            _absent(facts, "wechat_articles_contributed"),
        ),
        Table(
            5,
            f"{in_month}各单位供稿情况总表",
            None,
            ["序号", "供稿单位", "形式", "平台", "数量"],
            [[r["seq"], r["unit"], r["form"], r["platforms"], _cell(r["quantity"])] for r in submissions],
            _absent(facts, "submissions_received"),
        ),
        Table(
            6,
            f"{in_month}各党组织智慧党建信息上传情况",
            _as_of(uploads),
            ["部门", "信息量", "部门", "信息量"],
            _side_by_side([[r["unit"], _cell(r["quantity"])] for r in uploads]),
            _absent(facts, "party_uploads"),
        ),
    ]
    return {table.number: _marked(table, failures) for table in tables}


def _days_apart(month: str, menu: list[dict]) -> str:
    """The days of Table 3 in words where they are not simply those from the first of the month on."""
    said = menu[0]["days_said"] if menu else ""
    is_from_the_first = said.startswith(f"{fmt.month_of_year(month)}1日") and "、" not in said
    return "" if is_from_the_first else said


def _reads(base: list[dict]) -> tuple[str, str]:
    """The column of Table 2 that says what was read, and its title: people where the export has no counts."""
    only_people = base and base[0]["reads"] is None and base[0]["readers"] is not None
    return ("readers", "日均阅读人数") if only_people else ("reads", "总阅读数")


def _marked(table: Table, failures: list[dict]) -> Table:
    """The table with the signs of the failed checks whose wording names it."""
    marks = "".join(
        _mark(i)
        for i, check in enumerate(failures)
        if str(table.number) in re.findall(r"表(\d+)", f"{check['subject']}{check['explanation']}")
    )
    return replace(table, marks=marks)


def _mark(position: int) -> str:
    return chr(_CIRCLED_ONE + position) if position < _CIRCLED else f"[{position + 1}]"


def _side_by_side(rows: list[list]) -> list[list]:
    """Pairs down the left half first, then down the right, as the table has always been printed."""
    half = (len(rows) + 1) // 2
    right = rows[half:] + [["", ""]] * (2 * half - len(rows))
    return [[*left, *other] for left, other in zip(rows[:half], right, strict=True)]


def _website(month: str, tables: dict[int, Table], facts: dict) -> list:
    fact, total = facts.get("web_articles_published"), _total(tables[1])
    if total is None:
        text = f"{fmt.month_of_year(month)}网站发稿{tables[1].no_total}。"
    else:
        text = f"{fmt.month_of_year(month)}，学校各级网页发稿条数共{total}条{_caveats(fact, total)}"
        if _agrees(fact, total):
            text += _importance(facts, total)
        text += f"。{_comparison('发稿', fact, total)}各部门更新情况见表1。"
    return [Paragraph(text), tables[1]]


def _importance(facts: dict, total: int) -> str:
    """，其中重要稿件…: the parts of the total, and what is in neither because its column has no class yet."""
    classes = {"重要稿件": "web_articles_important", "一般稿件": "web_articles_general"}
    parts = {name: facts[metric]["value"] for name, metric in classes.items() if metric in facts}
    if len(parts) < len(classes) or None in parts.values():
        return ""
    parts["未分级"] = total - sum(parts.values())
    said = [f"{name}{_plain(value)}条" for name, value in parts.items() if value or name in classes]
    return f"，其中{'、'.join(said)}"


def _new_media(connection, month: str, tables: dict[int, Table], facts: dict, figures: dict) -> list:
    in_month = fmt.month_of_year(month)
    sections = [("官方微信", [Paragraph(_wechat(connection, month, tables, facts, figures)), tables[2], tables[3]])]
    contributed = _total(tables[4])
    sections.append(
        (
            "官微供稿",
            [
                Paragraph(
                    f"{in_month}官微供稿{tables[4].no_total}。"
                    if contributed is None
                    else "各单位向官微供稿并发布的情况见表4。"
                ),
                tables[4],
            ],
        )
    )
    received = _total(tables[5])
    text = (
        f"{in_month}供稿{tables[5].no_total}。"
        if received is None
        else f"共收到各单位供稿{received}件。{_comparison('供稿', facts.get('submissions_received'), received)}"
        "各单位供稿情况见表5。"
    )
    sections.append(("供稿情况", [Paragraph(text), tables[5]]))
    if others := _other_channels(facts):
        sections.append(("其他平台", [Paragraph(text) for text in others]))
    blocks: list = []
    for number, (title, content) in zip(CHINESE_NUMBER, sections, strict=False):
        blocks += [Heading(2, f"（{number}）{title}"), *content]
    return blocks


def _wechat(connection, month: str, tables: dict[int, Table], facts: dict, figures: dict) -> str:
    """Of the official account alone, like Tables 2 and 3 beside it; all accounts together are a sentence of their own."""
    in_month = fmt.month_of_year(month)
    articles = figures.get("wechat_articles_published")
    account = articles["scope_id"] if articles else ""
    of_account = read.trend(connection, month, month, headline_only=False, scope="account", scope_id=account)
    official = {row["metric_id"]: row for row in of_account}
    said = []
    if articles:
        caveats = _caveats(official.get("wechat_articles_published"), articles["value"])
        said.append(f"共发布推文{_plain(articles['value'])}篇{caveats}")
    header, printed = [], {}
    if tables[2].rows:
        header = [title.removeprefix(in_month) for title in tables[2].header]
        printed = dict(zip(header, tables[2].rows[0], strict=True))
    for title, unit in (("总阅读数", "次"), ("日均阅读人数", "人"), ("净增关注", "人"), ("累计关注", "人")):
        if isinstance(printed.get(title), int):
            said.append(f"{title}{printed[title]}{unit}")
    if not said:
        return f"{in_month}官方微信{tables[2].empty}。"
    text = f"{in_month}，官方微信公众号{'，'.join(said)}{_until(tables[2].as_of)}。"
    own, everywhere = official.get("wechat_articles_published"), facts.get("wechat_articles_published")
    if own and everywhere and (everywhere["value"] or 0) > (own["value"] or 0):
        text += f"全校各公众号合计{_plain(everywhere['value'])}篇{_caveats(everywhere, everywhere['value'])}。"
    text += _comparison("推文", own, articles["value"] if articles else None)
    text += _comparison("阅读", official.get("wechat_reads"), printed.get("总阅读数"))
    seen = [f"{name}见表{n}" for n, name in ((2, "基础数据"), (3, "菜单访问情况")) if tables[n].rows]
    return text + (f"{'，'.join(seen)}。" if seen else "")


def _other_channels(facts: dict) -> list[str]:
    """One sentence per further channel: every headline figure of the month that is known."""
    known = [f for f in facts.values() if f["is_headline"] and f["value"] is not None and f["channel_id"] not in _TOLD]
    return [
        "，".join(f"{f['metric_name']}{_plain(f['value'])}{f['unit']}{_caveats(f, f['value'])}" for f in group) + "。"
        for _, group in groupby(known, key=lambda f: f["channel_id"])
    ]


def _party(connection, month: str, tables: dict[int, Table], facts: dict) -> list:
    total = _total(tables[6], columns=(1, 3))
    if total is None:
        return [Paragraph(f"{fmt.month_of_year(month)}智慧党建信息{tables[6].no_total}。"), tables[6]]
    uploads = read.party_uploads(connection, month)
    later = uploads[0]["uploaded_later"] if uploads else 0
    left_out = f"另有{later}条在截止日以后上传，不在其内。" if later else ""
    comparison = _comparison("上传信息", facts.get("party_uploads"), total)
    return [
        Paragraph(
            f"{fmt.month_of_year(month)}，各党组织在智慧党建系统共上传信息{total}条{_until(tables[6].as_of)}。"
            f"{left_out}{comparison}各党组织信息上传情况见表6。"
        ),
        tables[6],
    ]


def _training(connection, month: str) -> list:
    paragraphs = []
    rows = read.training(connection, month)
    for (name, opened_on), group in groupby(rows, key=lambda r: (r["class_name"], r["opened_on"])):
        cohorts = list(group)
        total = cohorts[0]["class_total"]
        text = f"{name}于{fmt.day(opened_on)}开班"
        if total is not None:
            text += f"，培训班有学员{_plain(total)}人"
            parts = [f"{c['cohort']}{_plain(c['participants'])}人" for c in cohorts if c["participants"] is not None]
            if len(parts) == len(cohorts) > 1:
                text += f"，其中{'、'.join(parts)}"
        paragraphs.append(Paragraph(f"{text}。"))
    return paragraphs


def _notes(connection, month: str, facts: dict, failures: list[dict], is_demo: bool) -> list[str]:
    """What a reader must know to read the figures rightly, failed checks first and in the order of their marks."""
    notes = []
    for position, check in enumerate(failures):
        left, right, difference = (_plain(check[k]) for k in ("left_value", "right_value", "difference"))
        explanation = f"{check['explanation'].rstrip('。')}。" if check["explanation"] else ""
        notes.append(
            f"{_mark(position)}核对不符：{check['subject']}，一方为{left}，另一方为{right}，相差{difference}。{explanation}"
        )
    for row in read.wechat_base(connection, month):
        if row["note"]:
            notes.append(f"表2：{row['note']}，与阅读次数互不换算。")
    for row in read.coverage(connection, month):
        if row["status"] not in ("partial", "missing"):
            continue
        source = row["dataset_name"]
        account = f"（{row['account_name']}）" if row["account_name"] else ""
        days = (
            f"只有{row['days_covered']}天数据，应有{row['days_expected']}天"
            if row["status"] == "partial" and row["days_covered"] is not None
            else "缺数据"
        )
        notes.append(f"{source}{account}：{days}。")
    provisional = [f["metric_name"] for f in facts.values() if f["is_provisional"] and f["value"] is not None]
    if provisional:
        notes.append(f"{'、'.join(provisional)}为初步数，以后可能变动。")
    run = read.last_run(connection)
    if run and run["accepted_errors"]:
        notes.append("本期有数据行未通过检查，经确认后剔除，有关数字可能偏少。")
    if is_demo:
        notes.append("本通报使用演示数据，不代表任何真实单位。")
    return notes


def _comparison(name: str, fact: dict | None, printed) -> str:
    """A sentence on last month and last year; nothing where the warehouse compared another figure than is printed."""
    if fact is None or printed is None or not _agrees(fact, printed):
        return ""
    made, refused = [], {}
    for kind, words, reason in (("mom", "环比", fact["reason"]), ("yoy", "同比", fact["yoy_reason"])):
        compared = fmt.compared(fact, kind)
        if compared.difference is not None:
            # A part of a month against as many days of the other.
            words = {"mom": "比上月同期", "yoy": "比去年同期"}[kind] if compared.days else words
            made.append(f"{words}{_moved(compared.difference, compared.pct, fact['unit'])}")
        elif reason and reason != "no_base":
            refused.setdefault(fmt.REASON.get(reason, reason), []).append(words)
    made += [f"不作{'和'.join(words)}（{reason}）" for reason, words in refused.items()]
    return f"{name}{'，'.join(made)}。" if made else ""


def _moved(difference: float, pct: float | None, unit: str) -> str:
    if difference == 0:
        return "持平"
    share = f"（{fmt.signed_share(pct)}）" if pct is not None else ""
    return f"{'增加' if difference > 0 else '减少'}{_plain(abs(difference))}{unit}{share}"


def _total(table: Table, columns: tuple[int, ...] = (-1,)) -> int | None:
    """Sum of the number columns; None without rows or where a cell is not a number."""
    cells = [row[c] for row in table.rows for c in columns if row[c] != ""]
    return sum(cells) if cells and all(isinstance(c, int) for c in cells) else None


def _agrees(fact: dict | None, printed) -> bool:
    return fact is not None and fact["value"] is not None and float(fact["value"]) == float(printed)


def _absent(facts: dict, metric_id: str) -> str:
    """What to say of a table without rows."""
    fact = facts.get(metric_id)
    if fact and fact["status"] == "zero":
        return "为零"
    return {"not_started": "尚未启用", "masked": "未公开"}.get(fact["status"] if fact else "", "缺数据")


def _as_of(rows: list[dict]) -> dt.date | None:
    """The one day that all rows reach."""
    days = {row["as_of"] for row in rows}
    return days.pop() if len(days) == 1 else None


def _caveats(fact: dict | None, printed) -> str:
    """What the warehouse says against the figure, if it is the one that is printed."""
    said = fmt.caveats(fact) if _agrees(fact, printed) else ""
    return f"（{said}）" if said else ""


def _until(as_of: dt.date | None) -> str:
    return f"（数据截至{fmt.day(as_of)}）" if as_of else ""


def _cell(value) -> int | str:
    return fmt.MISSING if value is None else round(value)


def _plain(value: float | int | None) -> str:
    """Digits without separators, as bulletins print them."""
    return fmt.number(value).replace(",", "")

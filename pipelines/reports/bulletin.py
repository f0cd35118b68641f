"""What the outgoing bulletin of a month says, for Word and Excel alike.

Belongs here: sentences and tables made of rows that ``read`` selected. Does not belong here: fonts, cells, files.
Sentences use the wording that ``pipelines.bulletins`` reads, so that a bulletin sent out can be read back.
"""

import datetime as dt
from dataclasses import dataclass, replace
from itertools import groupby

from pipelines.months import last_day
from pipelines.reports import format as fmt
from pipelines.reports import read, tasks
from pipelines.reports.story import caveats, rules
from pipelines.reports.story import read as story_read

# Of tables 1 to 6 the table in schema bulletin and the metric that says whether the institution has such a thing.
_TABLE_OF = {
    "website_updates": "web_articles_published",
    "wechat_base": "wechat_followers_net",
    "wechat_menu": "wechat_menu_clicks",
    "wechat_contributions": "wechat_articles_contributed",
    "submissions": "submissions_received",
    "party_uploads": "party_uploads",
}
_NOT_USED = ("not_started", "not_applicable")
_MOM = ("mom_change", "mom_pct", "window_mom_change", "window_mom_pct")
# Channels whose figures have sentences of their own; all others are told together.
_WITH_A_SECTION = {"website", "wechat", "party", "submissions", "submission", "training"}


@dataclass(frozen=True)
class Table:
    """``rows`` hold text or whole numbers under ``header``.

    caption: 表1 and its title, with the day its figures reach where that is known. merged: how many leading columns
    repeat a value over rows that belong together. empty: what to say in place of rows. is_used: whether the
    institution has what the table is of; a table of a channel it does not have is not shown. days: which days it adds
    up, where they are not simply those from the first of the month on.
    """

    number: int
    title: str
    as_of: dt.date | None
    header: list[str]
    rows: list[list]
    empty: str
    merged: int = 0
    is_used: bool = True
    days: str = ""

    @property
    def caption(self) -> str:
        return f"表{self.number}\u3000{self.title}{self.until}"

    @property
    def until(self) -> str:
        """（数据截至9月27日）"""
        return f"（统计时段{self.days}）" if self.days else _until(self.as_of)

    @property
    def no_total(self) -> str:
        """What to say where the rows cannot be added."""
        return "有缺数据的单位，不计合计" if self.rows else self.empty


@dataclass(frozen=True)
class Bulletin:
    """A month's bulletin. ``dated`` is a fixed moment of the month, so that the same figures make the same file.

    said: by the name of a section its sentences, none where the institution has no such channel. tables: by number.
    notes: what a reader of the figures must know. plan: the office's own ledger of tasks. facts: every metric of the
    month, rows of ``read.trend``.
    """

    month: str
    title: str
    institution: str
    issuer: str
    is_demo: bool
    dated: dt.datetime
    said: dict[str, list[str]]
    tables: dict[int, Table]
    notes: list[str]
    plan: tasks.Plan
    facts: list[dict]


def compose(connection, month: str) -> Bulletin:
    """The bulletin of ``month`` (``YYYY-MM``) from the published warehouse."""
    institution = read.institution(connection)
    facts = {row["metric_id"]: row for row in read.trend(connection, month, month, headline_only=False)}
    notes = read.bulletin_notes(connection, month)
    tables = _tables(connection, month, facts, notes)
    calendar = story_read.calendar(connection, month)
    unlike = None if caveats.is_alike(calendar) else calendar["mom_calendar"] or "两个月的假期天数相差太多"
    if unlike:
        # A month of term beside a month of vacation says nothing: such a comparison is left out everywhere.
        facts = {key: fact | dict.fromkeys(_MOM) | {"reason": None} for key, fact in facts.items()}
    said = {
        "网站": _website(month, tables, facts),
        "官微": _wechat(connection, month, tables, facts),
        "官微供稿": _contributions(month, tables),
        "供稿": _submissions(month, tables, facts),
        "其他平台": _other_channels(facts),
        "智慧党建": _party(month, tables, facts, notes),
        "培训": _training(connection, month),
    }
    return Bulletin(
        month=month,
        title=f"关于{fmt.month_name(month)}宣传工作情况的通报",
        institution=institution["name"],
        issuer=institution["authority"] or institution["name"],
        is_demo=institution["is_demo"],
        dated=dt.datetime.combine(last_day(month), dt.time(12)),
        said=said,
        tables={number: table for number, table in tables.items() if table.is_used},
        notes=_notes(connection, facts, notes, unlike, institution["is_demo"]),
        plan=tasks.of_month(connection, month),
        facts=list(facts.values()),
    )


def _tables(connection, month: str, facts: dict, notes: dict[str, dict]) -> dict[int, Table]:
    in_month = fmt.month_of_year(month)
    website = read.website_updates(connection, month)
    base = read.wechat_base(connection, month)
    read_column, read_title = "reads", "总阅读数"
    if base and base[0]["reads"] is None and (readers := read.wechat_readers(connection, month)) is not None:
        # The export has people and no counts: the table says people, under their own name.
        read_column, read_title = "readers", "日均阅读人数"
        base = [row | {"readers": readers} for row in base]
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
            ["新增关注", "取消关注", "净增关注", "累计关注", f"{in_month}{read_title}"],
            [
                [
                    *(_cell(r[f"followers_{k}"]) for k in ("new", "cancelled", "net", "cumulative")),
                    _cell(r[read_column]),
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
            days=_days_apart(month, notes.get("wechat_menu")),
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
    return {
        table.number: replace(table, is_used=bool(table.rows) or _is_used(connection, facts, metric_id, name))
        for table, (name, metric_id) in zip(tables, _TABLE_OF.items(), strict=True)
    }


def _days_apart(month: str, note: dict | None) -> str:
    """The days of a table in words where they are not simply those from the first of the month on."""
    said: str = note["days"] or "" if note else ""
    is_from_the_first = said.startswith(f"{fmt.month_of_year(month)}1日") and "、" not in said
    return "" if is_from_the_first else said


def _is_used(connection, facts: dict, metric_id: str, table: str) -> bool:
    """Whether the institution has the channel: its metric says so or, without any figure of it, the printed table."""
    if metric_id in read.metrics_with_figures(connection):
        return facts[metric_id]["status"] not in _NOT_USED
    return read.has_rows(connection, table)


def _side_by_side(rows: list[list]) -> list[list]:
    """Pairs down the left half first, then down the right, as the table has always been printed."""
    half = (len(rows) + 1) // 2
    right = rows[half:] + [["", ""]] * (2 * half - len(rows))
    return [[*left, *other] for left, other in zip(rows[:half], right, strict=True)]


def _website(month: str, tables: dict[int, Table], facts: dict) -> list[str]:
    if not tables[1].is_used:
        return []
    fact, total = facts.get("web_articles_published"), _total(tables[1])
    if total is None:
        return [f"{fmt.month_of_year(month)}网站发稿{tables[1].no_total}。"]
    text = f"{fmt.month_of_year(month)}，学校各级网页发稿条数共{total}条{_caveats(fact, total)}"
    if _agrees(fact, total):
        text += _importance(facts, total)
    return [f"{text}。{_comparison('发稿', fact, total)}各部门更新情况见表1。"]


def _importance(facts: dict, total: int) -> str:
    """，其中重要稿件…: the parts of the total, and what is in neither because its column has no class yet."""
    classes = {"重要稿件": "web_articles_important", "一般稿件": "web_articles_general"}
    parts = {name: facts[metric]["value"] for name, metric in classes.items() if metric in facts}
    if len(parts) < len(classes) or None in parts.values():
        return ""
    parts["未分级"] = total - sum(parts.values())
    said = [f"{name}{_plain(value)}条" for name, value in parts.items() if value or name in classes]
    return f"，其中{'、'.join(said)}"


def _contributions(month: str, tables: dict[int, Table]) -> list[str]:
    if not tables[4].is_used:
        return []
    if _total(tables[4]) is None:
        return [f"{fmt.month_of_year(month)}官微供稿{tables[4].no_total}。"]
    return ["各单位向官微供稿并发布的情况见表4。"]


def _submissions(month: str, tables: dict[int, Table], facts: dict) -> list[str]:
    if not tables[5].is_used:
        return []
    received = _total(tables[5])
    if received is None:
        return [f"{fmt.month_of_year(month)}供稿{tables[5].no_total}。"]
    comparison = _comparison("供稿", facts.get("submissions_received"), received)
    return [f"共收到各单位供稿{received}件。{comparison}各单位供稿情况见表5。"]


def _wechat(connection, month: str, tables: dict[int, Table], facts: dict) -> list[str]:
    """Of the official account alone, like Tables 2 and 3 beside it; all accounts together are told apart from it."""
    if not (tables[2].is_used or tables[3].is_used):
        return []
    in_month = fmt.month_of_year(month)
    articles = read.bulletin_figures(connection, month).get("wechat_articles_published")
    # A file published by an earlier version does not say of which account its figures are.
    official = facts
    if articles:
        of_account = read.trend(connection, month, month, False, "account", articles["scope_id"])
        official = {row["metric_id"]: _as_compared(row, facts) for row in of_account}
    own, everywhere = official.get("wechat_articles_published"), facts.get("wechat_articles_published")
    articles = articles or (own if own and own["value"] is not None else None)
    said = []
    if articles:
        said.append(f"共发布推文{_plain(articles['value'])}篇{_caveats(own, articles['value'])}")
    header = [title.removeprefix(in_month) for title in tables[2].header]
    printed = dict(zip(header, tables[2].rows[0], strict=True)) if tables[2].rows else {}
    for title, unit in (("总阅读数", "次"), ("日均阅读人数", "人"), ("净增关注", "人"), ("累计关注", "人")):
        if isinstance(printed.get(title), int):
            said.append(f"{title}{printed[title]}{unit}")
    if not said:
        return [f"{in_month}官方微信{tables[2].empty}。"]
    text = f"{in_month}，官方微信公众号{'，'.join(said)}{_until(tables[2].as_of)}。"
    text += _comparison("推文", own, articles["value"] if articles else None)
    text += _comparison("阅读", official.get("wechat_reads"), printed.get("总阅读数"))
    seen = [f"{name}见表{n}" for n, name in ((2, "基础数据"), (3, "菜单访问情况")) if tables[n].rows]
    sentences = [text + (f"{'，'.join(seen)}。" if seen else "")]
    if own and everywhere and (everywhere["value"] or 0) > (own["value"] or 0):
        sentences.append(
            f"全校各公众号合计{_plain(everywhere['value'])}篇{_caveats(everywhere, everywhere['value'])}。"
        )
    return sentences


def _as_compared(row: dict, facts: dict) -> dict:
    """A figure of an account without the comparison that is left out for the whole institution."""
    whole = facts.get(row["metric_id"])
    is_left_out = whole is not None and all(whole[key] is None for key in (*_MOM, "reason"))
    return row | dict.fromkeys(_MOM) | {"reason": None} if is_left_out else row


def _other_channels(facts: dict) -> list[str]:
    """One sentence per further channel: every headline figure of the month that is known."""
    known = [
        f
        for f in facts.values()
        if f["is_headline"] and f["value"] is not None and f["channel_id"] not in _WITH_A_SECTION
    ]
    return [
        "，".join(f"{f['metric_name']}{_plain(f['value'])}{f['unit']}{_caveats(f, f['value'])}" for f in group) + "。"
        for _, group in groupby(known, key=lambda f: f["channel_id"])
    ]


def _party(month: str, tables: dict[int, Table], facts: dict, notes: dict[str, dict]) -> list[str]:
    if not tables[6].is_used:
        return []
    total = _total(tables[6], columns=(1, 3))
    if total is None:
        return [f"{fmt.month_of_year(month)}智慧党建信息{tables[6].no_total}。"]
    later = notes.get("party_uploads", {}).get("left_out")
    comparison = _comparison("上传信息", facts.get("party_uploads"), total)
    return [
        f"{fmt.month_of_year(month)}，各党组织在智慧党建系统共上传信息{total}条{_until(tables[6].as_of)}。"
        f"{f'另有{later}条在截止日以后才上传，不在其内。' if later else ''}{comparison}各党组织信息上传情况见表6。"
    ]


def _training(connection, month: str) -> list[str]:
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
        paragraphs.append(f"{text}。")
    return paragraphs


def _notes(connection, facts: dict, of_tables: dict[str, dict], unlike: str | None, is_demo: bool) -> list[str]:
    """What a reader must know to read the figures rightly. Checks and gaps of the sources are the office's own
    business and stand in the check sheet."""
    notes = []
    if unlike:
        notes.append(f"{unlike}，各项不作环比。")
    if "wechat_base" in of_tables:
        notes.append(f"表2：{of_tables['wechat_base']['remark']}，人数与次数互不换算。")
    told = [f for f in facts.values() if f["is_headline"] and f["value"] is not None]
    provisional = [f["metric_name"] for f in told if f["is_provisional"]]
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
            pct = compared.pct if (compared.base or 0) >= rules.PERCENT_BASE else None
            made.append(f"{words}{_moved(compared.difference, pct, fact['unit'])}")
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
    status = fact["status"] if fact else ""
    return fmt.STATUS[status if status in ("not_started", "not_applicable", "masked") else "missing"]


def _as_of(rows: list[dict]) -> dt.date | None:
    """The one day that all rows reach."""
    days = {row["as_of"] for row in rows}
    return days.pop() if len(days) == 1 else None


def _caveats(fact: dict | None, printed) -> str:
    """What the warehouse says against the figure, if it is the one that is printed."""
    said = fmt.caveats(fact) if fact and _agrees(fact, printed) else ""
    return f"（{said}）" if said else ""


def _until(as_of: dt.date | None) -> str:
    return f"（数据截至{fmt.day(as_of)}）" if as_of else ""


def _cell(value) -> int | str:
    return fmt.MISSING if value is None else round(value)


def _plain(value: float | int | None) -> str:
    """Digits without separators, as bulletins print them."""
    return fmt.number(value).replace(",", "")

"""Tables whose shape nobody declared: where the header ends, which columns hold labels, which row is a total.

Belongs here: the build of a table. Does not belong here: what its words mean (``cells``), declared shapes (``tables``).
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from pipelines.bulletins import cells, patterns, periods, words
from pipelines.bulletins.cells import Said
from pipelines.bulletins.document import TABLE, Grid
from pipelines.bulletins.faults import NotUnderstood
from pipelines.bulletins.figure import TOTAL, Figure
from pipelines.bulletins.numerals import Numeral, read_numeral
from pipelines.bulletins.periods import Period

_HEADER_ROWS = 4
_WHOLE = "(?:全[校院局馆所园社县区市]|集团|全集团|全公司|全系统)"
_ALL = f"(?:{_WHOLE}?(?:合计|总计|总数|共计|总和)|全[校院])"
_TOTALS = re.compile(rf"{_ALL}(?:[（(].*[）)])?")
_TOTAL_OF = re.compile(rf"^{_ALL}[（(](.*)[）)]$")
SUBTOTAL_ROW = "这一行是小计、平均或一部分"
SUBTOTAL = re.compile("小计|平均|均值|其中|占比|同比|环比|备注|说明|注[:：]")
_SUM = re.compile("小计|合计|总计|总数|共计")
_NO_PART = re.compile(f"{_TOTALS.pattern}|小计|其中|备注|说明")
_NO_SHARE = "占比和数量对不上：这一行的数量除以各行之和，得不出这个占比"
_PERSON = re.compile("姓名|作者|记者|人员|联系|电话|负责人|通讯员|学号|工号|获奖者|教师名|学生名")
# A list of single works: what each of them was read is no figure of a month or a day.
_TITLE = re.compile("(?:文章|稿件|新闻|推文|作品|视频|信息)?(?:标题|题目)")
_OTHER_ACCOUNTS = re.compile("公众号(?:名称)?$|账号|名称|网站名|平台名")
# What such a column names are kinds of the one thing that is counted.
_KINDS = re.compile("栏目|类别|类型|种类|分类|形式|来源|性别|年龄|[版板]块|专题|主题|渠道来源|等级|级别")
_OTHER = re.compile("来源|平台|渠道|形式|项目|指标")
_ORDER = re.compile("序号|编号|序|№|No")
_RANK = re.compile("排名|名次|位次|排序")
_YEAR = re.compile(r"(?:19|20)\d{2}年?")
_DAY = re.compile(r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: .*)?|\d{1,2}月\d{1,2}日")
_COUNTER = "人?次|篇次|条次|[人条篇个件项块张套名则期分元户起组页场]"
_NUMBER = re.compile(
    r"(?P<n>[-+−]?(?:\d[\d,]*(?: \d{3})*(?:\.\d+)?)(?:[余多]?[万亿])?[余多+]?)"
    rf"(?P<unit>%|{_COUNTER})?(?P<after>以上|\+)?"
)
# A column that says in which unit its row counts, 万次 among them.
_COUNTED_IN = re.compile(rf"(?P<scale>[万亿])?(?:{_COUNTER}|位|家|场|次|%|元|[份部幅])")
_SPANS = re.compile("起止|日期|时间|时段|区间")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})[./](\d{1,2})[-–—~至](\d{1,2})[./](\d{1,2})(?![\d.])")
GAP = "合计的各个时段不连续，不清楚合计的是哪些时段"
_OVERLAP = "合计的各个时段有重叠，不清楚合计的是什么"
_OF_ROWS = "合计的各行时段不确定"
_SCALED = "表题的单位是{}，这一个数的单位可能不是"
_SCALE_UNREAD = "{}里写着“{}”，是哪些数的单位没有读懂"
# 阅读量/万次, （阅读量、粉丝单位：万）, 千次: a scale, however it is written.
SCALE = re.compile(r"(?:^|[（(/:：、，；\s位])(?P<scale>[万千亿])(?:人次|篇次|[人次条篇个元字])?(?=[）)、，；\s]|$)")
_PEOPLE = re.compile("人次|人数")
# Rows that are a part of the bulletin's time without saying which days.
_UNDATED_PART = re.compile(r"第?[\d一二三四五六七八九十]{1,3}周|[上中下]旬|第[\d一二三四五六七八九十]{1,3}[期次批]")
# What is counted in 万次 where a table says so of all its numbers.
_TIMES = ("reads", "visits", "menu")
_NO_METRIC = ("没有对应的指标",)
_BOUNDED = re.compile(r"(?:近|约|超过?|逾|突破)\d")
_UNITS = re.compile(
    r"单位|部门|分校|校区|学院|学校|年级|公司|系|支部|党组织|党委|处室|科室|教学部|院系|供稿|供稿单位|来源|名称|班级"
)


@dataclass(frozen=True)
class Column:
    """path: the texts of its header from the top; empty for a table without one."""

    path: tuple[str, ...]

    @property
    def words(self) -> str:
        return "".join(dict.fromkeys(self.path))


@dataclass(frozen=True)
class Around:
    """What stands around a table; ``doubts`` hold for all of it."""

    table_id: str
    caption: str
    heading: str
    base: Period
    sheet_period: Period | None = None
    as_of: date | None = None
    units: tuple[str, ...] = ()
    paper: str = ""
    names: tuple[str, ...] = ()


def is_number(text: str) -> bool:
    """Whether a cell holds one number with its unit and nothing else, and no year or day."""
    if not text or _DAY.fullmatch(text) or _YEAR.fullmatch(text) or _DOTTED.fullmatch(text):
        return False
    return bool(_NUMBER.fullmatch(text)) or number_of(text, "") is not None


def number_of(cell: str, scale: str) -> Numeral | None:
    """The number of a cell; scale: 万 or 亿 where its header counts in them."""
    bounded = _BOUNDED.match(cell)
    found = _NUMBER.fullmatch(cell) if not bounded else None
    if found is None:
        return (
            read_numeral(re.sub(r"(?:%|人?次|篇次|条次|[人条篇个件项块张套名则期分元户起组页场])$", "", cell))
            if cell
            else None
        )
    printed = found["n"].replace(" ", "").lstrip("+")
    if printed[:1] in "-−":
        return None
    numeral = read_numeral(printed + (scale if not re.search("[万亿]", printed) else ""), found["after"] or "")
    return replace(numeral, printed=cell) if numeral else None


def split_header(rows: list[tuple[int, list[str]]]) -> tuple[list[list[str]], list[tuple[int, list[str]]]]:
    """Header rows and the rows under them; no header where numbers stand in the first row."""
    header: list[list[str]] = []
    for position, (_, texts) in enumerate(rows[: _HEADER_ROWS + 1]):
        if any(is_number(c) or _is_count(c, header, at) for at, c in enumerate(texts)):
            return (header, rows[position:]) if header or position == 0 else ([], rows)
        header.append(texts)
    return [], []


def _is_count(cell: str, header: list[list[str]], at: int) -> bool:
    """1977 under a header that counts something is no year."""
    above = "".join(row[at] for row in header if at < len(row))
    return cell.isdigit() and bool(cells.said(above, periods.UNKNOWN).measures)


def paths(header: list[list[str]], width: int) -> list[Column]:
    """Header texts per column: what a merged cell says holds for every column under it."""
    rows = [row + [""] * (width - len(row)) for row in header]
    spread = []
    for level, row in enumerate(rows):
        below = rows[level + 1 :]
        # A blank beside a text is its continuation only where something under it tells the columns apart.
        filled = list(accumulate(row, lambda before, cell: cell or before))
        spread.append([cell or (filled[c] if any(b[c] for b in below) else "") for c, cell in enumerate(row)])
    return [Column(tuple(row[c] for row in spread if row[c])) for c in range(width)]


def read_form(
    grid: Grid, rows: list[tuple[int, list[str]]], around: Around
) -> tuple[list[Figure], list[NotUnderstood]]:
    """The figures of one table (header and rows), certain or with their doubts, and its other numbers row by row."""
    columns, body = _columns(rows)
    persons = any(_PERSON.search(c.words) and _names_somebody(at, body) for at, c in enumerate(columns))
    if persons or any(_TITLE.fullmatch(c.words) for c in columns):
        return [], [_listed(grid, around, number, texts) for number, texts in rows if any(map(_is_printed, texts))]
    return _reader(grid, columns, body, around).read() if body else ([], [])


def _names_somebody(at: int, body: list[tuple[int, list[str]]]) -> bool:
    """通讯员来稿 and 专职人员（人） over numbers say how many, not who."""
    return any(texts[at] and not _is_printed(texts[at]) and re.search(r"[^\W\d_]", texts[at]) for _, texts in body)


def _is_printed(cell: str) -> bool:
    """A number, also one that looks like a year."""
    return is_number(cell) or cell.isdigit()


def wrong_shares(grid: Grid, rows: list[tuple[int, list[str]]], around: Around) -> list[NotUnderstood]:
    """Printed shares of one table (header and rows) that are not what the counts beside them make."""
    columns, body = _columns(rows)
    return _reader(grid, columns, body, around).shares() if body else []


def _columns(rows: list[tuple[int, list[str]]]) -> tuple[list[Column], list[tuple[int, list[str]]]]:
    """The columns by their header and the rows under it, all of one width; no rows where no header is told apart."""
    header, body = split_header(rows)
    width = max((len(texts) for _, texts in rows), default=0)
    return paths(header, width), [(number, texts + [""] * (width - len(texts))) for number, texts in body]


def _reader(grid: Grid, columns: list[Column], body: list[tuple[int, list[str]]], around: Around) -> "_Reader":
    labels, values = _roles(columns, body)
    scales = _scales(columns, labels, body)
    return _Reader(grid, around, columns, [at for at in labels if at not in scales], values, body, scales)


def _roles(columns: list[Column], body: list[tuple[int, list[str]]]) -> tuple[list[int], list[int]]:
    labels, values = [], []
    for at, column in enumerate(columns):
        texts = [cells[at] for _, cells in body if cells[at]]
        # 1911 and 2046 are years, except under a header that counts something.
        counts = any(t.isdigit() for t in texts) and bool(cells.said(column.words, periods.UNKNOWN).measures)
        numbers = sum(is_number(t) or (counts and t.isdigit()) for t in texts)
        if _ORDER.fullmatch(column.words) or _RANK.fullmatch(column.words):
            continue
        if numbers and numbers * 2 >= len(texts):
            values.append(at)
        elif texts and (not column.words or not re.search("备注|说明|标题|题目|时间$", column.words) or not values):
            labels.append(at)
    return labels, values


def _scales(columns: list[Column], labels: list[int], body: list[tuple[int, list[str]]]) -> list[int]:
    """Columns of units (条, 篇, 万次): they say how large the numbers of their row are."""
    told = {at: [cells[at] for _, cells in body if cells[at]] for at in labels if "单位" in columns[at].words}
    return [at for at, texts in told.items() if texts and all(map(_COUNTED_IN.fullmatch, texts))]


class _Reader:
    """One table on its way to figures: what is said once for all rows is kept here."""

    def __init__(
        self,
        grid,
        around: Around,
        columns: list[Column],
        labels: list[int],
        values: list[int],
        body,
        scales: list[int] | None = None,
    ) -> None:
        self.scales = scales or []
        self.grid, self.around, self.columns, self.labels, self.values, self.body = (
            grid,
            around,
            columns,
            labels,
            values,
            body,
        )
        self.caption = cells.said(around.caption, around.base, of_heading=True)
        if self.caption.period is None and around.sheet_period:
            self.caption = replace(self.caption, period=around.sheet_period)
        self.base = self.caption.period or around.base
        self.as_of = periods.cut_off(around.caption, self.base) or around.as_of
        self.heading = cells.said(around.heading, around.base, of_heading=True)
        self.paper = cells.said(around.paper, around.base, of_heading=True)
        self.said = {at: cells.said(self._without_names(columns[at].words), self.base) for at in values}
        lowest = {at: columns[at].path[-1] if columns[at].path else "" for at in values}
        self.lowest = {at: cells.said(self._without_names(told), self.base) for at, told in lowest.items()}
        rows = [m for _, texts in body for at in labels for m in cells.said(texts[at], self.base).measures]
        self.followers = bool(
            {"new", "cancelled", "net"} & {*rows, *(m for told in self.said.values() for m in told.measures)}
        )
        told = {m for s in self.said.values() for m in s.measures}
        self.count_posts = "posts" in told and told <= {"posts", "media", "city_up"} and not rows
        self.heads = {at: cells.said(columns[at].words, self.base) for at in labels}
        named = [at for at in values if not _TOTALS.fullmatch(columns[at].words)]
        self.names = len(named) > 1 and all(map(self._is_name, named))
        self.totals = [at for at in values if at not in named]
        # Columns whose rows say a time that is not sure, and whether rows are weeks and the like.
        self.unsure: set[int] = set()
        self.parts_of_time = any(_UNDATED_PART.search(texts[at]) for _, texts in body for at in labels)
        self.accounts = any(_OTHER_ACCOUNTS.search(columns[at].words) for at in labels[:1])
        kinds = [at for at in labels if _KINDS.search(columns[at].words)]
        self.kinds = bool(kinds) and not self._groups_units(kinds)
        self.units = any(_UNITS.search(columns[at].words) for at in labels)

    def read(self) -> tuple[list[Figure], list[NotUnderstood]]:
        figures: list[Figure] = []
        left: list[NotUnderstood] = []
        above: dict[int, str] = {}
        months: dict[int, list[Period]] = {}
        last = max((self._labels_of(self.values[0]) if self.values else []) or self.labels, default=-1)
        for number, texts in self.body:
            filled = [t for t in texts if t]
            if len(filled) == 1 and not is_number(filled[0]):
                continue
            texts = self._with_merged_name(texts, last)
            for at in self.labels:
                if at != last and not texts[at]:
                    texts = [*texts[:at], above.get(at, ""), *texts[at + 1 :]]
                above[at] = texts[at] or above.get(at, "")
            others = []
            for at, text in enumerate(texts):
                # 2046 among counts is a count, though it looks like a year.
                if at in self.values and (is_number(text) or text.isdigit()):
                    figure = self._figure(number, texts, at, months)
                    if figure and figure.metric_id:
                        figures.append(figure)
                        continue
                    if figure:
                        left.append(
                            NotUnderstood(text, self._place(number), *_NO_METRIC, self.grid.sheet, number, figure)
                        )
                        continue
                if is_number(text) and at not in self.labels[:1] and not _ORDER.fullmatch(self.columns[at].words):
                    others.append(text)
                elif text and at not in self.labels and not _ORDER.fullmatch(self.columns[at].words):
                    others += [m[0] for m in re.finditer(r"\d[\d,.]*[万亿]?%?", text)]
            if others:
                left.append(NotUnderstood("、".join(others), self._place(number), *_NO_METRIC, self.grid.sheet, number))
        return figures, left + self.shares()

    def _without_names(self, text: str) -> str:
        """集团网站发稿 is the institution's own, in a header or the name of a row that counts something."""
        return words.without_names(text, self.around.names)

    def _with_merged_name(self, texts: list[str], last: int) -> list[str]:
        """A name in a cell merged over 序号 and 单位 stands in the first of them: 公司本部 is no total."""
        if last < 0 or texts[last]:
            return texts
        orders = [at for at in range(last) if _ORDER.fullmatch(self.columns[at].words)]
        name = next((texts[at] for at in orders if texts[at] and not is_number(texts[at])), "")
        return [*texts[:last], name, *texts[last + 1 :]]

    def shares(self) -> list[NotUnderstood]:
        """Printed shares that are not what the counts beside them make: of the whole column they add to 100.

        A column is one of shares of the whole where most of its rows are; a rate of each row by itself never is.
        """
        rows = [(n, texts) for n, texts in self.body if not any(_NO_PART.search(texts[at]) for at in self.labels)]
        found = []
        for at in (a for a in self.values if "share" in self.said[a].measures):
            for beside in (v for v in self.values if not {"share", "change"} & {*self.said[v].measures}):
                counts = [_plain_number(texts[beside]) or 0 for _, texts in rows]
                made = [100 * count / sum(counts) for count in counts] if sum(counts) else []
                off = [
                    (n, texts[at]) for (n, texts), share in zip(rows, made, strict=False) if _is_off(texts[at], share)
                ]
                if len(made) > 2 and 2 * len(off) < len(made):
                    found += [NotUnderstood(t, self._place(n), _NO_SHARE, self.grid.sheet, n) for n, t in off]
                    break
        return found

    def _is_name(self, at: int) -> bool:
        """Whether a column is one unit's: 经管学院 above its numbers, what is counted stands in the caption."""
        told = self.said[at]
        is_unit = self.columns[at].words in self.around.units or words.subject_in(self.columns[at].words)
        return bool(is_unit) and not (told.measures or told.channels or told.period)

    def _is_kind(self, at: int) -> bool:
        """新闻 beside 通知 or 小计 under one header is one kind of what that header counts."""
        path = self.columns[at].path
        if len(path) < 2 or {*self.lowest[at].measures} - {"posts"} or _SUM.search(path[-1]):
            return False
        beside = [v for v in self.values if v != at and self.columns[v].path[:-1] == path[:-1]]
        named = any(self.lowest[v].unknown and not self.lowest[v].measures for v in beside)
        is_item = "posts" in self.lowest[at].measures
        return is_item and (named or any(_SUM.search(self.columns[v].path[-1]) for v in beside))

    def _groups_units(self, kinds: list[int]) -> bool:
        """Whether 类别 only stands in front of the names of units, each of them once."""
        last = self.labels[-1]
        names = [texts[last] for _, texts in self.body if texts[last] and not _NO_PART.search(texts[last])]
        return last not in kinds and self._names_units(last) and len(set(names)) == len(names)

    def _names_units(self, at: int) -> bool:
        """Whether a label column holds names of offices: 信息系, 新闻中心 and 网络中心 count nothing by their words."""
        words_of = self.columns[at].words
        return bool(
            re.search("单位|部门|分校|校区|学院|学校|系部|科室|处室|支部|党组织", words_of)
        ) and not _OTHER.search(words_of)

    def _scale(self, texts: list[str]) -> str:
        found = (_COUNTED_IN.fullmatch(texts[at]) for at in self.scales)
        return next((m["scale"] for m in found if m and m["scale"]), "")

    def _labels_of(self, at: int) -> list[int]:
        """The label columns of a value: those to its left, since the last value before them (tables side by side)."""
        left = [label for label in self.labels if label < at]
        if not left:
            return self.labels[:1]
        gaps = [v for v in self.values if v < left[-1]]
        return [label for label in left if not gaps or label > gaps[-1]]

    def _label(self, column: int, text: str) -> str:
        """9.4-9.10 under 起止日期 are days."""
        if not _SPANS.search(self.columns[column].words):
            return text
        return _DOTTED.sub(lambda m: f"{m[1]}月{m[2]}日-{m[3]}月{m[4]}日", text)

    def _figure(self, number: int, texts: list[str], at: int, months: dict[int, list[Period]]) -> Figure | None:
        labels = [self._label(c, texts[c]) for c in self._labels_of(at)]
        is_total = any(_TOTALS.fullmatch(label) for label in labels if label)
        row = _row(
            [self._without_names(label) for label in labels],
            self.base,
            names=[c for c in self._labels_of(at) if self._names_units(c)] != [],
        )
        row = replace(row, scale=row.scale or self._scale(texts))
        head = self.heads[max(self._labels_of(at), default=-1)] if self._labels_of(at) else Said()
        around = cells.Words(
            self.said[at],
            self.lowest[at],
            row,
            head,
            self.caption,
            self.heading,
            self.paper,
            self.around.base,
            self.names,
            self.followers,
            tuple({c for told in self.said.values() for c in told.channels}),
            self.count_posts,
        )
        meant = cells.meaning(around)
        if row.period and not is_total:
            months.setdefault(at, []).append(meant.period)
            if row.doubt:
                self.unsure.add(at)
        negative = meant.measure == "net" and texts[at][:1] in ("-", "−")
        numeral = number_of(texts[at][negative:], self.said[at].scale or row.scale or self.caption.scale)
        if numeral is None or meant.aside:
            return None
        if negative and numeral.value is not None:
            # 净增关注 -38: more went than came.
            numeral = replace(numeral, printed=texts[at], value=-numeral.value)
        period, doubts = meant.period, [*meant.doubts]
        # A total is of the rows that have a number in its column: of nine months where three are blank.
        parts = months.get(at, []) if is_total else []
        period = periods.cover(parts) if parts else period
        beside = [p for other in self.values if other != at and (p := self.said[other].period)]
        if len(beside) > 1 and not self.said[at].period and _TOTALS.fullmatch(self.columns[at].path[-1]):
            parts = beside
            period = periods.cover(beside)
            if row.period and row.dated:
                period = periods.join(row.period, period, True, False) or period
        if parts and periods.has_gap(parts):
            period = self.base
            doubts.append(GAP)
        if parts and periods.overlap(parts):
            doubts.append(_OVERLAP)
        if is_total and (at in self.unsure or (not parts and self.parts_of_time)):
            doubts.append(_OF_ROWS)
        scale = self.caption.scale if not (self.said[at].scale or row.scale) else ""
        if scale and meant.measure not in _TIMES:
            doubts.append(_SCALED.format(scale))
        doubts += self._scale_doubts(at, labels, row)
        header = self.columns[at].words
        if meant.metric.endswith("_held") and _PEOPLE.search(header):
            doubts.append("表头说的是人次，不是场次")
        if meant.metric.startswith("external_media") and "校内" in "/".join(labels):
            doubts.append("校内的不是校外媒体")
        scope = self._scope(labels, row, is_total)
        if self.names and at not in self.totals:
            scope = self.columns[at].words if scope == TOTAL else f"{self.columns[at].words}/{scope}"
        doubts += self._scope_doubts(labels, row, meant, is_total)
        if self._is_kind(at):
            doubts.append("和旁边的列并列，可能只是其中的一类")
        if not period.is_dated:
            doubts.append("看不出是哪一年（月）的")
        doubts = doubts if meant.metric else list(_NO_METRIC)
        told = f"{self.columns[at].words}｜{'/'.join(filter(None, labels))}"
        kind = TOTAL if is_total else ""
        form = f"{_digitless(self.around.caption)}|{_digitless(self.columns[at].words)}|{kind}|{meant.metric}"
        if row.measures or not (meant.metric or self.units):
            form += f"|{_digitless('/'.join(labels))}"
        return Figure(
            self.around.table_id,
            scope,
            meant.metric,
            numeral,
            period,
            self.as_of,
            self._place(number),
            self.grid.sheet,
            number,
            tuple(dict.fromkeys(doubts)),
            told,
            form,
            bool(parts or row.period or self.said[at].period),
        )

    def _scale_doubts(self, at: int, labels: list[str], row: Said) -> list[str]:
        """A scale that stands somewhere around a number and was not taken as its scale."""
        where = (
            ("表头", self.columns[at].words, self.said[at].scale),
            ("行名", "/".join(labels), row.scale),
            ("表题", self.around.caption, self.caption.scale),
        )
        told = ((kind, found["scale"]) for kind, words, scale in where if not scale and (found := SCALE.search(words)))
        return [_SCALE_UNREAD.format(*one) for one in told]

    def _scope(self, labels: list[str], row: Said, is_total: bool) -> str:
        if self.kinds and not is_total and not row.period:
            return "/".join(label for label in labels if label) or TOTAL
        if is_total or not row.unknown:
            return (
                TOTAL
                if is_total or row.period or row.channels or row.measures or not any(labels)
                else "/".join(filter(None, labels))
            )
        return "/".join(label for label in labels if label)

    def _scope_doubts(self, labels: list[str], row: Said, meant: cells.Meaning, is_total: bool) -> list[str]:
        doubts = []
        if self.kinds and not is_total and not row.period:
            doubts.append("行名是其中的一类")
        named = row.unknown and not row.measures
        says_nothing = not (row.unknown or row.period or row.channels or row.measures or is_total)
        if says_nothing and any(re.search(r"\d", label) for label in labels):
            doubts.append("行名不知道是单位、账号还是别的")
        if any(SUBTOTAL.search(label) for label in labels):
            doubts.append(SUBTOTAL_ROW)
        beside = [label for label in labels if label and not _TOTALS.fullmatch(label)]
        in_total = "".join(m[1] for label in labels if (m := _TOTAL_OF.search(label)))
        if is_total and (unknown := words.left_over(patterns.bare("".join(beside) + in_total), with_units=True)):
            doubts.append(f"行名里的“{unknown}”可能另有范围")
        if row.measures and row.unknown:
            doubts.append(f"行名里的“{row.unknown}”可能另有范围")
        if (named or is_total) and self.units and meant.channel in cells.OWN_ACCOUNTS and not self.accounts:
            doubts.append("可能是各单位自己的账号，也可能是供稿")
        if is_total and self.accounts:
            doubts.append("是各账号的合计，不只是本单位的账号")
        if named and not self.units and not self.accounts and not (self.names and meant.measure == "media"):
            doubts.append("行名不知道是单位、账号还是别的")
        return doubts

    def _place(self, number: int) -> str:
        return f"{self.around.table_id if self.grid.sheet == TABLE else self.grid.sheet} 第{number}行"


def _plain_number(cell: str) -> float | None:
    numeral = number_of(cell, "")
    return numeral.value if numeral else None


def _is_off(shown: str, made: float) -> bool:
    """Whether a printed share is none of what its counts make, to one unit of its last place (cut or rounded)."""
    told = _plain_number(shown)
    decimals = re.search(r"\.(\d+)", shown)
    return told is not None and abs(told - made) > 1.01 / 10 ** (len(decimals[1]) if decimals else 0)


def _row(labels: list[str], base: Period, *, names: bool) -> Said:
    told = cells.said("".join(labels), base)
    # 信息专业部 is a name, though both its words are known.
    is_name = told.unknown or not cells.measures().aside & {*told.measures}
    if names and any(labels) and is_name and not (told.period or told.channels):
        told = Said(unknown="".join(labels))
    if any(_TOTALS.fullmatch(label) for label in labels if label):
        return replace(told, measures=(), unknown="")
    return told


def _digitless(text: str) -> str:
    return re.sub(r"[\d.]+", "#", text)


def _listed(grid: Grid, around: Around, number: int, texts: list[str]) -> NotUnderstood:
    numbers = "、".join(t for t in texts if _is_printed(t))
    place = f"{around.table_id if grid.sheet == TABLE else grid.sheet} 第{number}行"
    return NotUnderstood(numbers, place, "表头没有匹配到认识的表样", grid.sheet, number)

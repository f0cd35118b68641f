"""Tables whose shape nobody declared: where the header ends, which columns hold labels, which row is a total.

Belongs here: the build of a table. Does not belong here: what its words mean (``cells``), declared shapes (``tables``).
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from pipelines.bulletins import cells, periods, words
from pipelines.bulletins.cells import Said
from pipelines.bulletins.document import TABLE, Grid
from pipelines.bulletins.faults import NotUnderstood
from pipelines.bulletins.figure import TOTAL, Figure
from pipelines.bulletins.numerals import Numeral, read_numeral
from pipelines.bulletins.periods import Period

_HEADER_ROWS = 4
_TOTALS = re.compile(r"(?:合计|总计|总数|共计|总和|全校(?:合计)?|全院(?:合计)?)(?:[（(].*[）)])?")
_SUBTOTAL = re.compile("小计|平均|均值|其中|占比|同比|环比|备注|说明|注[:：]")
_NO_PART = re.compile(f"{_TOTALS.pattern}|小计|其中|备注|说明")
_NO_SHARE = "占比和数量对不上：这一行的数量除以各行之和，得不出这个占比"
_PERSON = re.compile("姓名|作者|记者|人员|联系|电话|负责人|通讯员|学号|工号|获奖者|教师名|学生名")
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
_NO_METRIC = ("没有对应的指标",)
_BOUNDED = re.compile(r"(?:近|约|超过?|逾|突破)\d")
_UNITS = re.compile(
    r"单位|部门|学院|学校|年级|公司|系|支部|党组织|党委|处室|科室|教学部|院系|供稿|供稿单位|来源|名称|班级"
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


def is_number(text: str) -> bool:
    """Whether a cell holds one number with its unit and nothing else, and no year or day."""
    if not text or _DAY.fullmatch(text) or _YEAR.fullmatch(text):
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
        if any(is_number(c) for c in texts):
            return (header, rows[position:]) if header or position == 0 else ([], rows)
        header.append(texts)
    return [], []


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
    if any(_PERSON.search(c.words) for c in columns):
        return [], [_listed(grid, around, number, texts) for number, texts in body if any(map(is_number, texts))]
    return _reader(grid, columns, body, around).read() if body else ([], [])


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
        self.said = {at: cells.said(columns[at].words, self.base) for at in values}
        self.lowest = {at: cells.said(columns[at].path[-1], self.base) if columns[at].path else Said() for at in values}
        rows = [m for _, texts in body for at in labels for m in cells.said(texts[at], self.base).measures]
        self.followers = bool(
            {"new", "cancelled", "net"} & {*rows, *(m for told in self.said.values() for m in told.measures)}
        )
        self.heads = {at: cells.said(columns[at].words, self.base) for at in labels}
        named = [at for at in values if not _TOTALS.fullmatch(columns[at].words)]
        self.names = len(named) > 1 and all(map(self._is_name, named))
        self.totals = [at for at in values if at not in named]
        self.accounts = any(_OTHER_ACCOUNTS.search(columns[at].words) for at in labels[:1])
        kinds = [at for at in labels if _KINDS.search(columns[at].words)]
        self.kinds = bool(kinds) and not self._groups_units(kinds)
        self.units = any(_UNITS.search(columns[at].words) for at in labels)

    def read(self) -> tuple[list[Figure], list[NotUnderstood]]:
        figures: list[Figure] = []
        left: list[NotUnderstood] = []
        above: dict[int, str] = {}
        months: list[Period] = []
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

    def _groups_units(self, kinds: list[int]) -> bool:
        """Whether 类别 only stands in front of the names of units, each of them once."""
        last = self.labels[-1]
        names = [texts[last] for _, texts in self.body if texts[last]]
        return last not in kinds and self._names_units(last) and len(set(names)) == len(names)

    def _names_units(self, at: int) -> bool:
        """Whether a label column holds names of offices: 信息系, 新闻中心 and 网络中心 count nothing by their words."""
        words_of = self.columns[at].words
        return bool(re.search("单位|部门|学院|学校|系部|科室|处室|支部|党组织", words_of)) and not _OTHER.search(
            words_of
        )

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

    def _figure(self, number: int, texts: list[str], at: int, months: list[Period]) -> Figure | None:
        labels = [texts[c] for c in self._labels_of(at)]
        is_total = any(_TOTALS.fullmatch(label) for label in labels if label)
        row = _row(labels, self.base, names=[c for c in self._labels_of(at) if self._names_units(c)] != [])
        row = replace(row, scale=row.scale or self._scale(texts))
        head = self.heads[max(self._labels_of(at), default=-1)] if self._labels_of(at) else Said()
        around = cells.Words(
            self.said[at],
            self.lowest[at],
            row,
            head,
            self.caption,
            self.heading,
            self.around.base,
            self.names,
            self.followers,
        )
        meant = cells.meaning(around)
        numeral = number_of(texts[at], self.said[at].scale or row.scale or self.caption.scale)
        if numeral is None or meant.aside:
            return None
        period, doubts = meant.period, [*meant.doubts]
        if row.period and at == self.values[0] and not is_total:
            months.append(row.period)
        parts: list[Period] = []
        if is_total and months and not self.said[at].period:
            parts = months
            period = periods.cover(months)
        beside = [p for other in self.values if other != at and (p := self.said[other].period)]
        if len(beside) > 1 and not self.said[at].period and _TOTALS.fullmatch(self.columns[at].path[-1]):
            parts = beside
            period = periods.cover(beside)
            if row.period and row.dated:
                period = periods.join(row.period, period, True, False) or period
        if parts and periods.has_gap(parts):
            period = self.base
            doubts.append("合计的各个时段不连续，不清楚合计的是哪些时段")
        scope = self._scope(labels, row, is_total)
        if self.names and at not in self.totals:
            scope = self.columns[at].words if scope == TOTAL else f"{self.columns[at].words}/{scope}"
        doubts += self._scope_doubts(labels, row, meant, is_total)
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
        )

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
        if any(_SUBTOTAL.search(label) for label in labels):
            doubts.append("这一行是小计、平均或一部分")
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
    if names and told.unknown and not (told.period or told.channels):
        told = Said(unknown="".join(labels))
    if any(_TOTALS.fullmatch(label) for label in labels if label):
        return replace(told, measures=(), unknown="")
    return told


def _digitless(text: str) -> str:
    return re.sub(r"[\d.]+", "#", text)


def _listed(grid: Grid, around: Around, number: int, texts: list[str]) -> NotUnderstood:
    numbers = "、".join(t for t in texts if is_number(t))
    place = f"{around.table_id if grid.sheet == TABLE else grid.sheet} 第{number}行"
    return NotUnderstood(numbers, place, "表头没有匹配到认识的表样", grid.sheet, number)

"""请留意: who must do what, at most three lines, the ones that cost figures first."""

from pipelines.reports import format as fmt
from pipelines.reports.story.words import Name, Number, Sentence

MOST = 3
# So many months of zero in a row are told of apart.
LONG = 12
# So many names a line tells; how many there are it says.
NAMED = 3
# Who keeps exports and tables, where no department is known to.
KEEPER = "数据员"
SUBJECTS = {"department": "部门", "party_org": "党组织", "account": "账号", "site": "网站", "site_column": "栏目"}


def of_month(found: dict) -> list[Sentence]:
    """found: ``read.attention``."""
    lines = [_sources(found["sources"]), _zeros(found["zeros"]), _rules(found["rules"]), _checks(found["checks"])]
    lines.append(_unknown(found["unknown_names"]))
    return [line for line in lines if line][:MOST]


def _count(number: int, counter: str, source: str, place: str) -> Number:
    return Number(f"{fmt.number(number)} {counter}", number, source, place)


def _names(names: list[str]) -> Sentence:
    """甲、乙、丙等."""
    said: Sentence = []
    for name in names[:NAMED]:
        said += ["、", Name(name)] if said else [Name(name)]
    return [*said, "等"] if len(names) > NAMED else said


def _sources(rows: list[dict]) -> Sentence:
    """Exports that did not come: whoever runs the account sends them."""
    if not rows:
        return []
    keepers = list(dict.fromkeys(row["keeper"] or KEEPER for row in rows))
    exports = list(dict.fromkeys(row["name"] for row in rows))
    number = _count(len(rows), "项", "sources", "notes")
    return ["请", *_names(keepers), "补交 ", number, "没有收齐的导出：", *_names(exports), "。"]


def _zeros(row: dict | None) -> Sentence:
    """Departments that truly had nothing."""
    if not row:
        return []
    who = SUBJECTS.get(row["subject_kind"], "单位")
    number = _count(row["number"], f"个{who}", "zeros", "departments")
    said: Sentence = ["请", *_names(row["names"]), " ", number, f"补报或说明：本月{row['metric_name']}为 0"]
    if row["long_number"]:
        said += ["，其中 ", _count(row["long_number"], "个", "zeros:long", "departments"), f"已连续 {LONG} 个月以上"]
    return [*said, "。"]


def _rules(rows: list[dict]) -> Sentence:
    """The rule that most did not keep."""
    if not rows:
        return []
    first = rows[0]
    who = SUBJECTS.get(first["subject_kind"], "对象")
    number = _count(first["missed"], f"个{who}", f"rule:{first['rule_id']}", "plans")
    said: Sentence = ["请", *_names(first["names"]), " ", number, "落实“", Name(first["rule_name"]), "”"]
    return [*said, f"，另有 {len(rows) - 1} 条要求也有人没有做到。" if len(rows) > 1 else "。"]


def _checks(rows: list[dict]) -> Sentence:
    """Two figures that should agree and do not; the same two are named once."""
    if not rows:
        return []
    first = rows[0]
    both = f"{fmt.number(first['left_value'])} 对 {fmt.number(first['right_value'])}"
    more = f"，另有 {len(rows) - 1} 处不符" if len(rows) > 1 else ""
    return [
        f"请{KEEPER}",
        Number("核对", len(rows), "checks", "checks"),
        "：",
        Name(first["subject"]),
        f"，{both}{more}。",
    ]


def _unknown(number: int) -> Sentence:
    if not number:
        return []
    names = _count(number, "个", "unknown_names", "notes")
    return [f"请{KEEPER}在基础表里登记 ", names, "不认识的名称，登记前数字记在“未识别”。"]

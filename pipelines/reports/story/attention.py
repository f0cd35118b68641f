"""请留意: who has something to do, at most three lines, the ones that cost figures first."""

from pipelines.reports import format as fmt
from pipelines.reports.story.words import Name, Number, Sentence

MOST = 3
# So many months of zero in a row are told of apart.
LONG = 12
SUBJECTS = {"department": "部门", "party_org": "党组织", "account": "账号", "site": "网站", "site_column": "栏目"}


def of_month(found: dict) -> list[Sentence]:
    """found: ``read.attention``."""
    lines = [_sources(found["sources"]), _zeros(found["zeros"]), _rules(found["rules"]), _checks(found["checks"])]
    lines.append(_names(found["unknown_names"]))
    return [line for line in lines if line][:MOST]


def _count(number: int, counter: str, source: str, place: str) -> Number:
    return Number(f"{fmt.number(number)} {counter}", number, source, place)


def _sources(rows: list[dict]) -> Sentence:
    """Exports that did not come."""
    if not rows:
        return []
    names = list(dict.fromkeys(row["name"] for row in rows))
    shown: Sentence = []
    for name in names[:3]:
        shown += ["、"] if shown else []
        shown.append(Name(name))
    more = "等" if len(names) > 3 else ""
    return [_count(len(rows), "项来源", "sources", "notes"), "没有收齐：", *shown, f"{more}，请补交导出。"]


def _zeros(row: dict | None) -> Sentence:
    """Departments that truly had nothing."""
    if not row:
        return []
    who = SUBJECTS.get(row["subject_kind"], "单位")
    said: Sentence = [_count(row["number"], f"个{who}", "zeros", "departments"), f"本月{row['metric_name']}为 0"]
    if row["long_number"]:
        said += ["，其中 ", _count(row["long_number"], "个", "zeros:long", "departments"), f"已连续 {LONG} 个月以上"]
    return [*said, "。"]


def _rules(rows: list[dict]) -> Sentence:
    """The rule that most did not keep."""
    if not rows:
        return []
    first = rows[0]
    who = SUBJECTS.get(first["subject_kind"], "对象")
    said: Sentence = [
        _count(first["missed"], f"个{who}", f"rule:{first['rule_id']}", "plans"),
        "没有做到“",
        Name(first["rule_name"]),
        "”",
    ]
    return [*said, f"，另有 {len(rows) - 1} 条要求也有人没有做到。" if len(rows) > 1 else "。"]


def _checks(rows: list[dict]) -> Sentence:
    """Two figures that should agree and do not; the same two are named once."""
    if not rows:
        return []
    first = rows[0]
    both = f"{fmt.number(first['left_value'])} 对 {fmt.number(first['right_value'])}"
    more = f"，另有 {len(rows) - 1} 处不符" if len(rows) > 1 else ""
    return [Number("待核", len(rows), "checks", "checks"), "：", Name(first["subject"]), f"，{both}{more}。"]


def _names(number: int) -> Sentence:
    if not number:
        return []
    return [_count(number, "个名称", "unknown_names", "notes"), "不认识，数字记在“未识别”，请在别名表里登记。"]

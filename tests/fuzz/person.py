"""What a person understands by the text of a cell. Written apart from the reader, to judge it.

Each function gives the values that a reader may give for a text; refusing is always allowed. Plain Python, one text
at a time, no code shared with ``pipelines.rows.values``.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

UNKNOWN = {"", "/", "\\n", "n/a", "#n/a", "null", "none", "nan", "暂无", "暂无数据", "未知"}
TIMES = {
    "万亿": 10**12, "千万": 10**7, "百万": 10**6, "十万": 10**5, "亿": 10**8, "万": 10**4, "w": 10**4, "千": 10**3,
    "k": 10**3,
}  # fmt: skip
YES = {"是", "√", "✓", "✔", "☑", "1", "y", "yes", "true", "t", "对"}
NO = {"否", "×", "✗", "✘", "✕", "x", "0", "n", "no", "false", "f", "错"}
INVISIBLE = dict.fromkeys(map(ord, "\u200b\ufeff"))
MINUS = {ord(c): "-" for c in "−﹣－"}


def plain(text: str | None) -> str:
    text = unicodedata.normalize("NFKC", (text or "").translate(INVISIBLE)).translate(MINUS)
    return " ".join(text.split())


def is_unknown(text: str | None) -> bool:
    word = plain(text).lower()
    return word in UNKNOWN or not word.strip("-—–―")


def numbers(text: str) -> set[float]:
    """Every number that the text may be; a bound counts as the number it names."""
    word = plain(text).lower().replace(" ", "")
    word = re.sub(r"^[<>≥≤]", "", word)
    word = re.sub(r"(以上|\+)?(人次|篇次|[人次篇条个件幅张部期块场]|秒|星|s)?(以上|\+)?$", "", word)
    sign = -1 if word.startswith("-") else 1
    word = word.lstrip("+-")
    factor = Decimal(1)
    for name, times in TIMES.items():
        if word.endswith(name):
            word, factor = word.removesuffix(name), Decimal(times)
            break
    if word.endswith(("%", "‰")):
        factor = Decimal("0.01") if word.endswith("%") else Decimal("0.001")
        word = word[:-1]
    if not re.fullmatch(r"[0-9][0-9,]*\.?[0-9]*|\.[0-9]+", word):
        return set()
    return {float(sign * Decimal(word.replace(",", "")) * factor)}


def seconds(text: str) -> set[float]:
    word = plain(text).lower().replace(" ", "")
    parts = re.fullmatch(r"(?:([0-9]+)(?::|时|小时))?([0-9]+)(?::|分钟?)(?:([0-9.]+)秒?)?", word)
    if parts:
        hours, minutes, rest = (float(p or 0) for p in parts.groups())
        return {hours * 3600 + minutes * 60 + rest}
    return numbers(text)


def moments(text: str) -> set[datetime]:
    """Every moment that the text may mean in Shanghai; without a year any year will do."""
    word = plain(text)
    found: set[datetime] = set()
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", word):
        found.add(datetime(1899, 12, 30) + timedelta(seconds=round(float(word) * 86400)))
    if re.fullmatch(r"[0-9]{10}|[0-9]{13}", word):
        found.add(datetime(1970, 1, 1, 8) + timedelta(milliseconds=int(word.ljust(13, "0"))))
    digits = [int(d) for d in re.findall(r"[0-9]+", word)]
    if joined := re.match(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2})?)?(?![0-9])", word):
        digits = [int(d) for d in joined.groups() if d] + [int(d) for d in re.findall(r"[0-9]+", word[joined.end() :])]
    zone = re.search(r"[0-9](Z|[+-][0-9]{2}:?[0-9]{2})$", word)
    ahead = 480
    if zone and ":" in word[: zone.start(1)]:
        digits = digits[:6]
        stated = zone[1].replace(":", "")
        sign = -1 if stated[0] == "-" else 1
        ahead = 0 if stated == "Z" else sign * (int(stated[1:3]) * 60 + int(stated[3:5]))
    years = [digits] if digits and digits[0] >= 1900 else [[y, *digits] for y in range(2000, 2041)]
    for parts in years:
        for length in range(3, min(len(parts), 6) + 1):
            try:
                found.add(datetime(*parts[:length]) + timedelta(minutes=480 - ahead))
            except (ValueError, OverflowError):
                continue
    if english := re.fullmatch(r"[A-Za-z]{3} ([A-Za-z]{3} [0-9]+ [0-9:]{8} [+-][0-9]{4} [0-9]{4})", word):
        try:
            moment = datetime.strptime(english[1], "%b %d %H:%M:%S %z %Y")
            found.add((moment - moment.utcoffset() + timedelta(hours=8)).replace(tzinfo=None))
        except ValueError:
            pass
    return found


def days(text: str) -> set[date]:
    return {m.date() for m in moments(text)}


def months(text: str) -> set[str]:
    word = plain(text)
    found = {f"{d:%Y-%m}" for d in days(text)}
    if alone := re.fullmatch(r"((?:19|20)[0-9]{2})\s?[-/.年]?\s?([0-9]{1,2})\s?月?", word):
        found.add(f"{alone[1]}-{int(alone[2]):02}")
    if alone := re.fullmatch(r"([0-9]{1,2})月(份)?", word):
        found |= {f"{year}-{int(alone[1]):02}" for year in range(2000, 2041)}
    return {m for m in found if 1 <= int(m[5:]) <= 12}


def month_ends(text: str) -> set[date]:
    ends = set()
    for month in months(text):
        year, number = int(month[:4]), int(month[5:])
        ends.add(date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1))
    return ends


def booleans(text: str) -> set[bool]:
    word = plain(text).lower()
    return {True} if word in YES else {False} if word in NO else set()


READINGS = {
    "count": numbers,
    "number": numbers,
    "share": numbers,
    "stars": numbers,
    "seconds": seconds,
    "date": days,
    "unix_day": days,
    "datetime": moments,
    "unix_datetime": moments,
    "english_datetime": moments,
    "day": lambda text: {datetime.combine(d, datetime.min.time()) for d in days(text)},
    "month": months,
    "day_or_month": lambda text: days(text) | month_ends(text),
    "boolean": booleans,
}


def agrees(value: object, text: str | None, parser: str) -> bool:
    """Whether a person reading ``text`` would let ``value`` stand for it."""
    if value is None:
        return is_unknown(text)
    if parser not in READINGS:
        return plain(str(value)) == plain(text) or str(value).strip() == (text or "").strip()
    if isinstance(value, bool):
        return value in READINGS[parser](text or "")
    if isinstance(value, (int, float)):
        return any(abs(value - n) <= 1e-9 * max(1, abs(n)) for n in READINGS[parser](text or ""))
    return value in READINGS[parser](text or "")

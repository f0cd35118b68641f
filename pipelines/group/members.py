"""Who belongs to a group: the homes that are named, or a list of them, each with an id that tells its rows apart."""

import csv
import re
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from pipelines.errors import WrongUse
from pipelines.home import Home
from pipelines.institution.ids import ID, id_of
from pipelines.warehouse.engine import Damaged, Held, plainly

# Columns of the list; only the first one is needed.
FOLDER, INSTITUTION, PEOPLE = "文件夹", "单位编号", "人数"
# Items of 单位信息 that a group reads from the published file.
NAME, SIZE = "单位名称", "师生人数"
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Member:
    """An institution of a group. people: how many teach and study there, None where nobody says so.

    problem: why its figures are left out, in a sentence; empty where they are not.
    """

    institution_id: str
    name: str
    home: Home
    people: int | None = None
    problem: str = ""


def members_of(folders: list[str], listed: str | None) -> list[Member]:
    """The members, in the order they are named; what cannot be read of one is its ``problem`` and stops no other.

    folders: homes. listed: a CSV file with the columns ``文件夹`` and, where known, ``单位编号`` and ``人数``; folders
    in it are found from where the list lies.

    Raises:
        WrongUse: nobody is named, the list is none, or two members have one id or one folder.
    """
    named = [{FOLDER: folder} for folder in folders]
    base = Path.cwd()
    if listed is not None:
        place = Path(listed).expanduser().resolve()
        named, base = [*named, *_rows(place)], place.parent
    if not named:
        raise WrongUse("没有写单位文件夹。请写几个单位文件夹，或用 --list 给一张名单（CSV，第一列“文件夹”）。")
    members = [_member(row, base) for row in named]
    _refuse_doubles(members)
    return members


def _rows(listed: Path) -> list[dict[str, str]]:
    try:
        content = listed.read_bytes()
    except OSError as reason:
        raise WrongUse(f"名单 {listed} 读不了：{reason.strerror}。") from reason
    rows = list(csv.DictReader(_text(listed, content).splitlines()))
    if not rows or FOLDER not in rows[0]:
        columns = f"{FOLDER},{INSTITUTION},{PEOPLE}"
        raise WrongUse(f"名单 {listed} 里没有“{FOLDER}”这一列。第一行写列名：{columns}，后两列可以没有。")
    return [row for row in rows if (row[FOLDER] or "").strip()]


def _text(listed: Path, content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongUse(f"名单 {listed} 不是 UTF-8 或 GBK 的文本。请在表格软件里另存为 CSV。")


def _member(row: dict[str, str], base: Path) -> Member:
    folder = (base / Path(row[FOLDER].strip()).expanduser()).resolve()
    home = Home(folder)
    wanted = (row.get(INSTITUTION) or "").strip()
    if wanted and not ID.fullmatch(wanted):
        raise WrongUse(f"单位编号“{wanted}”（{folder}）只能由小写字母、数字、_ 和 - 组成。")
    told = (row.get(PEOPLE) or "").strip()
    if told and _count(told) is None:
        raise WrongUse(f"人数“{told}”（{folder}）不是大于 0 的整数。不知道就空着。")
    member = Member(wanted or id_of(folder.name) or "home", folder.name, home, _count(told))
    try:
        stated = _published(home)
    except (Held, Damaged) as reason:
        return replace(member, problem=str(reason))
    except duckdb.Error:
        return replace(member, problem="发布它的程序版本太旧，请在那个单位重新运行 tongbao run。")
    if stated is None:
        return replace(member, problem=f"还没有发布过数据仓库（{home.published}）。")
    name = stated.get(NAME) or folder.name
    people = member.people or _count(stated.get(SIZE) or "")
    return replace(member, institution_id=wanted or id_of(name) or member.institution_id, name=name, people=people)


def _published(home: Home) -> dict[str, str] | None:
    """Items of 单位信息 as they were published; None where nothing was."""
    if not home.published.is_file():
        return None
    with plainly(), duckdb.connect(str(home.published), read_only=True) as connection:
        return dict(connection.execute("SELECT item, content FROM quality.institution").fetchall())


def _count(text: str) -> int | None:
    """12,300 or 12300人 → 12300; None where it is no number of people."""
    found = re.fullmatch(r"(\d[\d,，]*) *(?:人|名)?", text)
    number = int(re.sub(r"[,，]", "", found[1])) if found else 0
    return number or None


def _refuse_doubles(members: list[Member]) -> None:
    seen: dict[str, Member] = {}
    for member in members:
        for key in (member.institution_id, str(member.home.root)):
            if key in seen:
                raise WrongUse(
                    f"{seen[key].home.root} 和 {member.home.root} 分不开（{key}）。"
                    f"同一个单位只写一次；不同的单位在名单里各写一个“{INSTITUTION}”。"
                )
        seen[member.institution_id] = seen[str(member.home.root)] = member

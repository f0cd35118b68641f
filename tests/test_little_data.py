"""An office that has but one source, and not the usual one, is told what that source tells."""

import re

import pytest
from homes import make_home, write_csv

LOG = '203.0.113.{} - - [{:02}/Sep/2020:10:00:00 +0800] "GET /info/{}.htm HTTP/1.1" 200 9 "-" "Mozilla/5.0"\n'
MEDIA = ["序号", "刊发日期", "标题", "媒体名称", "媒体级别", "链接"]


def log(home, days) -> None:
    path = home.raw / "website/main/access.log"
    path.parent.mkdir(parents=True)
    path.write_text("".join(LOG.format(n, day, n) for day in days for n in range(1, 6)), encoding="utf-8")


def media(home) -> None:
    rows = [[n, f"2020-09-{n:02}", f"报道{n}", "某日报", "省级", ""] for n in range(1, 8)]
    write_csv(home.raw / "registers/2020-09/媒体报道.csv", [MEDIA, *rows])


@pytest.mark.parametrize(
    ("files", "is_stub", "told"),
    [
        (lambda home: log(home, range(1, 10)), True, "网站访问次数 ≥45 次"),
        (lambda home: log(home, range(1, 31)), False, "网站访问次数 150 次"),
        (media, False, "校外媒体报道 7 篇次"),
    ],
    ids=["nine days of a log", "a log", "a ledger of media"],
)
def test_the_page_of_a_month_tells_the_only_figures_there_are(command, tmp_path, prepared, files, is_stub, told):
    home = prepared(make_home(tmp_path / "h"))
    files(home)
    done = command("run", "2020-09", "--home", str(home.root))
    assert done.returncode == 0, done.stdout + done.stderr
    page = (home.root / "reports/months/2020-09.html").read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", re.sub(r"<(style|script|svg)\b.*?</\1>", " ", page, flags=re.S)))
    assert told in text
    assert ("还不到半个月" in text) == is_stub
    assert "没有数据。" not in text
    proof = re.search(r'<section id="proofs".*?</section>', page, re.S)
    assert proof and told.split()[0] in proof[0]
    # Nothing was ever told of submissions nor waited for: they are not missing.
    assert "供稿 件" not in text

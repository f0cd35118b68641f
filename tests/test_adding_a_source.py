"""docs/adding-a-source.md, followed literally in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
PAGE = (REPOSITORY / "docs" / "adding-a-source.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^`([\w/.]+)`\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
LEDGER = re.compile(r"^## A ledger$.*?^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)

FOLLOW = """
import sys
from pathlib import Path
import duckdb
sys.path.insert(0, "tests")
from exhibits.platforms import EXHIBITS
from homes import make_home, write_csv
from pipelines.home import DBT_PROJECT
from pipelines.landing.land import ingest, land, landed
from pipelines.warehouse.build import run_dbt
from pipelines.warehouse.receipt import announce, new_run

home = make_home(Path("home").resolve())
(exhibit,) = [e for e in EXHIBITS if e.formats == ("radio_programmes",)]
exhibit.write(home.raw / exhibit.file)
gifts = [["发放日期", "纪念品名称", "领用部门"], ["2021-09-01", "书签", "英语学院"]]
write_csv(home.raw / "registers" / "gifts.csv", gifts)
read = ingest(home)
assert [f.message for f in read.faults if f.severity == "error"] == []
land(home, read)
print(read.frames["radio_programme"].select("title", "length_seconds", "listeners", "month").rows())
print(read.frames["register_entry"].select("register_id", "title", "quantity", "unit").rows())
announce(home, new_run(landed(home), False))
model = DBT_PROJECT / "models/intermediate/int_radio.sql"
model.write_text("select title, listeners, capped from {{ source('landing', 'radio_programme') }}", encoding="utf-8")
run_dbt(home, "run", "--select", "int_radio")
with duckdb.connect(str(home.build / "work.duckdb"), read_only=True) as connection:
    print(connection.execute("select * from intermediate.int_radio order by title").fetchall())
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project in which the page has been followed."""
    root = tmp_path_factory.mktemp("project")
    junk = shutil.ignore_patterns("__pycache__", "target", "logs", ".user.yml")
    for folder in ("pipelines", "dbt_project"):
        shutil.copytree(REPOSITORY / folder, root / folder, ignore=junk)
    shutil.copytree(REPOSITORY / "tests" / "exhibits", root / "tests" / "exhibits", ignore=junk)
    shutil.copy(REPOSITORY / "tests" / "homes.py", root / "tests")
    for name, text in BLOCK.findall(PAGE):
        path = root / name
        if path.suffix == ".py" and path.exists():
            text = path.read_text(encoding="utf-8").replace("\nEXHIBITS = (\n", f"\nEXHIBITS = (\n{text}")
        elif path.exists():
            text = path.read_text(encoding="utf-8") + text
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    registers = root / "pipelines" / "sources" / "registers.toml"
    registers.write_text(registers.read_text(encoding="utf-8") + LEDGER.search(PAGE)[1], encoding="utf-8")
    return root


def test_the_page_names_four_files_of_which_two_are_new():
    names = [name for name, _ in BLOCK.findall(PAGE)]
    assert len(names) == 4
    assert [name for name in names if (REPOSITORY / name).exists()] == [
        "dbt_project/models/staging/_sources.yml",
        "tests/exhibits/platforms.py",
    ]


def test_what_the_page_describes_is_read_and_reaches_the_warehouse(project):
    done = subprocess.run(
        [sys.executable, "-c", FOLLOW],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "[('早间新闻', 600.0, 1204, '2021-09'), ('午间音乐', 1200.0, None, '2021-09')]" in done.stdout
    assert "[('register_gifts', '书签', 1.0, '份')]" in done.stdout
    assert "[('午间音乐', None, ''), ('早间新闻', 1204, '')]" in done.stdout

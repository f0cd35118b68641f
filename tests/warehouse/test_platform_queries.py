"""Every worked query of docs/queries-wechat.md runs on one file of each layout and returns what is said below it."""

import re

import polars as pl
import pytest
from exhibits import platforms
from homes import REFERENCE, make_home
from worked_queries import page, returns_what_is_said, worked

from pipelines.home import DBT_PROJECT
from pipelines.landing.land import ingest, land
from pipelines.warehouse.memory import land_published
from pipelines.warehouse.receipt import RUN_COLUMNS, VERDICT_COLUMNS

TEXT = page("queries-wechat.md")
WORKED = worked(TEXT)


def test_every_table_of_what_is_landed_by_platforms_has_a_worked_query():
    tables = {path.stem for path in (DBT_PROJECT / "models" / "marts").glob("fct_wechat_*.sql")}
    tables -= {"fct_wechat_article", "fct_wechat_contribution", "fct_wechat_menu"}  # in queries.md
    asked = set(re.findall(r"\bFROM (\w+)", TEXT))
    assert tables | {"fct_party_task", "bridge_social_post_topic"} == asked
    assert [int(number) for number, *_ in WORKED] == list(range(1, TEXT.count("```sql") + 1))


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory, build_warehouse):
    names = {"channels": "视频号", "bilibili": "B站", "kuaishou": "快手", "xiaohongshu": "小红书", "qq": "QQ"}
    accounts = [[f"{channel}_main", platform, "测试学院", "", "news"] for channel, platform in names.items()]
    accounts = [*REFERENCE["账号表"], *accounts]
    home = make_home(tmp_path_factory.mktemp("gallery"), {"账号表": accounts})
    platforms.write_gallery(home.root)
    land(home, ingest(home))
    for name, columns in (("ingest_run", RUN_COLUMNS), ("ingest_verdict", VERDICT_COLUMNS)):
        (home.landing / name).mkdir(exist_ok=True)
        pl.DataFrame(schema=columns).write_parquet(home.landing / name / "all.parquet")
    land_published(home.landing / "nothing published", home.landing)
    return build_warehouse(home)


@pytest.mark.parametrize("example", WORKED, ids=[w.title for w in WORKED])
def test_a_worked_query_returns_what_is_said_below_it(warehouse, example):
    returns_what_is_said(warehouse, example)

"""A run reads ``raw/`` once: what the command has landed, its job does not read again."""

import dagster as dg
import pytest
from homes import make_home, write_csv

from pipelines.landing.land import already_landed, ingest, land, landed_before
from pipelines.orchestration import landing
from pipelines.orchestration.resources import HomeResource

HEADER = ["标题", "栏目", "发布单位", "作者", "编辑", "审核人", "发布时间", "状态", "点击量"]
ARTICLE = ["一则新闻", "校园新闻", "英语学院", "", "", "", "2020-09-10 08:00", "已发布", "10"]


@pytest.fixture
def home(tmp_path):
    made = make_home(tmp_path)
    write_csv(made.raw / "website" / "main" / "2020-09" / "稿件.csv", [HEADER, ARTICLE])
    return made


def landed(home) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        [landing.land_exports], resources={"home": HomeResource(root=str(home.root))}, partition_key="2020-09"
    )


def rows(result: dg.ExecuteInProcessResult) -> int:
    (made,) = [
        e.materialization
        for e in result.get_asset_materialization_events()
        if e.materialization.asset_key == landing.asset_key("web_article")
    ]
    return made.metadata["dagster/row_count"].value


def test_what_the_command_has_landed_is_not_read_again(home, monkeypatch):
    ingested = ingest(home)
    land(home, ingested)
    monkeypatch.setattr(landing, "read_raw", lambda *_: pytest.fail("read a second time"))
    with already_landed(ingested):
        assert rows(landed(home)) == 1
    assert landed_before() is None


def test_a_job_that_nobody_has_landed_for_reads_for_itself(home):
    assert rows(landed(home)) == 1

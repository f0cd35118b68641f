"""What Dagster's page starts stops at faults in the data, like the command."""

import dagster as dg
import pytest
from homes import ARTICLES, article, make_home, write_csv

from pipelines.orchestration.landing import asset_key, land_exports
from pipelines.orchestration.resources import HomeResource

CONTRACT = {"web_article": False, "wechat_article": True}


@pytest.mark.parametrize("accepted", [False, True])
def test_an_error_in_the_data_stops_the_step_unless_it_is_accepted(tmp_path, accepted):
    home = make_home(tmp_path / "home")
    rows = [ARTICLES, article(), article(title="又一则", clicks="很多")]
    write_csv(home.raw / "website/main/2020-09/a.csv", rows)
    with dg.DagsterInstance.ephemeral() as instance:
        outcome = dg.materialize(
            [land_exports],
            instance=instance,
            partition_key="2020-09",
            resources={"home": HomeResource(root=str(home.root), accept_errors=accepted)},
            raise_on_error=False,
        )
    assert outcome.success == accepted
    verdicts = {e.asset_key: e for e in outcome.get_asset_check_evaluations()}
    assert {name: verdicts[asset_key(name)].passed for name in CONTRACT} == CONTRACT
    severity = verdicts[asset_key("web_article")].severity
    assert severity == (dg.AssetCheckSeverity.WARN if accepted else dg.AssetCheckSeverity.ERROR)
    failed = [e.event_specific_data.error_display_string for e in outcome.all_events if e.is_step_failure]
    assert [("有 1 处错误" in text, "很多" in text) for text in failed] == ([] if accepted else [(True, True)])

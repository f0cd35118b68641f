"""Which exports are late: told once a month that has ended is missing of what came every month, and not before."""

from datetime import date

import dagster as dg
import pytest
from homes import ARTICLES, FOLLOWERS, REFERENCE, article, followers, make_home, write_csv

from pipelines.landing.entries import Entry, Receipt
from pipelines.landing.freshness import late
from pipelines.landing.land import take_in
from pipelines.orchestration import freshness
from pipelines.orchestration.environment import dagster_environment
from pipelines.orchestration.freshness import described, late_exports


def came(*months: str, dataset: str = "wechat_read_day", account: str = "a", last: str = "28") -> dict[str, Entry]:
    """One export a month that tells its period until the day ``last``."""
    receipts = {
        month: Receipt(dataset, "f", account_id=account, period_start=f"{month}-01", period_end=f"{month}-{last}")
        for month in months
    }
    return {f"{dataset} {account} {month}": Entry("", "read", [receipt]) for month, receipt in receipts.items()}


SUMMER = ("2020-06", "2020-07", "2020-08")


@pytest.mark.parametrize(
    ("today", "told"),
    [
        # September has not ended, and the office has until the fifth of October.
        ("2020-09-30", []),
        ("2020-10-05", []),
        ("2020-10-06", [("2020-09", 1)]),
        ("2020-11-05", [("2020-09", 1)]),
        ("2020-11-06", [("2020-10", 2)]),
        # A year later nobody expects it any more.
        ("2021-09-06", [("2021-08", 12)]),
        ("2021-10-06", []),
    ],
)
def test_a_month_that_has_ended_is_missing_after_the_days_to_export(today, told):
    found = late(came(*SUMMER), date.fromisoformat(today))
    assert [(one.month, one.months) for one in found] == told


def test_only_what_came_three_months_in_a_row_is_expected():
    october = date(2020, 10, 10)
    assert late(came("2020-07", "2020-08"), october) == []
    assert late(came("2020-05", "2020-06", "2020-08"), october) == []
    assert len(late(came("2020-05", *SUMMER), october)) == 1
    # One export that spans them is as good as three.
    span = Receipt("wechat_read_day", "f", account_id="a", period_start="2020-05-15", period_end="2020-08-31")
    assert len(late({"x": Entry("", "read", [span])}, october)) == 1


def test_each_account_and_data_set_is_told_by_itself_and_what_came_is_not():
    entries = came(*SUMMER) | came(*SUMMER, "2020-09", account="b") | came(*SUMMER, dataset="wechat_follower_day")
    found = late(entries, date(2020, 10, 10))
    assert [(one.dataset, one.owner) for one in found] == [("wechat_follower_day", "a"), ("wechat_read_day", "a")]
    assert {one.until for one in found} == {date(2020, 8, 28)}


def test_a_part_of_a_month_is_late_and_quiet_last_days_are_not():
    for last, months in (("30", []), ("24", []), ("23", ["2020-09"])):
        entries = came(*SUMMER) | came("2020-09", last=last)
        assert [one.month for one in late(entries, date(2020, 10, 10))] == months, last


def test_a_refused_export_has_not_come_and_a_closed_account_owes_nothing():
    refused = {"x": Entry("", "refused", came("2020-09")["wechat_read_day a 2020-09"].receipts)}
    assert len(late(came(*SUMMER) | refused, date(2020, 10, 10))) == 1
    for ended, told in ((date(2020, 8, 31), 0), (date(2020, 9, 15), 1)):
        assert len(late(came(*SUMMER), date(2020, 12, 10), {"a": ended, "b": date(2019, 1, 1)})) == told


@pytest.fixture
def home(tmp_path, monkeypatch):
    accounts = [row + ([""] if n else ["停用日期"]) for n, row in enumerate(REFERENCE["账号表"])]
    accounts.append(["wechat_old", "公众号", "旧号", "旧号", "news", "2020-07-31"])
    home = make_home(tmp_path / "h", {"账号表": accounts})
    for month, days in (("2020-05", 31), ("2020-06", 30), ("2020-07", 31)):
        for folder in ("官微", "旧号"):
            write_csv(home.raw / f"wechat/{folder}/{month}/用户增长.csv", [FOLLOWERS, *followers(days, month)])
        write_csv(home.raw / f"website/main/{month}/稿件.csv", [ARTICLES, article(published=f"{month}-28 08:00")])
    take_in(home)
    for name, value in dagster_environment(home).items():
        monkeypatch.setenv(name, value)
    return home


def test_what_was_landed_tells_which_exports_are_late(home):
    told = [described(one) for one in late_exports(home, date(2020, 9, 10))]
    assert len(told) == 2 and any("wechat_main" in text and "2020-08 的导出还没有来" in text for text in told)
    assert not any("wechat_old" in text for text in told), "closed on the last day of July"
    assert late_exports(home, date(2020, 9, 5)) == []


def test_the_check_of_a_source_warns_and_stops_nothing(home, monkeypatch):
    class Today(freshness.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2020, 9, 10, tzinfo=tz)

    monkeypatch.setattr(freshness, "datetime", Today)
    defined = dg.Definitions(asset_checks=[freshness.freshness], jobs=[freshness.job])
    with dg.DagsterInstance.get() as instance:
        result = defined.resolve_job_def("late_exports").execute_in_process(instance=instance)
    verdicts = {c.asset_key.path[-1]: c for c in result.get_asset_check_evaluations()}
    assert result.success and len(verdicts) > 20
    assert {name for name, c in verdicts.items() if not c.passed} == {"web_article", "wechat_follower_day"}
    assert all(c.severity == dg.AssetCheckSeverity.WARN for c in verdicts.values())
    assert "还没有来" in verdicts["web_article"].metadata["说明"].value


def test_it_is_off_until_somebody_switches_it_on():
    assert freshness.daily.default_status == dg.DefaultScheduleStatus.STOPPED

"""A golden home of three accounts, one of which joined in a month that is known for ten days only."""

from datetime import date, timedelta

import pytest

JUNE, JULY = date(2021, 6, 1), date(2021, 7, 1)


def followers(account: str, first: date, days: int, new: int) -> dict:
    rows = [
        {"date": first + timedelta(n), "followers_new": new, "followers_cancelled": 0, "followers_net": new,
         "followers_total": 100 + n * new}
        for n in range(days)
    ]  # fmt: skip
    return {"dataset": "wechat_follower_day", "file": f"wechat/{account}/{first:%Y-%m}.xls", "account": account,
            "rows": rows}  # fmt: skip


@pytest.fixture(scope="module")
def home(build_home):
    names = ("old", "young", "late")
    reference = {"ref_account": [{"account_id": name, "channel_id": "wechat", "name": name} for name in names]}
    exports = [followers(name, JUNE, 30, new) for name, new in (("old", 5), ("young", 2))]
    exports += [followers(name, JULY, 10, new) for name, new in (("old", 6), ("young", 3), ("late", 100))]
    return build_home(reference, exports)


def windows(home) -> dict[tuple[str, str], tuple]:
    rows = home.execute("""
        select scope, scope_id, days, value, previous_value, is_comparable, reason from rpt_equal_window
        where metric_id = 'wechat_followers_new' and month = '2021-07'
    """).fetchall()
    return {row[:2]: row[2:] for row in rows}


def test_as_many_days_of_other_accounts_are_not_set_against_each_other(home):
    found = windows(home)
    assert found["account", "old"] == (10, 60, 50, True, None)
    assert found["account", "young"] == (10, 30, 20, True, None)
    for scope in (("institution", "institution"), ("channel", "wechat")):
        days, value, _, is_comparable, reason = found[scope]
        assert (days, value, is_comparable) == (10, 1090, False) and reason

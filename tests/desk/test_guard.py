"""Who may speak to the desk: its own page in this machine's browser, and nobody else."""

import socket
from urllib.parse import quote

import pytest

PAGES = ["/", "/start", "/drop", "/ledgers", "/faults", "/publish", "/trace", "/ask", "/versions"]
ACTIONS = [
    "/drop/store",
    "/faults/answer",
    "/publish/publish",
    "/publish/cancel",
    "/versions/rollback",
    "/start/name",
    "/ledgers/register_training/save",
    "/trace/open",
    "/ask/page",
    "/ask/csv",
    "/look",
    "/here",
]


@pytest.mark.parametrize("path", [*PAGES, "/job", "/static/desk.css", "/reports/index.html"])
def test_nothing_is_shown_without_the_token(opened, path):
    status, headers, _ = opened.ask("GET", path, cookie=False)
    assert status == 403
    # What is refused is a page too: no other site may frame it, and nothing in it may reach out.
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert opened.ask("GET", path, Cookie=f"desk_{opened.port}=guessed")[0] == 403


@pytest.mark.parametrize("path", PAGES)
def test_the_own_page_is_shown_under_a_strict_policy(opened, path):
    status, headers, text = opened.ask("GET", path)
    assert status == 200 and "测试学院" in text
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["cache-control"] == "no-store"


def test_the_token_leaves_the_address_for_a_cookie_that_scripts_cannot_read(opened):
    status, headers, _ = opened.ask("GET", f"/?token={opened.token}", cookie=False)
    assert (status, headers["location"]) == (303, "/")
    assert "HttpOnly" in headers["set-cookie"] and "SameSite=strict" in headers["set-cookie"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "desk.evil.example:80", "0.0.0.0:80", ""])
def test_a_name_that_points_here_is_no_way_in(opened, host):
    """DNS rebinding: the browser of a hostile page believes that its own host has moved to this machine."""
    assert opened.ask("GET", "/", Host=host or "x")[0] == 403


@pytest.mark.parametrize("path", ACTIONS)
@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:9", "http://127.0.0.1.evil.example"]
)
def test_a_page_of_another_site_changes_nothing(opened, path, origin):
    assert opened.ask("POST", path, Origin=origin)[0] == 403


def test_a_navigation_from_another_site_is_refused_even_with_the_cookie(opened):
    assert opened.ask("GET", "/", Sec_Fetch_Site="cross-site")[0] == 403
    assert opened.ask("POST", "/here", Sec_Fetch_Site="same-site")[0] == 403


def test_an_action_without_an_origin_is_no_browser(opened):
    assert opened.ask("POST", "/here", Origin="")[0] == 403


@pytest.mark.parametrize("path", [p for p in ACTIONS if p != "/here"])
def test_a_form_needs_its_own_token(opened, path):
    body = b"form=guessed&item=1&month=2020-09"
    assert opened.ask("POST", path, body)[0] == 403
    assert opened.ask("PUT", "/drop/file", b"x", X_Name="a.csv", X_Form="guessed")[0] == 403


@pytest.mark.parametrize(
    "path", ["/reports/../raw/reference/部门表.csv", "/reports/%2e%2e/raw/x", "/static/../app.py", "/static/app.py"]
)
def test_no_path_comes_from_the_browser(opened, path):
    assert opened.ask("GET", quote(path, safe="/%"))[0] in (400, 404)


def test_actions_are_not_done_by_looking(opened):
    for path in ACTIONS:
        assert opened.ask("GET", path)[0] in (404, 405)


def test_a_form_of_a_megabyte_is_refused(opened):
    token = opened.form_token()
    assert opened.ask("POST", "/faults/answer", f"form={token}&name=".encode() + b"x" * 1_000_000)[0] == 403


def test_the_desk_listens_to_this_machine_alone(opened):
    """Who listens to the whole network answers at every address of this machine, and it has more than one."""
    with socket.socket() as other, pytest.raises(OSError):
        other.settimeout(2)
        other.connect(("127.0.0.2", opened.port))

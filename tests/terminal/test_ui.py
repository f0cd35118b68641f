"""Dagster's web page is for whoever opened it, takes nothing from the home's folder, and leaves nothing behind."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from homes import ARTICLES, article, make_home, write_csv
from processes import processes, wait_for
from websockets.exceptions import InvalidHandshake
from websockets.sync.client import connect

from pipelines.home import REPOSITORY, Home

# Names that Dagster, dbt or ours import: one lying in the folder must never be taken for them.
IMPOSTORS = ("polars.py", "sitecustomize.py", "dagster_webserver.py", "yaml.py", "pipelines.py", "duckdb.py")
MUTATION = "mutation { setNuxSeen }"


@dataclass
class Opened:
    home: Home
    process: subprocess.Popen
    port: int
    token: str
    mark: str

    def ask(self, method: str, path: str, body: str = "", cookie: bool = True, **headers: str):
        own = {"Host": f"127.0.0.1:{self.port}", "Content-Type": "application/json"}
        if method == "POST":
            own["Origin"] = f"http://127.0.0.1:{self.port}"
        if cookie:
            own["Cookie"] = f"dagster_{self.port}={self.token}"
        sent = own | {k.replace("_", "-"): v for k, v in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, {k: v for k, v in sent.items() if v})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")

    def subscribe(self, origin: str | None, cookie: bool = True):
        headers = {"Cookie": f"dagster_{self.port}={self.token}"} if cookie else {}
        address = f"ws://127.0.0.1:{self.port}/graphql"
        return connect(address, origin=origin, subprotocols=["graphql-ws"], additional_headers=headers, open_timeout=30)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def open_ui(home: Home) -> Opened:
    port, mark = free_port(), f"OPENED_BY={home.root}"
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAO", "DAGSTER", "DBT"))}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "pipelines.cli", "ui", "--home", str(home.root), "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        cwd=home.root,
        env=clean | {"OPENED_BY": str(home.root), "PYTHONPATH": str(REPOSITORY)},
    )
    token = next(found[1] for line in process.stdout if (found := re.search(r"token=([\w-]+)", line)))
    ends = time.monotonic() + 300
    while time.monotonic() < ends and process.poll() is None:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.2)
    return Opened(home, process, port, token, mark)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    home = make_home(tmp_path_factory.mktemp("ui") / "home")
    home.warehouse.mkdir(exist_ok=True)
    for folder in (home.root, home.warehouse, home.dagster):
        folder.mkdir(exist_ok=True)
        for name in IMPOSTORS:
            (folder / name).write_text(f"open({str(home.root / 'imported')!r}, 'a').write({name!r})\n", "utf-8")
    ui = open_ui(home)
    yield ui
    ui.process.terminate()
    ui.process.wait(60)


def test_the_page_is_shown_to_whoever_has_the_token(opened):
    status, headers, _ = opened.ask("GET", f"/?token={opened.token}", cookie=False)
    assert status == 303 and "HttpOnly" in headers["set-cookie"] and "SameSite=strict" in headers["set-cookie"]
    assert opened.ask("GET", "/")[0] == 200
    status, _, text = opened.ask("POST", "/graphql", '{"query": "{ version }"}')
    assert status == 200 and json.loads(text)["data"]["version"]


@pytest.mark.parametrize("path", ["/", "/graphql", "/server_info", "/logs/x", "/favicon.png"])
def test_nothing_is_shown_without_the_token(opened, path):
    assert opened.ask("GET", path, cookie=False)[0] == 403


@pytest.mark.parametrize(
    "sent",
    [
        {"cookie": False},
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec_Fetch_Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/graphql", "/report_asset_materialization/published_warehouse"])
def test_another_page_starts_nothing(opened, path, sent):
    assert opened.ask("POST", path, json.dumps({"query": MUTATION}), **sent)[0] == 403


def test_nothing_is_changed_by_looking(opened):
    query = MUTATION.replace(" ", "%20")
    assert opened.ask("GET", f"/graphql?query={query}")[0] == 405
    assert opened.ask("GET", f"/graphql/?query={query}")[0] != 200 or "data" not in opened.ask("GET", "/graphql/")[2]


def test_the_page_listens_to_this_machine_alone(opened):
    """Who listens to the whole network answers at every address of this machine, and it has more than one."""
    with socket.socket() as other, pytest.raises(OSError):
        other.settimeout(2)
        other.connect(("127.0.0.2", opened.port))


def test_subscriptions_are_the_pages_own(opened):
    own = f"http://127.0.0.1:{opened.port}"
    with opened.subscribe(own) as line:
        line.send('{"type": "connection_init"}')
        assert json.loads(line.recv(30))["type"] == "connection_ack"
    for origin, cookie in [(own, False), ("http://evil.example", True), (None, True)]:
        with pytest.raises(InvalidHandshake):
            opened.subscribe(origin, cookie)


def has_definitions(ui: Opened) -> bool:
    """Whether they are loaded, for which the page does not wait before it answers."""
    query = '{"query": "{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }"}'
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if json.loads(ui.ask("POST", "/graphql", query)[2])["data"]["repositoriesOrError"]["nodes"]:
            return True
        time.sleep(0.5)
    return False


def test_the_definitions_are_loaded_and_nothing_else_from_the_folder(opened):
    assert has_definitions(opened)
    assert not (opened.home.root / "imported").exists()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found through /proc")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_everything_ends_with_it(tmp_path, name):
    home = make_home(tmp_path / "home")
    ui = open_ui(home)
    assert wait_for(lambda n: n >= 4, ui.mark, 60) >= 4, "web page, daemon and their servers"
    ui.process.send_signal(getattr(signal, name))
    ui.process.wait(60)
    assert wait_for(lambda n: n == 0, ui.mark, 40) == 0, processes(ui.mark)


RANGE = """
mutation($params: ExecutionParams!) {
  launchPipelineExecution(executionParams: $params) {
    __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message }
  }
}
"""
RUNS = "{ runsOrError { ... on Runs { results { runId status jobName tags { key value } } } } }"


def test_a_range_of_months_asked_for_in_the_page_is_one_run_and_one_publication(tmp_path, prepared):
    """What the page sends for "a range as a single run": the job with the first and the last month as tags."""
    home = prepared(make_home(tmp_path / "home"))
    for month in ("2020-07", "2020-09"):
        write_csv(home.raw / f"website/main/{month}/稿件.csv", [ARTICLES, article(published=f"{month}-10 08:00")])
    ui = open_ui(home)

    def asked(query: str, **variables) -> dict:
        status, _, text = ui.ask("POST", "/graphql", json.dumps({"query": query, "variables": variables}))
        assert status == 200, text
        return json.loads(text)["data"]

    try:
        assert has_definitions(ui)
        ends = time.monotonic() + 300
        selector = {
            "pipelineName": "monthly",
            "repositoryName": "__repository__",
            "repositoryLocationName": "pipelines.orchestration.definitions",
        }
        span = {"dagster/asset_partition_range_start": "2020-07", "dagster/asset_partition_range_end": "2020-09"}
        tags = [{"key": key, "value": value} for key, value in span.items()]
        params = {"selector": selector, "mode": "default", "executionMetadata": {"tags": tags}}
        launched = asked(RANGE, params=params)["launchPipelineExecution"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        runs = asked(RUNS)["runsOrError"]["results"]
        while runs[0]["status"] not in ("SUCCESS", "FAILURE", "CANCELED") and time.monotonic() < ends:
            time.sleep(0.5)
            runs = asked(RUNS)["runsOrError"]["results"]
    finally:
        ui.process.terminate()
        ui.process.wait(60)
    assert [(run["jobName"], run["status"]) for run in runs] == [("monthly", "SUCCESS")]
    assert len((home.warehouse / "runs.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    pages = {page.stem for page in (home.reports / "months").glob("*.html")}
    assert pages == {"2020-07", "2020-08", "2020-09"}, "a month without data has a page that says so"

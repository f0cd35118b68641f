"""A desk as it is opened: a process of its own, spoken to over its port."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from desk_files import WEBSITE, article
from homes import make_home, write_csv

from pipelines.home import Home


@dataclass
class Opened:
    """A desk that runs. address: what its user opens, token included."""

    home: Home
    address: str
    process: subprocess.Popen

    @property
    def port(self) -> int:
        return int(re.search(r":(\d+)/", self.address)[1])

    @property
    def token(self) -> str:
        return self.address.partition("token=")[2]

    def ask(self, method: str, path: str, body: bytes = b"", cookie: bool = True, **headers: str):
        """(status, headers, text) of one request; by default as the desk's own page sends it."""
        status, told, content = self._send(method, path, body, cookie, headers)
        return status, told, content.decode("utf-8", "replace")

    def raw(self, method: str, path: str, body: bytes = b"") -> bytes:
        return self._send(method, path, body, True, {})[2]

    def ask_until(self, path: str, text: str, status: int = 200) -> str:
        """A page that may say at first that it is looking at the files; it must contain ``text`` then."""
        for _ in range(600):
            got, _, page = self.ask("GET", path)
            if "正在检查 raw" not in page:
                assert got == status and text in page, page
                return page or path
            time.sleep(0.2)
        raise AssertionError(f"{path} went on looking")

    def form_token(self, path: str = "/drop") -> str:
        return re.search(r'data-form="([^"]+)"', self.ask("GET", path)[2])[1]

    def _send(self, method: str, path: str, body: bytes, cookie: bool, headers: dict[str, str]):
        own = {"Host": f"127.0.0.1:{self.port}"}
        if method != "GET":
            own["Origin"] = f"http://127.0.0.1:{self.port}"
        if cookie:
            own["Cookie"] = f"desk_{self.port}={self.token}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {**own, **{k.replace("_", "-"): v for k, v in headers.items()}}
        connection.request(method, path, body, {k: v for k, v in sent.items() if v})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


def open_desk(home: Home) -> Opened:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAO", "DAGSTER", "DBT"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "desk", "--no-open", "--home", str(home.root)],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=clean,
    )
    for line in process.stdout:
        if found := re.search(r"http://\S+", line):
            return Opened(home, found[0], process)
    raise AssertionError("the desk did not say its address")


@pytest.fixture(scope="module")
def opened(tmp_path_factory) -> Iterator[Opened]:
    """A small home with one list of the website, and its desk."""
    home = make_home(tmp_path_factory.mktemp("desk") / "学院 home")
    write_csv(home.raw / "website/main/2020-09/稿件.csv", [WEBSITE, article("开学", "外语系", "2020-09-03")])
    desk = open_desk(home)
    yield desk
    desk.process.terminate()
    assert desk.process.wait(20) is not None


@pytest.fixture
def desk_for() -> Iterator[Callable[[Home], Opened]]:
    """Open a desk for a home of the test's own."""
    running = []

    def start(home: Home) -> Opened:
        running.append(open_desk(home))
        return running[-1]

    yield start
    for desk in running:
        desk.process.terminate()
        desk.process.wait(20)

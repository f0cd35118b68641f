"""Small processes of Spark on this machine's loopback: a master, workers (one may be lost), a shared server."""

# The engine is installed for the optional group alone.
# pyright: reportMissingImports=false

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
DEPLOY = "org.apache.spark.deploy"
SHARED = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"
# Two of them, an executor each, beside a driver of 2 GiB: within 6 GiB together.
WORKERS, CORES, WORKER_MEMORY, DAEMON_MEMORY = 2, 1, "1g", "192m"
PATIENCE_SECONDS = 120


@dataclass
class Cluster:
    """address: what the driver is told. killed: workers lost so far."""

    address: str
    folder: Path
    master: subprocess.Popen
    workers: list[subprocess.Popen] = field(default_factory=list)
    killed: int = 0

    def kill_worker(self) -> None:
        """End one worker and the executors it started at once, as a machine does that loses its power."""
        worker = self.workers.pop()
        end(worker, signal.SIGKILL)
        self.killed += 1


@contextmanager
def running(folder: Path, workers: int = WORKERS) -> Iterator[Cluster]:
    """Master and workers, their logs and scratch files below ``folder``; all are ended at the end.

    Raises:
        RuntimeError: they did not find each other in time; with the end of what the master said.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    wanted = ["--host", HOST, "--port", str(port), "--webui-port", "0"]
    master = _start(folder, "master", ["spark-class", f"{DEPLOY}.master.Master", *wanted])
    cluster = Cluster(f"spark://{HOST}:{port}", folder, master)
    try:
        _wait(folder / "master.log", "Starting Spark master", 1)
        for number in range(workers):
            work = folder / f"worker{number}"
            wanted = ["--host", HOST, "--cores", str(CORES), "--memory", WORKER_MEMORY, "--webui-port", "0"]
            command = ["spark-class", f"{DEPLOY}.worker.Worker", *wanted, "--work-dir", str(work), cluster.address]
            cluster.workers.append(_start(folder, f"worker{number}", command))
        _wait(folder / "master.log", "Registering worker", workers)
        yield cluster
    finally:
        for process in (*cluster.workers, master):
            end(process, signal.SIGTERM)


@contextmanager
def serving(folder: Path, tables: Path, memory: str = "2g") -> Iterator[str]:
    """A Thrift server as several would share one, its tables below ``tables``; yields ``host:port`` of it.

    Raises:
        RuntimeError: it did not answer in time; with the end of what it said.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    settings = {
        "spark.sql.warehouse.dir": tables.as_uri(),
        "spark.ui.enabled": "false",
        "spark.driver.extraJavaOptions": f"-Dderby.system.home={folder}",
        "spark.hadoop.hive.exec.scratchdir": str(folder / "hive"),
    }
    confs = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
    listening = [f"hive.server2.thrift.port={port}", f"hive.server2.thrift.bind.host={HOST}"]
    hiveconfs = [part for said in listening for part in ("--hiveconf", said)]
    command = ["spark-submit", "--master", f"local[{CORES}]", *confs, "--class", SHARED, "spark-internal", *hiveconfs]
    server = _start(folder, "server", command, memory)
    try:
        _wait(folder / "server.log", "ThriftBinaryCLIService on port", 1)
        yield f"{HOST}:{port}"
    finally:
        end(server, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return free.getsockname()[1]


def losing_one(cluster: Cluster, part: float) -> Callable[[str], None]:
    """Hears of each node that a build begins with (``number/all name``), from any thread, and kills one worker when so
    large a part has begun."""
    once = threading.Lock()

    def began(said: str) -> None:
        number, _, everything = said.partition(" ")[0].partition("/")
        if int(number) >= int(everything) * part and once.acquire(blocking=False):
            cluster.kill_worker()

    return began


def end(process: subprocess.Popen, how: signal.Signals) -> None:
    """End a process and those it started: they share a session of their own."""
    if process.poll() is None:
        os.killpg(process.pid, how)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _start(folder: Path, name: str, command: list[str], memory: str = DAEMON_MEMORY) -> subprocess.Popen:
    import pyspark

    home = Path(pyspark.__path__[0])
    own = {
        "SPARK_HOME": str(home),
        "SPARK_DAEMON_MEMORY": memory,  # of a server too, whatever its settings say
        "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "SPARK_LOCAL_IP": HOST,
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "PYSPARK_PYTHON": sys.executable,
    }
    log = (folder / f"{name}.log").open("wb")
    started = [str(home / "bin" / command[0]), *command[1:]]
    with log:
        return subprocess.Popen(
            started, cwd=folder, env=os.environ | own, stdout=log, stderr=log, start_new_session=True
        )


def _wait(log: Path, said: str, times: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        text = log.read_text(encoding="utf-8", errors="replace")
        if len(re.findall(re.escape(said), text)) >= times:
            return
        time.sleep(0.3)
    raise RuntimeError(f"Spark 没有起来（{said}）：\n{text[-2000:]}")

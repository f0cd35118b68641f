"""Whether this machine can run Spark, and what to do where it cannot."""

import re
import shutil
import subprocess
from importlib.util import find_spec

OLDEST_JAVA = 17


def why_not() -> str:
    """Why Spark cannot run here, in a sentence with its remedy; empty where it can."""
    if not find_spec("pyspark") or not find_spec("dbt.adapters.spark"):
        return "没有安装 Spark 的依赖：pip install -r requirements-spark.lock（或 uv pip sync）。"
    version = java_version()
    if version < OLDEST_JAVA:
        found = f"只有 Java {version}" if version else "没有 Java"
        remedy = "Debian 上 apt-get install default-jre-headless"
        return f"Spark 需要 Java {OLDEST_JAVA} 或更新的，这台机器{found}：{remedy}。"
    return ""


def java_version() -> int:
    """17 of ``openjdk version "17.0.15"``; 0 where there is no Java."""
    java = shutil.which("java")
    if not java:
        return 0
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0

"""``tongbao ui``: Dagster's web page for this home, on the loopback address only."""

import os
import subprocess
import sys

from pipelines.commands.greeting import greet, name_in_tables
from pipelines.commands.usage import existing_home


def ui(directory: str | None, port: int) -> None:
    from pipelines.orchestration.environment import dagster_environment

    home = existing_home(directory)
    greet(home, name_in_tables(home))
    print(f"网页地址：http://127.0.0.1:{port}　按 Ctrl+C 结束。", flush=True)
    command = [
        sys.executable,
        "-m",
        "dagster",
        "dev",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "-m",
        "pipelines.orchestration.definitions",
    ]
    sys.exit(
        subprocess.run(command, env=os.environ | dagster_environment(home), cwd=home.warehouse, check=False).returncode
    )

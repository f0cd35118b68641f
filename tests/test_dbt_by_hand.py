"""Those who know dbt use it as they are used to, from its own folder, beside the runs of ``tongbao``."""

import os
import subprocess
import sys
from pathlib import Path

from pipelines.home import DBT_PROJECT


def test_build_test_and_docs_work_from_the_project_folder(published_home, tmp_path):
    before = published_home.published.stat().st_mtime_ns
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAO", "DBT", "DAGSTER"))}
    environment = clean | {
        "TONGBAO_LANDING": published_home.landing.as_posix(),
        "TONGBAO_BUILD": tmp_path.as_posix(),
        "DBT_TARGET_PATH": str(tmp_path / "target"),
        "DBT_LOG_PATH": str(tmp_path / "logs"),
    }

    def dbt(*arguments: str) -> str:
        outcome = subprocess.run(
            [str(Path(sys.executable).with_name("dbt")), *arguments],
            cwd=DBT_PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        # What dbt is going to drop it announces as a warning.
        assert "WARNING" not in outcome.stdout, outcome.stdout
        return outcome.stdout

    dbt("parse")
    assert "dim_metric" in dbt("build", "--select", "+dim_metric")
    assert "PASS=" in dbt("test", "--select", "dim_metric")
    dbt("docs", "generate", "--static", "--select", "dim_metric")
    assert (tmp_path / "target" / "static_index.html").stat().st_size > 0
    assert published_home.published.stat().st_mtime_ns == before

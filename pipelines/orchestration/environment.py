"""Where Dagster finds its settings and keeps its records."""

import os
import shutil

from pipelines.home import REPOSITORY, Home


def dagster_environment(home: Home) -> dict[str, str]:
    """The settings are the repository's ``dagster.yaml``, copied to where everything Dagster writes lies: whatever it
    puts beside its settings stays under the home's warehouse/ too.
    """
    home.dagster.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(REPOSITORY / "dagster.yaml", home.dagster / "dagster.yaml")
    return {
        "DAGSTER_HOME": str(home.dagster),
        "TONGBAO_HOME": str(home.root),
        "TONGBAO_DAGSTER": str(home.dagster),
        "DO_NOT_TRACK": "1",
    }


def plain_environment(home: Home) -> dict[str, str]:
    """This process's environment without what an operator set for Dagster or dbt projects of his own."""
    own = {n: v for n, v in os.environ.items() if not n.startswith(("DAGSTER_", "DBT_"))}
    return own | dagster_environment(home)

"""Where Dagster finds its settings and keeps its records."""

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

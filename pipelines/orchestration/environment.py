"""Where Dagster finds its settings and keeps its records."""

from pipelines.home import REPOSITORY, Home


def dagster_environment(home: Home) -> dict[str, str]:
    """``dagster.yaml`` is the repository's; everything Dagster writes lies under the home's warehouse/."""
    home.dagster.mkdir(parents=True, exist_ok=True)
    return {
        "DAGSTER_HOME": str(REPOSITORY),
        "TONGBAO_HOME": str(home.root),
        "TONGBAO_DAGSTER": str(home.dagster),
        "DO_NOT_TRACK": "1",
    }

"""Where Dagster finds its settings and keeps its records."""

import os
import shutil
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir

from pipelines.home import REPOSITORY, Home


def dagster_environment(home: Home) -> dict[str, str]:
    """The settings are the repository's ``dagster.yaml``, copied to where everything Dagster writes lies: whatever it
    puts beside its settings stays under the home's warehouse/ too.
    """
    home.dagster.mkdir(parents=True, exist_ok=True)
    settings = _settings_folder(home)
    settings.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(REPOSITORY / "dagster.yaml", settings / "dagster.yaml")
    return {
        "DAGSTER_HOME": str(settings),
        "TONGBAO_HOME": str(home.root),
        "TONGBAO_DAGSTER": str(home.dagster),
        "DO_NOT_TRACK": "1",
    }


def plain_environment(home: Home) -> dict[str, str]:
    """This process's environment without what an operator set for Dagster or dbt projects of his own."""
    own = {n: v for n, v in os.environ.items() if not n.startswith(("DAGSTER_", "DBT_"))}
    return own | dagster_environment(home)


def _settings_folder(home: Home) -> Path:
    """Dagster looks its settings up by a pattern, so it does not find them in a place such as 学院[2020]; without them
    it would send usage statistics."""
    if not set("[]*") & set(str(home.dagster)):
        return home.dagster
    return Path(gettempdir()) / f"tongbao-{sha256(str(home.root).encode()).hexdigest()[:16]}"

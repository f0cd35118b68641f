"""What dbt says, called by hand, before there is anything to build from: a sentence in place of a traceback."""

from pathlib import Path

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError


class Plugin(BasePlugin):
    """Looks at the folders of the profile before dbt-duckdb opens a file in them."""

    def initialize(self, plugin_config: dict) -> None:
        landing = Path(plugin_config["landing"])
        if not next(landing.glob("*/*.parquet"), None):
            raise DbtRuntimeError(
                f"{landing.resolve()} 里还没有数据：请先运行一次 tongbao run，再用 dbt。"
                "别的单位用环境变量 TONGBAO_LANDING、TONGBAO_BUILD 指明，见 docs/architecture.md。"
            )
        Path(plugin_config["build"]).mkdir(parents=True, exist_ok=True)

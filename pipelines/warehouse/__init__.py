"""From landing to the published file: run dbt, audit, publish in one rename, remember what was published."""

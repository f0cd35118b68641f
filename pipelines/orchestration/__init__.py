"""The steps of a month as Dagster assets, checks and jobs: what the command does, the web page does."""

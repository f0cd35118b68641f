"""Runs several models in a row on rows given by hand: a unit test of dbt knows one model alone.

The SQL is what dbt compiled for a golden home; tables that are not given are empty, seeds are as they are.
"""

import re
from pathlib import Path

import duckdb
import yaml

CASES = Path(__file__).parent / "warehouse" / "plans" / "cases"
RELATION = re.compile(r'"(work|tongbao)"\."(\w+)"\."(\w+)"')
SUBJECTS = (
    "int_terms",
    "int_subjects",
    "int_subject_rows",
    "int_subject_months__figures",
    "int_subject_months",
    "int_target_periods",
    "int_target_windows",
    "int_rule_periods",
    "int_subject_periods",
)
CHAINS = {
    "fct_target": (
        *SUBJECTS,
        "int_target_events",
        "int_target_figures",
        "int_target_fulfilments",
        "int_target_gaps",
        "int_target_measures",
        "fct_target",
    ),
    "fct_rule_result": (*SUBJECTS, "int_rule_silences", "fct_rule_result"),
}


def cases(name: str) -> list[dict]:
    """``name``, ``given`` (table → rows) and ``expect`` (rows with the columns that matter) of each case of a file."""
    content = yaml.safe_load((CASES / f"{name}.yml").read_text(encoding="utf-8"))
    return [case | {"given": content["common"] | case["given"]} for case in content["cases"]]


class Chain:
    """The models of ``CHAINS[last]``, ready to be run on given rows.

    warehouse: the build folder of a golden home. compiled: model → its SQL as dbt compiled it.
    """

    def __init__(self, last: str, warehouse: Path, compiled: dict[str, str]):
        self.last = last
        self.steps = [(model, compiled[model]) for model in CHAINS[last]]
        made = {model for model, _ in self.steps}
        self.inputs, self.places = set(), {}
        for _, sql in self.steps:
            for place in RELATION.findall(sql):
                self.places[place[2]] = ".".join(f'"{part}"' for part in place)
                if place[2] not in made:
                    self.inputs.add(place)
        self.database = duckdb.connect()
        for name in ("work", "tongbao"):
            self.database.execute(f"ATTACH ':memory:' AS {name}")
            self.database.execute(f"ATTACH '{warehouse / f'{name}.duckdb'}' AS golden_{name} (READ_ONLY)")
        for catalog, schema in {place[:2] for place in RELATION.findall(" ".join(sql for _, sql in self.steps))}:
            self.database.execute(f'CREATE SCHEMA IF NOT EXISTS "{catalog}"."{schema}"')
        self.database.execute('CREATE SCHEMA IF NOT EXISTS "tongbao"."main"')

    def run(self, given: dict[str, list[dict]], expect: list[dict]) -> tuple[list[tuple], list[tuple]]:
        """Rows that came out but were not expected, and rows that were expected but did not come out."""
        unknown = set(given) - {name for _, _, name in self.inputs}
        assert not unknown, f"not read by {self.last}: {unknown}"
        for catalog, schema, name in self.inputs:
            keep = "" if schema == "seeds" and name not in given else "LIMIT 0"
            place = f'"{catalog}"."{schema}"."{name}"'
            source = f'"golden_{catalog}"."{schema}"."{name}"'
            self.database.execute(f"CREATE OR REPLACE TABLE {place} AS SELECT * FROM {source} {keep}")
            self._insert(place, given.get(name, []))
        for model, sql in self.steps:
            place = self.places.get(model, f'"tongbao"."main"."{model}"')
            self.database.execute(f"CREATE OR REPLACE TABLE {place} AS {sql}")
        columns = ", ".join(expect[0])
        found = f'SELECT {columns} FROM "tongbao"."main"."{self.last}"'
        self.database.execute(f"CREATE OR REPLACE TEMP TABLE expected AS {found} LIMIT 0")
        self._insert("expected", expect)
        beyond = self.database.execute(f"{found} EXCEPT ALL FROM expected").fetchall()
        lacking = self.database.execute(f"FROM expected EXCEPT ALL {found}").fetchall()
        return beyond, lacking

    def _insert(self, table: str, rows: list[dict]) -> None:
        for row in rows:
            names, marks = ", ".join(row), ", ".join("?" for _ in row)
            self.database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))

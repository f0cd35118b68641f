"""The dbt project keeps its own rules: layers read only what lies below them, and every public thing is explained."""

import csv
import re
from collections import Counter
from pathlib import Path

import duckdb
import pytest
import yaml

from pipelines.contracts import CONTRACTS
from pipelines.home import DBT_PROJECT, REPOSITORY
from pipelines.warehouse.memory import PUBLISHED

# What ingestion writes beside the contracts' datasets.
OWN_SOURCES = {"ingest_file", "ingest_issue", "ingest_run", "ingest_verdict", *PUBLISHED}

ALLOWED = {
    "staging": {"source"},
    "intermediate": {"source", "staging", "intermediate", "seed"},
    "marts": {"source", "staging", "intermediate", "marts", "seed"},
    "aggregates": {"marts", "aggregates"},
    "reports": {"marts", "aggregates", "reports"},
    "checks": {"source", "intermediate", "marts", "reports", "seed"},
    "bulletin": {"intermediate", "marts"},
    # The sources of quality are what ingestion writes of itself, and two tables that are published as they are.
    "quality": {"source", "intermediate", "marts", "reports", "checks", "quality", "seed"},
}
PUBLIC = ("marts", "reports", "bulletin", "quality")


@pytest.fixture(scope="module")
def models(manifest):
    return {n.unique_id: n for n in manifest.nodes.values() if n.resource_type == "model"}


def layer(manifest, unique_id: str) -> str:
    kind = unique_id.split(".")[0]
    return manifest.nodes[unique_id].fqn[1] if kind == "model" else kind


def test_a_layer_reads_only_the_layers_below_it(manifest, models):
    wrong = [
        f"{node.name} ({layer(manifest, uid)}) reads {parent} ({layer(manifest, parent)})"
        for uid, node in models.items()
        for parent in node.depends_on.nodes
        if layer(manifest, parent) not in ALLOWED[layer(manifest, uid)]
    ]
    assert wrong == []


def test_quality_reads_of_landing_only_what_is_its_own_subject(manifest, models):
    own = OWN_SOURCES | {"ref_institution", "ref_correction"}
    wrong = [
        f"{node.name}: {manifest.sources[parent].name}"
        for uid, node in models.items()
        if layer(manifest, uid) == "quality"
        for parent in node.depends_on.nodes
        if parent in manifest.sources and manifest.sources[parent].name not in own
    ]
    assert wrong == []


def test_a_month_of_any_source_of_figures_is_a_month_in_the_data(manifest, models):
    """What gives a figure must also say that its month is one the data speaks of, or the figure is never shown."""

    def landed_behind(model: str, stop_at=()) -> set[str]:
        found, waiting = set(), [next(uid for uid, node in models.items() if node.name == model)]
        while waiting:
            parents = models[waiting.pop()].depends_on.nodes
            found |= {manifest.sources[parent].name for parent in parents if parent in manifest.sources}
            waiting += [parent for parent in parents if parent in models and models[parent].name not in stop_at]
        return {name for name in found if not name.startswith(("ref_", "ingest_"))}

    told = landed_behind("int_months")
    gives = landed_behind("int_metric_contributions", stop_at=("int_months",))
    assert gives - told == set()
    assert {"web_traffic_month", "wechat_regular_reader", "party_task"} <= told


def test_model_names_tell_their_layer(manifest, models):
    prefixes = {"staging": "stg_", "intermediate": "int_", "marts": ("dim_", "fct_", "bridge_"), "aggregates": "agg_"}
    prefixes |= {"checks": "checks_", "reports": "rpt_", "bulletin": "bulletin_", "quality": "quality_"}
    wrong = [n.name for uid, n in models.items() if not n.name.startswith(prefixes[layer(manifest, uid)])]
    assert wrong == []


def test_sources_are_exactly_what_ingestion_lands(manifest):
    sources = {s.name for s in manifest.sources.values()}
    assert sources == set(CONTRACTS) | OWN_SOURCES


@pytest.fixture(scope="module")
def empty_home(build_home):
    """A home without a single file: everything is built, nothing is in it."""
    return build_home({}, [])


@pytest.fixture(scope="module")
def staged(manifest, models):
    """Dataset → the staging model that is written by hand, because it does more than landing does."""
    return {
        manifest.sources[parent].name: node
        for uid, node in models.items()
        for parent in node.depends_on.nodes
        if layer(manifest, uid) == "staging" and parent in manifest.sources
    }


def test_every_column_of_a_contract_reaches_the_warehouse(staged, manifest, empty_home):
    (path,) = empty_home.execute("select path from duckdb_databases() where database_name = 'tongbao'").fetchone()
    empty_home.execute(f"attach '{Path(path).with_name('work.duckdb')}' as work (read_only)")
    found = empty_home.execute("""
        select schema_name, table_name, list(column_name) from
        (select schema_name, table_name, column_name from duckdb_columns() where database_name = 'work') group by all
    """).fetchall()
    columns = {(schema, table): set(names) for schema, table, names in found}
    lacking = {}
    for name, data in CONTRACTS.items():
        place = ("staging", staged[name].name) if name in staged else ("landing", name)
        lacking[name] = set(data.dtypes) - columns[place]
    assert {name: missing for name, missing in lacking.items() if missing} == {}


def test_nobody_reads_landing_past_a_staging_model(manifest, models, staged):
    wrong = [
        f"{node.name}: {parent}"
        for uid, node in models.items()
        for parent in node.depends_on.nodes
        if parent in manifest.sources and manifest.sources[parent].name in staged and layer(manifest, uid) != "staging"
    ]
    assert wrong == []


def test_a_staging_model_does_more_than_landing(staged):
    """A column as it is is what landing has: that needs no model."""

    def is_idle(sql: str) -> bool:
        columns = re.search(r"select\n(.*?)\nfrom ", sql, re.DOTALL)
        lines = [line.strip().rstrip(",") for line in columns[1].splitlines()] if columns else []
        return "where" not in sql and all(re.fullmatch(r"\w+", line) for line in lines)

    idle = [node.name for node in staged.values() if is_idle(node.raw_code)]
    assert idle == []


# Which days and accounts are spoken of is no use that anyone sees.
ONLY_ASKED = {"int_coverage", "int_months", "int_account_versions"}


def test_nothing_that_is_landed_leads_nowhere(manifest, models):
    """Every data set is a published table, or part of one."""
    children: dict[str, list[str]] = {}
    for uid, node in models.items():
        if node.name not in ONLY_ASKED:
            for parent in node.depends_on.nodes:
                children.setdefault(parent, []).append(uid)
    unused = []
    for uid, source in manifest.sources.items():
        if source.name in CONTRACTS and not CONTRACTS[source.name].is_reference:
            seen, waiting = set(), [uid]
            while waiting:
                for child in children.get(waiting.pop(), []):
                    if child not in seen:
                        seen.add(child)
                        waiting.append(child)
            if not any(layer(manifest, child) in PUBLIC for child in seen):
                unused.append(source.name)
    assert unused == []


def test_a_home_without_files_has_a_warehouse_without_figures(empty_home):
    assert empty_home.execute("select count(*) from rpt_metric_trend").fetchone() == (0,)
    assert empty_home.execute("select count(*) from dim_metric").fetchone()[0] > 0


def test_columns_are_named_in_the_words_of_the_field(empty_home):
    """As of, effective from, bridge, grain, known from; not what somebody told, asked or spoke of."""
    (path,) = empty_home.execute("select path from duckdb_databases() where database_name = 'tongbao'").fetchone()
    with duckdb.connect() as other:
        for name in ("tongbao", "work"):
            other.execute(f"attach '{Path(path).with_name(name)}.duckdb' as {name} (read_only)")
        private = other.execute("""
            select table_name, column_name from duckdb_columns()
            where not internal and regexp_matches(column_name, '(^|_)(told|asked|spoken)(_|$)') order by all
        """).fetchall()
    assert private == []


def test_dimensions_declare_their_key_so_that_tools_draw_it(empty_home):
    declared = empty_home.execute("""
        select table_name, constraint_column_names from duckdb_constraints()
        where constraint_type = 'PRIMARY KEY' and database_name = 'tongbao' order by 1
    """).fetchall()
    assert declared == [
        ("dim_account", ["account_key"]),
        ("dim_bulletin", ["month"]),
        ("dim_channel", ["channel_id"]),
        ("dim_department", ["department_key"]),
        ("dim_metric", ["metric_id"]),
        ("dim_month", ["month"]),
    ]


def test_every_name_of_a_fact_is_looked_up_in_its_dimension(models, empty_home, compiled):
    """By the test facts_lead_to_dimensions, which finds a row that a dimension does not know."""
    (path,) = empty_home.execute("select path from duckdb_databases() where database_name = 'tongbao'").fetchone()
    sql = compiled["facts_lead_to_dimensions"]
    keys = {"department_id", "account_id", "metric_id", "month", "channel_id", "party_org_id"}
    named = {(node.name, key) for node in models.values() for key in keys & node.columns.keys()
             if node.name.startswith(("fct_", "bridge_"))}  # fmt: skip
    assert set(re.findall(r"select '(\w+)' as fact, '(\w+)' as key", sql)) == named
    with duckdb.connect() as other:
        other.execute(f"attach '{path}' as built (read_only)")
        for schema in ("tongbao", "work"):
            other.execute(f"attach ':memory:' as {schema}")
        tables = set(re.findall(r'"tongbao"\."main"\."(\w+)"', sql))
        for table in tables:
            other.execute(f"create table tongbao.main.{table} as select * from built.main.{table} limit 0")
        assert other.execute(sql).fetchall() == []
        other.execute("insert into tongbao.main.fct_metric_month (metric_id, month) values ('nobody', '2020-09')")
        other.execute("insert into tongbao.main.dim_month (month) values ('2020-09')")
        assert other.execute(sql).fetchall() == [("fct_metric_month", "metric_id", "nobody", 1)]


def test_every_public_model_has_a_note_a_contract_and_explained_columns(manifest, models):
    lacking = []
    for uid, node in models.items():
        if layer(manifest, uid) not in PUBLIC:
            continue
        if "注意：" not in node.description or "主键：" not in node.description:
            lacking.append(f"{node.name}: note without nuance or key")
        if not node.contract.enforced:
            lacking.append(f"{node.name}: contract")
        lacking += [f"{node.name}.{c.name}" for c in node.columns.values() if not c.description or not c.data_type]
    assert lacking == []


def test_the_note_of_a_staging_model_states_the_key_of_its_contract(staged):
    """主键：account_id, valid_from; behind a bracket stands which rows it holds for."""
    stated = {
        name: re.search(r"主键：([\w, ]+)", node.description).group(1).split(", ") for name, node in staged.items()
    }
    wrong = {name: keys for name, keys in stated.items() if keys != list(CONTRACTS[name].key)}
    assert wrong == {}


def test_the_key_a_public_model_states_is_tested(manifest, models):
    """As unique rows of its columns, or as one unique column; what states no key, or more than one, is left."""
    tested = {}
    for node in manifest.nodes.values():
        if node.resource_type == "test" and hasattr(node, "test_metadata"):
            columns = node.test_metadata.kwargs.get("columns") or [node.column_name]
            tested.setdefault(node.attached_node, []).append(columns)
    wrong = [
        f"{node.name}: {key}"
        for uid, node in models.items()
        if layer(manifest, uid) in PUBLIC
        and (key := re.search(r"主键：(.*)", node.description).group(1)) != "无"
        and key.split(", ") not in tested.get(uid, [])
    ]
    assert wrong == []


def test_codes_that_a_column_lists_are_explained(manifest, models):
    """``share、deadline`` tells an analyst nothing; a table's name behind 见 needs no explanation."""
    bare = re.compile(r"(?<!见 )\b[a-z_]+(?:、|，| 或 )[a-z_]+\b")
    unexplained = [
        f"{node.name}.{column.name}: {column.description}"
        for uid, node in models.items()
        if layer(manifest, uid) in PUBLIC
        for column in node.columns.values()
        if bare.search(column.description)
    ]
    assert unexplained == []


def test_a_word_for_a_metric_names_one_metric():
    def seed(name: str) -> list[dict]:
        with (DBT_PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    metrics = seed("metric") + seed("metric_rate")
    words = [metric["name"] for metric in metrics] + [row["synonym"] for row in seed("metric_synonym")]
    assert [word for word, times in Counter(words).items() if times > 1] == []
    assert {row["metric_id"] for row in seed("metric_synonym")} <= {metric["metric_id"] for metric in metrics}


def test_every_model_has_its_yml_beside_it():
    files = (DBT_PROJECT / "models").rglob("*.sql")
    assert [p.name for p in files if not p.with_suffix(".yml").exists()] == []


def test_a_model_over_two_hundred_lines_gives_its_reason():
    """In its first comment, in a line that goes when the model is shorter again."""
    wrong = []
    for path in (DBT_PROJECT / "models").rglob("*.sql"):
        sql = path.read_text("utf-8")
        head = re.match(r"(--[^\n]*\n|\{#.*?#\}\n)*", sql, re.DOTALL)[0]
        if (len(sql.splitlines()) > 200) != ("-- Over 200 lines: " in head):
            wrong.append(path.name)
    assert wrong == []


# Printed tables, lists that are read from the top, dimensions; and what several reports read month by month.
IN_ORDER = ("bulletin_", "quality_", "dim_", "agg_metric_month")


def test_a_table_that_is_only_read_is_not_sorted_first():
    """Who reads facts and reports says in what order: a sort of all rows before they are stored serves nobody."""
    ending = re.compile(r"\norder by [^\n]*(\n [^\n]*)*\s*$")
    sorted_first = [
        path.stem
        for path in (DBT_PROJECT / "models").rglob("*.sql")
        if ending.search(path.read_text("utf-8")) and not path.stem.startswith(IN_ORDER)
    ]
    assert sorted_first == []


def test_python_names_no_model_that_stays_inside(models):
    """What is published has names of its own; the rest belongs to SQL alone."""
    inside = {node.name for node in models.values() if node.database == "work"}
    assert len(inside) > 80
    named = {
        path.name: names
        for path in (REPOSITORY / "pipelines").rglob("*.py")
        if (names := inside.intersection(re.findall(r"\w+", path.read_text("utf-8"))))
    }
    assert named == {}


def test_no_package_is_needed_and_nothing_is_sent():
    project = yaml.safe_load((DBT_PROJECT / "dbt_project.yml").read_text("utf-8"))
    assert project["flags"]["send_anonymous_usage_stats"] is False
    assert not list(DBT_PROJECT.glob("packages.yml")) + list(DBT_PROJECT.glob("dependencies.yml"))


# What only one engine understands, or another understands otherwise, and the macro of engine.sql that stands for it.
IDIOMS = {
    r"\bread_parquet\b": "source('landing', …)",
    r"\bvarchar\b": "string",
    r"::": "cast(… as …)",
    r"\b(strftime|strptime|date_format|to_char)\b": "month_of, iso_week_of",
    r"\b(isodow|dayofweek|weekday|dow)\b(?=\s+from|\()": "days_inclusive(week_start(day), day)",
    r"\b(generate_series|range|sequence)\(": "month_spine, day_spine",
    r"\b(epoch|date_diff|datediff|date_sub|date_add|timestampdiff|age)\(": "days_between, hours_between, add_days",
    r"\b\w*(_on|_day|_date|_until|deadline)\s-\s": "days_between, add_days",
    r"\blast_day\(": "month_end",
    r"\b(regexp_\w+|rlike|similar to|ilike|starts_with|ends_with|contains)\b\s*\(?": "matches, replace_all, like",
    r"\b(unnest|explode|\w*string_split\w*|split_part|list_\w+\(|array_\w+\()": "split_rows, is_listed",
    r"\b(string_agg|listagg|group_concat)\b": "join_texts, join_distinct",
    r"\b(max_by|min_by|arg_max|arg_min)\b": "value_at_last, value_at_first",
    r"\b(ignore|respect) nulls\b": "last_known",
    r"\bround\(": "rounded",
    r"\b(to_json|json_(?!of)\w+|struct_pack|row_to_json)\(": "json_of",
    r"\bas (not )?materialized\b": "once",
    r"\b(pivot|unpivot|asof|qualify|try_cast|quantile_cont|by name|group by all|order by all)\b": "plain SQL",
    r"\*\s+(exclude|replace)\b": "a list of columns",
    r"\),\s*\n+select\b": "no comma behind the last step",
}


def test_what_engines_spell_differently_stands_in_the_engine_file_alone():
    """The project is built on more than one engine (docs/developing.md): anything else goes through a macro."""
    found = []
    for folder in ("models", "macros", "tests"):
        for path in (DBT_PROJECT / folder).rglob("*.sql"):
            if path.name in ("engine.sql", "materializations.sql", "spark.sql"):
                continue
            sql = re.sub(r"\{#.*?#\}|--[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)
            found += [
                f"{path.name}: {match[0].strip()} → {instead}"
                for idiom, instead in IDIOMS.items()
                for match in re.finditer(idiom, sql)
            ]
            outside = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", sql, flags=re.DOTALL)
            outside = re.sub(r"'(?:[^']|'')*'", "", outside)
            found += [f"{path.name}: {name} → adapter.quote('…')" for name in re.findall(r'"[^"]*"', outside)]
    assert found == []


# What may have decimals: points, amounts, hours, shares of a piece and what a share is of.
FRACTIONS = (
    r"\b(?:sum|avg)\((?:case when [^()]*? then )?(?:\w+\.)?"
    r"\w*(?:value|points|hours|amount|shortfall|actual|change|whole)\b"
)


def test_sums_of_fractions_do_not_depend_on_the_order_of_adding():
    """Both sides of a check are rounded in quality_reconciliation, all other sums where they are made."""
    found = []
    for path in (DBT_PROJECT / "models").rglob("*.sql"):
        if path.parent.name != "checks":
            sql = re.sub(r"\{#.*?#\}|--[^\n]*|\{\{.*?\}\}", "", path.read_text("utf-8"), flags=re.DOTALL)
            found += [f"{path.name}: {match[0]}… → summed" for match in re.finditer(FRACTIONS, sql)]
    assert found == []


def test_texts_are_declared_as_string_everywhere():
    """varchar without a length is no type of Spark."""
    declared = {p.name for p in (DBT_PROJECT / "models").rglob("*.yml") if "varchar" in p.read_text("utf-8").lower()}
    assert declared == set()

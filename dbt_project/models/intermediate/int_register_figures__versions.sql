-- Ledger row, every version, x metric it feeds, with what it adds. Which rows feed a metric is said in seed register_metric; a row of
-- the general count register names its metric itself. A row that fits but may not be added says why.
{%- set measures = register_measures() %}

with entries as (

    select
        *,
        -- An issue of a paper on paper, on the web and on telephones is one issue: its number and year name it.
        case
            when register_id = 'register_paper'
                then
                    coalesce(event_id, concat_ws(
                        '|', 'paper', coalesce({{ squeeze('subject') }}, ''), extract(year from occurred_on),
                        {{ replace_all(squeeze('title'), '^(?:总)?第|[期号]$') }}
                    ))
            else event_id
        end as same_event_id
    from {{ ref('int_register_entries__versions') }}

),

rules as (

    select
        register_id,
        category as category_pattern,
        except_category,
        level as level_pattern,
        measure,
        metric_id,
        unit as units
    from {{ ref('register_metric') }}

),

ruled as (

    select
        entries.*,
        rules.metric_id as fed_metric_id,
        rules.measure,
        rules.units,
        true as is_own_ledger
    from entries
    inner join rules
        on
            entries.register_id = rules.register_id
            and {{ fits('entries.category', 'rules.category_pattern') }}
            and {{ fits('entries.level', 'rules.level_pattern') }}
            and (
                rules.except_category is null
                or not {{ matches_column("coalesce(entries.category, '')", 'rules.except_category') }}
            )
    where entries.metric_id is null
    union all
    select
        entries.*,
        entries.metric_id,
        'quantity',
        metrics.unit,
        metrics.dataset = entries.register_id
    from entries
    left join {{ ref('metric') }} as metrics on entries.metric_id = metrics.metric_id
    where entries.metric_id is not null

),

measured as (

    select
        *,
        -- A metric has one source: what has a ledger of its own is not also counted by hand.
        case
            when is_own_ledger is null then 'metric'
            when not is_own_ledger then 'ledger'
            when not is_of_one_month then 'period'
            when
                measure like 'quantity%' and unit is not null
                and not '|' || units || '|' like '%|' || {{ squeeze('unit') }} || '|%'
                then 'unit'
            -- Persons are told from prizes by their unit alone; a prize without one is no person.
            when measure = 'quantity_of_unit' and unit is null then 'unit'
        end as left_out,
        cast(case measure
            {% for measure, parts in measures.items() -%}
            when '{{ measure }}' then {{ parts[0] }}
            {% endfor -%}
            {% for column in register_numbers() -%}
            when '{{ column }}' then {{ column }}
            {% endfor -%}
        end as double) as numerator,
        cast(case measure
            {% for measure, parts in measures.items() if parts[1] != 'null' -%}
            when '{{ measure }}' then {{ parts[1] }}
            {% endfor -%}
        end as double) as denominator,
        measure like '%share' as is_share,
        -- A joint event stands in several rows or ledgers and counts once, with the unit that comes first.
        measure like '%event%' and same_event_id is not null and row_number() over (
            partition by fed_metric_id, same_event_id, is_superseded
            order by occurred_on, source_file, source_sheet, source_row
        ) > 1 as is_repeated_event
    from ruled

)

select
    entry_id,
    register_id,
    fed_metric_id as metric_id,
    occurred_on,
    period_start,
    month,
    department_id,
    measure,
    case when measure like '%event%' then same_event_id end as event_id,
    case when is_repeated_event then 'event' else left_out end as left_out,
    is_share,
    numerator,
    denominator,
    capped <> '' as is_capped,
    as_of,
    is_superseded,
    known_from,
    known_to,
    file_id as source_file_id,
    source_file,
    source_sheet,
    source_row
from measured

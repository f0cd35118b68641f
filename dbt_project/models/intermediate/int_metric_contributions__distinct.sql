-- Monthly figures that count different things and not rows, in the columns of
-- int_metric_contributions__versions, as known now: of each thing the first row stands for it. Over several months such
-- figures are counted anew (rpt_unit_coverage), never added.
with entries as (

    -- A select each: one with a case for both makes DuckDB 2.0 stop with an error of its own where a metric is asked for.
    {%- for register_id, metric_id, column in [
        ('register_activities', 'event_types_held', 'category'), ('register_lectures', 'lecture_themes', 'title')
    ] %}
    select
        '{{ metric_id }}' as counted_as,
        month,
        as_of,
        file_id as source_file_id,
        source_sheet,
        source_row,
        quantity,
        {{ squeeze(column) }} as thing
    from {{ ref('int_register_entries') }}
    where register_id = '{{ register_id }}' and is_of_one_month
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

-- Who lectured is told by the office held; a lecture that does not say whose it was makes the number a floor.
leaders as (

    select month, as_of, file_id as source_file_id, source_sheet, source_row, {{ squeeze('subject') }} as thing
    from {{ ref('int_register_entries') }}
    where
        register_id = 'register_lectures'
        and is_of_one_month
        and coalesce(quantity, 1) > 0
        and {{ matches("coalesce(category, '')", '领导') }}

),

topics as (

    select month, as_of, source_file_id, source_sheet, source_row, theme
    from {{ ref('int_work_themes') }}
    where kind = '主题'

),

things as (

    select counted_as as metric_id, month, as_of, source_file_id, source_sheet, source_row, thing
    from entries
    where thing is not null and coalesce(quantity, 1) > 0
    union all
    select 'contributing_departments', month, as_of, source_file_id, source_sheet, source_row, department_id
    from {{ ref('int_submissions') }}
    where {{ known_now() }} and department_id <> 'unrecognised'
    union all
    select 'contributing_party_orgs', month, as_of, source_file_id, source_sheet, source_row, party_org_id
    from {{ ref('int_submissions') }}
    where {{ known_now() }} and party_org_id <> 'unrecognised'
    union all
    select 'leaders_lecturing', month, as_of, source_file_id, source_sheet, source_row, thing
    from leaders
    union all
    select 'special_topics_covered', month, as_of, source_file_id, source_sheet, source_row, theme
    from topics

),

nodes as (

    select *, case when is_covered then 1 else 0 end as value
    from {{ ref('int_campaign_nodes') }}
    where is_known

),

first_rows as (

    select
        *,
        row_number() over (
            partition by metric_id, month, thing order by source_file_id, source_sheet, source_row
        ) as choice
    from things

),

-- Staff study every two teaching weeks, in the fortnights that lie between the first and the last row of the ledger.
study as (

    select *, file_id as source_file_id
    from {{ ref('int_register_entries') }}
    where register_id = 'register_study' and {{ matches("coalesce(category, '')", '教职工') }}

),

fortnights as (

    select
        spans.first_day,
        {{ add_days('spans.first_day', 13) }} as last_day,
        terms.file_id as source_file_id,
        terms.source_sheet,
        terms.source_row
    from (
        select terms.start_on, {{ add_days(week_start('terms.start_on'), 'numbers.number * 14') }} as first_day
        from {{ source('landing', 'ref_calendar') }} as terms
        cross join (
            {%- for number in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] %}
            select {{ number }} as number {{ 'union all' if not loop.last }}
            {%- endfor %}
        ) as numbers
        where terms.kind = '学期'
    ) as spans
    inner join {{ source('landing', 'ref_calendar') }} as terms
        on spans.start_on = terms.start_on and terms.kind = '学期' and {{ add_days('spans.first_day', 13) }} <= terms.end_on
    inner join (select min(occurred_on) as first_on, max(occurred_on) as last_on from study) as known
        on
            {{ add_days('spans.first_day', 13) }} >= known.first_on and spans.first_day <= known.last_on

),

on_schedule as (

    select
        {{ month_of('fortnights.last_day') }} as month,
        fortnights.last_day as as_of,
        case when max(study.source_row) is null then 0 else 1 end as value,
        coalesce(min(study.source_file_id), min(fortnights.source_file_id)) as source_file_id,
        coalesce(min(study.source_sheet), min(fortnights.source_sheet)) as source_sheet,
        coalesce(min(study.source_row), min(fortnights.source_row)) as source_row
    from fortnights
    left join study on study.occurred_on between fortnights.first_day and fortnights.last_day
    group by fortnights.first_day, fortnights.last_day

)

{{ contributions(none, 'first_rows', where='choice = 1 and thing is not null', versions=false) }}
union all
{{ contributions(none, 'first_rows', 'null', 'choice = 1 and thing is null', capped='true', versions=false) }}
union all
{{ contributions('staff_study_on_schedule_share', 'on_schedule', 'value', whole='1', several='true', versions=false) }}
union all
{{ contributions('campaign_nodes_due', 'nodes', several='true', versions=false) }}
union all
{{ contributions('campaign_nodes_covered', 'nodes', 'value', several='true', versions=false) }}

-- Every publication, with how the checks stood then: each change of a verdict moves one check from state to state.
with runs as (

    select * from {{ source('landing', 'ingest_run') }}

),

moves as (

    select
        run_id,
        {%- for status in ['pass', 'warn', 'fail'] %}
        count(case when status = '{{ status }}' then 1 end) - count(case when previous_status = '{{ status }}' then 1 end)
            as {{ status }}_moves{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('quality_verdicts') }}
    group by run_id

)

select
    runs.run_id,
    runs.published_at,
    runs.accepted_errors,
    runs.files,
    runs.errors,
    runs.warnings,
    {%- for status, column in [('pass', 'checks_passed'), ('warn', 'checks_warned'), ('fail', 'checks_failed')] %}
    cast(sum(moves.{{ status }}_moves) over (order by runs.run_id) as bigint) as {{ column }},
    {%- endfor %}
    runs.code_version,
    runs.inputs_version,
    runs.reference_version
from runs
left join moves on runs.run_id = moves.run_id
order by runs.published_at, runs.run_id

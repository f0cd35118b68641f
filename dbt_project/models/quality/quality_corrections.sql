-- The ledger of corrections: which holds, which the exports have overtaken, which never fitted.
with restated as (

    select distinct month, metric_id, scope_id, new_value
    from {{ ref('quality_restatements') }}
    where is_registered

),

known as (

    select
        corrections.*,
        figures.month is not null as is_figure,
        coalesce(figures.corrected_from, figures.value) as exported_value,
        figures.corrected_from is not null as is_applied,
        restated.month is not null as is_restated
    from {{ source('landing', 'ref_correction') }} as corrections
    left join {{ ref('fct_metric_month') }} as figures
        on
            corrections.month = figures.month
            and corrections.metric_id = figures.metric_id
            and corrections.department_id is not distinct from figures.department_id
            and corrections.account_id is not distinct from figures.account_id
            and figures.source_kind = 'export'
    left join restated
        on
            corrections.month = restated.month
            and corrections.metric_id = restated.metric_id
            and restated.scope_id = coalesce(corrections.department_id, corrections.account_id, 'institution')
            and (
                abs(restated.new_value - corrections.new_value) < 1e-6
                or (restated.new_value is null and corrections.new_value is null)
            )

)

select
    month,
    metric_id,
    department_id,
    account_id,
    expected_value,
    new_value,
    exported_value,
    case
        when is_applied then 'applied'
        when is_restated then 'explains_restatement'
        when abs(exported_value - new_value) < 1e-6 then 'expired'
        when is_figure then 'outdated'
        else 'no_figure'
    end as state,
    reason,
    reported_to,
    status,
    source_file,
    cast(source_row as bigint) as source_row
from known
order by month, metric_id, department_id, account_id, expected_value

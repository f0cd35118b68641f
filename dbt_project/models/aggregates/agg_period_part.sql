-- What accounts that are not in every month of a period and of its base add to one of the two alone.
with changed_parts as (

    select
        pairs.basis,
        pairs.period_key,
        parts.scope,
        parts.scope_id,
        parts.metric_id,
        parts.account_name,
        parts.first_index > pairs.base_first as is_new,
        case when parts.month_index >= pairs.first_index then 1 else 0 end * parts.flow as new_value,
        case when parts.month_index < pairs.first_index then 1 else 0 end * parts.flow as gone_value
    from (
        {% for basis in ['previous', 'last_year'] -%}
        select
            '{{ basis }}' as basis, now.period_key, now.first_index, now.last_index,
            base.first_index as base_first, base.last_index as base_last
        from {{ ref('agg_period') }} as now
        inner join {{ ref('agg_period') }} as base on now.{{ basis }}_key = base.period_key
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as pairs
    inner join (
        select *, case when additivity = 'additive' then value end as flow from {{ ref('agg_metric_part') }}
    ) as parts
        on
            parts.month_index between pairs.base_first and pairs.last_index
            and (parts.month_index <= pairs.base_last or parts.month_index >= pairs.first_index)
            and (parts.first_index > pairs.base_first or parts.last_index < pairs.last_index)

)

select
    basis,
    period_key,
    scope,
    scope_id,
    metric_id,
    {{ summed('new_value') }} as new_value,
    {{ summed('gone_value') }} as gone_value,
    {{ parts_text() }} as parts
from changed_parts
group by basis, period_key, scope, scope_id, metric_id

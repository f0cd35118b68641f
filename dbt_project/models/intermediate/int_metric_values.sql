-- Every computed monthly figure at its finest grain: metric x month x department x account, as known now.
-- A figure without department or account leaves that column empty. A value that some rows do not tell is a floor.
with summed as (

    select
        metric_id,
        month,
        department_id,
        account_id,
        case
            when count(whole) > 0 then {{ summed_parts('value') }} / nullif({{ summed('whole') }}, 0)
            else {{ summed('value') }}
        end as value,
        {{ summed('whole') }} as whole,
        max(as_of) as as_of,
        bool_or(is_capped or value is null) as is_capped,
        bool_or(is_provisional) as is_provisional,
        max(days_measured) as days_measured
    from {{ ref('int_metric_contributions') }}
    group by metric_id, month, department_id, account_id

)

select * from summed where value is not null

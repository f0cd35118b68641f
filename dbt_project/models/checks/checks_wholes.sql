-- A figure of the whole is the sum of those of its parts and of what belongs to none of them.
with known_figures as (

    {{ known_figures() }}

),

part_sums as (

    select scope, metric_id, month, {{ summed('value') }} as value
    from known_figures
    where scope in ('account', 'channel', 'department', 'department_now') and additivity = 'additive'
    group by scope, metric_id, month

),

outside_parts as (

    select
        metric_id,
        month,
        coalesce({{ summed('case when account_id is null then value end') }}, 0) as of_no_account,
        coalesce({{ summed('case when department_id is null then value end') }}, 0) as of_no_department
    from {{ ref('fct_metric_month') }}
    where source_kind = 'export'
    group by metric_id, month

),

wholes as (

    select
        figures.month,
        part_sums.scope,
        figures.metric_id,
        figures.name,
        figures.value,
        part_sums.value
        + case when part_sums.scope in ('account', 'channel') then outside.of_no_account else outside.of_no_department end
            as parts_value
    from known_figures as figures
    inner join part_sums on figures.metric_id = part_sums.metric_id and figures.month = part_sums.month
    inner join outside_parts as outside
        on figures.metric_id = outside.metric_id and figures.month = outside.month
    where figures.scope = 'institution'

),

parts_of_wholes as (

    select
        month,
        {{ none_of(
            id="'whole_of_' || scope",
            subject="case scope when 'account' then '各账号之和与全校' when 'channel' then '各平台之和与全校'
            when 'department' then '各部门之和与全校' else '各部门（按今天的机构）之和与全校' end",
            wrong='abs(value - parts_value) > 1e-6',
            name='name',
            order='metric_id',
            rule="'可以相加的各个指标，各部分之和加上不属于任何部分的，应等于全校'"
        ) }}
    from wholes
    group by month, scope

)

select * from parts_of_wholes

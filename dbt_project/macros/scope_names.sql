{#
    What each subject of a scope is called in each month: (scope, scope_id, month, month_index, name). A department has the
    name of the month, one that has ended its last; as now it has today's. The institution and types name themselves.
#}
{% macro scope_names() -%}
    select scopes.scope, then_names.scope_id, then_names.month, then_names.month_index, then_names.name
    from (select 'department' as scope union all select 'department_tree') as scopes
    cross join (
        select
            departments.department_id as scope_id,
            months.month,
            months.month_index,
            departments.name,
            row_number() over (
                partition by departments.department_id, months.month
                order by departments.valid_from > months.month_end, departments.valid_from desc
            ) as choice
        from {{ ref('dim_department') }} as departments
        cross join {{ ref('dim_month') }} as months
    ) as then_names
    where choice = 1
    union all
    select 'department_now', now_names.department_id, months.month, months.month_index, now_names.name
    from (
        select
            department_id,
            name,
            row_number() over (partition by department_id order by valid_from desc) as choice
        from {{ ref('dim_department') }}
    ) as now_names
    cross join {{ ref('dim_month') }} as months
    where now_names.choice = 1
    union all
    select 'channel', channels.channel_id, months.month, months.month_index, channels.name
    from {{ ref('dim_channel') }} as channels
    cross join {{ ref('dim_month') }} as months
    union all
    select 'account', accounts.account_id, months.month, months.month_index, accounts.name
    from {{ ref('dim_account') }} as accounts
    inner join {{ ref('dim_month') }} as months on months.month_end between accounts.applies_from and accounts.applies_to
{%- endmacro %}

{# The name of a subject: its own, or the one that was found for it. #}
{% macro scope_name(subject, name) -%}
    case {{ subject }}.scope
        when 'institution' then '全校'
        when 'department_type' then {{ subject }}.scope_id
        else {{ name }}
    end
{%- endmacro %}

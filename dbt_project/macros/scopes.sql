{#
    One row of a figure belongs to several scopes: the rows of `leaves` (columns of fct_metric_month and is_apart, whether
    its metric must not be summed) with scope and scope_id. Printed figures of departments do not make up a total.
#}
{% macro scopes_of(leaves) -%}
    select leaves.*, 'institution' as scope, 'institution' as scope_id
    from {{ leaves }} as leaves
    where
        (source_kind is distinct from 'printed' or department_id is null)
        and not is_apart
        -- What a site without an export does to all is told by its own row.
        and (value is not null or status_reason is distinct from 'no_site_export')
    union all
    select leaves.*, 'channel', channel_id
    from {{ leaves }} as leaves
    where account_id is not null and not is_apart
    union all
    select leaves.*, 'account', account_id
    from {{ leaves }} as leaves
    where account_id is not null
    union all
    select leaves.*, 'department', department_id
    from {{ leaves }} as leaves
    where department_id is not null
    union all
    select leaves.*, 'department_now', succession.department_now_id
    from {{ leaves }} as leaves
    inner join {{ ref('bridge_department_succession') }} as succession on leaves.department_id = succession.department_id
    union all
    -- A department with all its units, as the hierarchy was on their last day of the month; only where there are units.
    select leaves.*, 'department_tree', tree.ancestor_id
    from {{ leaves }} as leaves
    inner join ({{ last_days_of_departments() }}) as was
        on leaves.department_id = was.department_id and leaves.month = was.month
    inner join {{ ref('bridge_department_tree') }} as tree
        on leaves.department_id = tree.department_id and was.on_date between tree.valid_from and tree.valid_to
    where tree.ancestor_id in (select ancestor_id from {{ ref('bridge_department_tree') }} where depth > 0)
    union all
    select leaves.*, 'department_type', types.type
    from {{ leaves }} as leaves
    inner join ({{ last_days_of_departments() }}) as was
        on leaves.department_id = was.department_id and leaves.month = was.month
    inner join {{ ref('dim_department') }} as types
        on leaves.department_id = types.department_id and was.on_date between types.valid_from and types.valid_to
    where types.type is not null and types.in_roster and not leaves.is_apart
{%- endmacro %}

{# Month × department that was there in it → the last day on which it was: who ended in the month is not lost. #}
{% macro last_days_of_departments() -%}
    select
        months.month,
        departments.department_id,
        least(max(departments.valid_to), max(months.month_end)) as on_date
    from {{ ref('dim_month') }} as months
    inner join {{ ref('dim_department') }} as departments
        on departments.valid_from <= months.month_end and departments.valid_to >= months.month_start
    group by months.month, departments.department_id
{%- endmacro %}

{# That two rows speak of one figure: (month, metric_id, scope, scope_id). #}
{% macro same_figure(one, other) -%}
    {{ one }}.month = {{ other }}.month
    and {{ one }}.metric_id = {{ other }}.metric_id
    and {{ one }}.scope = {{ other }}.scope
    and {{ one }}.scope_id = {{ other }}.scope_id
{%- endmacro %}

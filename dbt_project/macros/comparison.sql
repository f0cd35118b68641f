{#
    The only implementation of the comparison arithmetic. A change needs two known values over equal spans; a share
    of a zero base does not exist.
#}
{% macro change(value, base) -%} ({{ value }} - {{ base }}) {%- endmacro %}

{% macro change_pct(value, base) -%}
    case when {{ base }} <> 0 then ({{ value }} - {{ base }}) / abs({{ base }}) end
{%- endmacro %}

{% macro ratio(numerator, denominator) -%}
    (case when {{ denominator }} <> 0 then cast({{ numerator }} as double) / {{ denominator }} end)
{%- endmacro %}

{#
    The sum of parts of shares, which have decimals (a share of readers times the readers): to six of them, since the last
    digit of such a sum depends on the order in which engine and threads add.
#}
{% macro summed_parts(parts) -%} {{ rounded('sum(' ~ parts ~ ')', 6) }} {%- endmacro %}

{#
    The same of values, among which are points, amounts and hours; a single one, which may be a share, is left as it is.
    `over`: of a window.
#}
{% macro summed(value, over='') -%}
    {%- set window = ' over ' ~ over if over else '' -%}
    case
        when count({{ value }}){{ window }} > 1 then {{ rounded('sum(' ~ value ~ ')' ~ window, 6) }}
        else sum({{ value }}){{ window }}
    end
{%- endmacro %}

{#
    The rates that can be formed of the numbered `series` (series_no, scope, scope_id, metric_id): (series_no, scope,
    scope_id, metric_id, additivity, scale, numerator_no, denominator_no, denominator_additivity). Those that are no
    series yet are numbered behind them.
#}
{% macro rate_series(series) -%}
    select
        coalesce(
            own.series_no,
            numbers.last_no + row_number() over (order by parts.scope, parts.scope_id, rates.metric_id)
        ) as series_no,
        parts.scope,
        parts.scope_id,
        rates.metric_id,
        rates.additivity,
        rates.scale,
        parts.series_no as numerator_no,
        wholes.series_no as denominator_no,
        denominators.additivity as denominator_additivity
    from {{ series }} as parts
    inner join {{ ref('dim_metric') }} as rates on parts.metric_id = rates.numerator_id
    inner join {{ ref('dim_metric') }} as denominators on rates.denominator_id = denominators.metric_id
    inner join {{ series }} as wholes
        on
            rates.denominator_id = wholes.metric_id
            and parts.scope = wholes.scope
            and parts.scope_id = wholes.scope_id
    cross join (select coalesce(max(series_no), 0) as last_no from {{ series }}) as numbers
    left join {{ series }} as own
        on rates.metric_id = own.metric_id and parts.scope = own.scope and parts.scope_id = own.scope_id
{%- endmacro %}

{#
    Why a figure must not be set against its base, first reason first; null when it may. Both sides carry value,
    is_complete and is_capped (`prefix` names another figure of the same rows), `now` also status, restructured_at and
    redefined_at: the last month up to it in which its subject or its definition changed.
    base_index: the first month of the base, also where the base has no row. parts: whether accounts are in one of the two
    sums that are not in the other one.
#}
{% macro comparison_reason(now, base, base_index, prefix='', parts='false') -%}
    case
        when {{ now }}.status = 'not_started' then 'not_started'
        when {{ now }}.status = 'not_applicable' then 'not_applicable'
        when {{ now }}.status = 'retired' then 'retired'
        when {{ now }}.{{ prefix }}value is null then 'missing'
        when {{ now }}.restructured_at > {{ base_index }} then 'restructured'
        when {{ now }}.redefined_at > {{ base_index }} then 'metric_redefined'
        when {{ base }}.{{ prefix }}value is null then 'no_base'
        when {{ parts }} then 'parts_changed'
        when not ({{ now }}.{{ prefix }}is_complete and {{ base }}.{{ prefix }}is_complete) then 'partial_period'
        when {{ now }}.{{ prefix }}is_capped or {{ base }}.{{ prefix }}is_capped then 'capped'
        when {{ base }}.{{ prefix }}value = 0 then 'base_zero'
    end
{%- endmacro %}

{#
    The accounts that stand in one side of a comparison only, in words, over rows (is_new, account_name).
#}
{% macro parts_text(condition='true') -%}
    nullif(concat_ws('；'
    {%- for is_new, word in [('is_new', '新增'), ('not is_new', '不再有')] %},
        '{{ word }} ' || {{ join_distinct('account_name', '、', condition ~ ' and ' ~ is_new) }}
    {%- endfor %}
    ), '')
{%- endmacro %}

{#
    A comparison of the parts that are on both sides: (like_value, like_base, like_pct) with a prefix. Only of sums over
    whole months that are refused for their parts and for nothing else.
#}
{% macro like_for_like(prefix, now, base, parts, reason) -%}
    {%- set may = reason ~ " = 'parts_changed' and " ~ now ~ ".is_complete and " ~ base ~ ".is_complete and not "
        ~ now ~ ".is_capped and not " ~ base ~ ".is_capped" %}
    {%- set value, base_value = now ~ '.value - ' ~ parts ~ '.new_value', base ~ '.value - ' ~ parts ~ '.gone_value' %}
    case when {{ may }} then {{ value }} end as {{ prefix }}like_value,
    case when {{ may }} then {{ base_value }} end as {{ prefix }}like_base,
    case when {{ may }} then {{ change_pct('(' ~ value ~ ')', '(' ~ base_value ~ ')') }} end as {{ prefix }}like_pct
{%- endmacro %}

{# A difference from zero is a number, only its share is not. #}
{% macro is_subtractable(reason) -%} coalesce({{ reason }}, '') in ('', 'base_zero') {%- endmacro %}

{#
    `relation` (scope, scope_id, metric_id and, in column `month_index`, its last month) with the last months up to it in
    which its subject (restructured_at) and its definition (redefined_at) were changed.
#}
{% macro with_breaks(relation, month_index='month_index') -%}
    select figures.*, restructured.changed_at as restructured_at, redefined.changed_at as redefined_at
    from {{ relation }} as figures
    left join (

        {{ restructured_months() }}

    ) as restructured
        on
            figures.scope = restructured.scope
            and figures.scope_id = restructured.scope_id
            and figures.{{ month_index }} = restructured.month_index
    left join (

        {{ redefined_months() }}

    ) as redefined
        on
            figures.metric_id = redefined.metric_id
            and figures.{{ month_index }} = redefined.month_index
            -- What is defined anew for one account breaks its series and every sum it is part of.
            and case
                when figures.scope in ('account', 'channel') then figures.scope || ' ' || figures.scope_id
                else 'all'
            end = redefined.subject
{%- endmacro %}

{#
    Departments by month with the last month up to it in which they were changed: (scope, scope_id, month_index,
    changed_at). In today's structure a merger moves the past along; only a split leaves a break.
#}
{% macro restructured_months() -%}
    select changes.scope, changes.scope_id, months.month_index, max(changes.changed_at) as changed_at
    from (
        {%- for scope in ['department', 'department_tree', 'department_now'] %}
        select '{{ scope }}' as scope, department_id as scope_id, {{ month_index('month') }} as changed_at
        from {{ ref('fct_department_change') }}
        {%- if scope == 'department_now' %} where is_split{% endif %}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as changes
    inner join {{ ref('dim_month') }} as months on months.month_index >= changes.changed_at
    group by changes.scope, changes.scope_id, months.month_index
{%- endmacro %}

{#
    Metrics by month with the last month up to it in which they were redefined: (metric_id, subject, month_index,
    changed_at). What changed for one account changed for every sum it is part of, and a rate changes with its parts.
#}
{% macro redefined_months() -%}
    select changes.metric_id, changes.subject, months.month_index, max(changes.changed_at) as changed_at
    from (
        {%- for kind, subject in [('account', 'accounts.account_id'), ('channel', 'accounts.channel_id')] %}
        select redefined.metric_id, '{{ kind }} ' || {{ subject }} as subject, redefined.changed_at
        from ({{ redefinitions() }}) as redefined
        inner join {{ ref('dim_account') }} as accounts
            on redefined.account_id is null or redefined.account_id = accounts.account_id
        union all
        {%- endfor %}
        select metric_id, 'all', changed_at
        from ({{ redefinitions() }}) as redefined
    ) as changes
    inner join {{ ref('dim_month') }} as months on months.month_index >= changes.changed_at
    group by changes.metric_id, changes.subject, months.month_index
{%- endmacro %}

{% macro redefinitions() -%}
    select metrics.metric_id, changes.account_id, {{ month_index('changes.month') }} as changed_at
    from {{ ref('fct_metric_redefinition') }} as changes
    inner join {{ ref('dim_metric') }} as metrics
        on changes.metric_id in (metrics.metric_id, metrics.numerator_id, metrics.denominator_id)
{%- endmacro %}

{#
    In words, what the calendar makes different between a month and its base: moving festivals in one of the two only,
    vacations that differ by a week or more. Null where it makes no difference.
#}
{% macro calendar_difference(now, base, base_name, festivals) -%}
    nullif(concat_ws('；'
    {%- for festival in festivals %}
    {%- set name = {'spring_festival': '春节', 'dragon_boat': '端午', 'mid_autumn': '中秋'}[festival] %},
        case
            when {{ base }}.month is null then null
            when {{ now }}.{{ festival }} is not null and {{ base }}.{{ festival }} is null
                then '{{ name }}（' || {{ day_text(now ~ '.' ~ festival) }} || '）在本月，{{ base_name }}没有'
            when {{ now }}.{{ festival }} is null and {{ base }}.{{ festival }} is not null
                then '{{ base_name }}有{{ name }}（' || {{ day_text(base ~ '.' ~ festival) }} || '），本月没有'
        end
    {%- endfor %},
        case
            when abs({{ now }}.vacation_days - {{ base }}.vacation_days) >= 7
                then '假期本月 ' || {{ now }}.vacation_days || ' 天，{{ base_name }} ' || {{ base }}.vacation_days || ' 天'
        end
    ), '')
{%- endmacro %}

{# two days -> '2月1日至12日' #}
{% macro span_text(first_day, last_day) -%}
    {{ day_text(first_day) }} || '至' || extract(day from {{ last_day }}) || '日'
{%- endmacro %}

{# date -> '2月12日' #}
{% macro day_text(day) -%}
    extract(month from {{ day }}) || '月' || extract(day from {{ day }}) || '日'
{%- endmacro %}

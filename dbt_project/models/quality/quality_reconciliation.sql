-- The consistency checks of each month. Differences are shown, never repaired.
with months as (

    select * from {{ ref('dim_month') }} where is_in_data

),

checks as (

    {% for family in ['website', 'wechat', 'submissions', 'party', 'names', 'printed', 'printed_places', 'printed_identities',
        'printed_sequence', 'sources', 'registers', 'figures', 'wholes', 'periods'] -%}
    {{ 'union all' if not loop.first }}
    select * from {{ ref('checks_' ~ family) }}
    {% endfor %}
),

-- A figure may be printed at several places of one table; what they say alike is said once.
placed as (

    select
        *,
        row_number() over (
            partition by month, check_id, subject
            order by left_value, right_value, tolerance, rule
        ) as place
    from (
        select distinct
            month,
            check_id,
            subject,
            {{ rounded('left_value', 6) }} as left_value,
            {{ rounded('right_value', 6) }} as right_value,
            {{ rounded('tolerance', 6) }} as tolerance,
            severity,
            rule
        from checks
    ) as checks

)

select
    placed.month,
    placed.check_id,
    placed.subject || case when placed.place > 1 then '（第' || cast(placed.place as string) || '处）' else '' end as subject,
    placed.left_value,
    placed.right_value,
    {{ change('placed.left_value', 'placed.right_value') }} as difference,
    placed.tolerance,
    case
        when placed.left_value is null or placed.right_value is null then 'warn'
        when abs({{ change('placed.left_value', 'placed.right_value') }}) <= placed.tolerance + 1e-9 then 'pass'
        else placed.severity
    end as status,
    placed.rule as explanation
from placed
inner join months on placed.month = months.month
order by placed.month, placed.check_id, subject

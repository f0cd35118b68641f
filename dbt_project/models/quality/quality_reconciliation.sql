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
told as (

    select
        *,
        row_number() over (
            partition by month, check_id, subject
            order by left_value, right_value, tolerance, rule
        ) as place
    from (select distinct * from checks) as checks

)

select
    told.month,
    told.check_id,
    told.subject || case when told.place > 1 then '（第' || cast(told.place as string) || '处）' else '' end as subject,
    told.left_value,
    told.right_value,
    {{ change('told.left_value', 'told.right_value') }} as difference,
    told.tolerance,
    case
        when told.left_value is null or told.right_value is null then 'warn'
        when abs({{ change('told.left_value', 'told.right_value') }}) <= told.tolerance + 1e-9 then 'pass'
        else told.severity
    end as status,
    told.rule as explanation
from told
inner join months on told.month = months.month
order by told.month, told.check_id, subject

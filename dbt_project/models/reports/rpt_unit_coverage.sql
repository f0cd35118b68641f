-- How many of the units that could take part did: different units over the whole period, which no sum of months gives.
{%- set ledgers = {
    'register_lectures': '讲座宣讲',
    'register_study': '学习',
    'register_distribution': '材料发放',
    'register_activities': '活动',
} %}

with takings as (

    {%- for register, name in ledgers.items() %}
    select '{{ name }}' as kind, 'department' as unit_kind, department_id as unit_id, occurred_on as day
    from {{ ref('fct_register_entry') }}
    where register_id = '{{ register }}' and department_id is not null
    union all
    select '{{ name }}', 'party_org', party_org_id, occurred_on
    from {{ ref('fct_register_entry') }}
    where register_id = '{{ register }}' and party_org_id is not null
    union all
    {%- endfor %}
    select '供稿', 'department', department_id, received_on from {{ ref('fct_submission') }}
    union all
    select '供稿', 'party_org', party_org_id, received_on from {{ ref('fct_submission') }} where party_org_id is not null
    union all
    select '官微供稿', 'department', department_id, published_on from {{ ref('fct_wechat_contribution') }}
    union all
    select '官微供稿', 'party_org', party_org_id, published_on
    from {{ ref('fct_wechat_contribution') }}
    where party_org_id is not null
    union all
    select '网站发稿', 'department', department_id, published_on from {{ ref('fct_web_article') }} where not is_withdrawn
    union all
    select '党建上传', 'party_org', party_org_id, activity_date from {{ ref('fct_party_upload') }}

),

periods as (

    select period_type, period, first_day, last_day from {{ ref('dim_period') }} where period_type <> 'week'

),

units as (

    select 'department' as unit_kind, department_id as unit_id, valid_from, valid_to
    from {{ ref('dim_department') }}
    where in_roster
    union all
    select 'party_org', party_org_id, valid_from, valid_to
    from {{ ref('dim_party_org') }}
    where party_org_id <> 'unrecognised'

),

-- The units there were on the last day of the period.
rosters as (

    select periods.period_type, periods.period, units.unit_kind, units.unit_id
    from periods
    inner join units on periods.last_day between units.valid_from and units.valid_to

),

-- Takings are joined by the day itself: by a span of days all of them would be sorted.
periods_of_days as (

    select days.day, periods.period_type, periods.period
    from (select distinct day from takings) as days
    inner join periods on days.day between periods.first_day and periods.last_day

),

taken as (

    select distinct
        takings.kind, takings.unit_kind, takings.unit_id, periods_of_days.period_type, periods_of_days.period
    from takings
    inner join periods_of_days on takings.day = periods_of_days.day

),

grid as (

    select distinct kind, unit_kind, period_type, period from taken

)

select
    grid.kind,
    grid.unit_kind,
    grid.period_type,
    grid.period,
    cast(count(*) as integer) as units,
    cast(count(taken.unit_id) as integer) as units_covered,
    {{ ratio('count(taken.unit_id)', 'count(*)') }} as coverage_pct
from grid
inner join rosters
    on
        grid.unit_kind = rosters.unit_kind
        and grid.period_type = rosters.period_type
        and grid.period = rosters.period
left join taken
    on
        grid.kind = taken.kind
        and grid.unit_kind = taken.unit_kind
        and grid.period_type = taken.period_type
        and grid.period = taken.period
        and rosters.unit_id = taken.unit_id
group by grid.kind, grid.unit_kind, grid.period_type, grid.period

-- Every figure beside its comparisons: previous month, same month of last year, year to date, rank.
with months as (

    select * from {{ ref('dim_month') }}

),

departments as (

    select department_id, max(in_roster) as in_roster from {{ ref('dim_department') }} group by department_id

),

numbered as (

    select
        *,
        value is not null or status = 'not_started' as is_known
    from {{ ref('agg_metric_month') }}

),

-- Departments are ranked among each other in each metric; one number stands for who is compared.
peers as (

    select
        scope,
        metric_id,
        row_number() over (order by scope, metric_id) as peers_no
    from (select distinct scope, metric_id from numbered where scope in ('department', 'department_now')) as known

),

-- Declared tie rule: equal values share the better rank and the next rank is skipped (1, 2, 2, 4).
ranks as (

    select
        numbered.series_no,
        numbered.month_index,
        rank() over (partition by peers.peers_no, numbered.month_index order by numbered.value desc) as rank
    from numbered
    inner join peers on numbered.scope = peers.scope and numbered.metric_id = peers.metric_id
    inner join departments on numbered.scope_id = departments.department_id and departments.in_roster
    where numbered.value is not null

),

-- Only what adds up has a year to date and a moving year.
running as (

    select
        series_no,
        month_index,
        year,
        value,
        sum(value) over year_so_far as value_so_far,
        bool_and(is_known) over year_so_far as is_known_so_far,
        bool_and(is_complete) over year_so_far as ytd_is_complete,
        bool_or(is_capped) over year_so_far as ytd_is_capped,
        case when count(value) over twelve_months = 12 then sum(value) over twelve_months end as moving_12_value,
        count(case when is_complete then 1 end) over twelve_months = 12 as moving_12_is_complete,
        bool_or(is_capped) over twelve_months as moving_12_is_capped
    from numbered
    where additivity = 'additive'
    window
        year_so_far as (
            partition by series_no, year
            order by month_index
            rows between unbounded preceding and current row
        ),
        twelve_months as (
            partition by series_no
            order by month_index
            range between 11 preceding and current row
        )

),

marked as (

    {{ with_breaks('numbered') }}

),

-- The year to date exists when every month since January is in the warehouse and none of them is unknown.
dated as (

    select
        marked.*,
        case
            when
                running.value is not null
                and running.is_known_so_far
                and first_month.month_index <= running.year * 12
                then running.value_so_far
        end as ytd_value,
        running.ytd_is_complete,
        running.ytd_is_capped,
        running.moving_12_value,
        running.moving_12_is_complete,
        running.moving_12_is_capped,
        ranks.rank
    from marked
    cross join (select min(month_index) as month_index from months where is_in_data) as first_month
    left join running on marked.series_no = running.series_no and marked.month_index = running.month_index
    left join ranks on marked.series_no = ranks.series_no and marked.month_index = ranks.month_index

),

paired as (

    select
        now.*,
        before.value as previous_value,
        last_year.value as last_year_value,
        last_year.ytd_value as last_year_ytd_value,
        before.rank as previous_rank,
        last_year.moving_12_value as last_moving_12_value,
        {{ comparison_reason('now', 'before', 'now.month_index - 1') }} as mom_reason,
        {{ comparison_reason('now', 'last_year', 'now.month_index - 12') }} as yoy_reason,
        case
            when now.ytd_value is not null
                then {{ comparison_reason('now', 'last_year', '(now.year - 1) * 12', 'ytd_') }}
        end as ytd_reason,
        case
            when now.moving_12_value is not null
                then {{ comparison_reason('now', 'last_year', 'now.month_index - 23', 'moving_12_') }}
        end as moving_12_reason
    from dated as now
    left join dated as before
        on now.series_no = before.series_no and now.month_index = before.month_index + 1
    left join dated as last_year
        on now.series_no = last_year.series_no and now.month_index = last_year.month_index + 12

),

names as (

    {{ scope_names() }}

)

select
    paired.scope,
    paired.scope_id,
    {{ scope_name('paired', 'names.name') }} as scope_name,
    paired.channel_id,
    paired.metric_id,
    paired.month,
    paired.value,
    paired.status,
    paired.as_of,
    paired.days_covered,
    paired.days_expected,
    paired.is_complete,
    paired.is_provisional,
    paired.is_capped,
    paired.is_corrected,
    paired.previous_value,
    case when {{ is_subtractable('mom_reason') }} then {{ change('paired.value', 'paired.previous_value') }} end as mom_change,
    case when mom_reason is null then {{ change_pct('paired.value', 'paired.previous_value') }} end as mom_pct,
    paired.last_year_value,
    case when {{ is_subtractable('yoy_reason') }} then {{ change('paired.value', 'paired.last_year_value') }} end as yoy_change,
    case when yoy_reason is null then {{ change_pct('paired.value', 'paired.last_year_value') }} end as yoy_pct,
    paired.ytd_value,
    case when ytd_reason is null then {{ change_pct('paired.ytd_value', 'paired.last_year_ytd_value') }} end as ytd_yoy_pct,
    ytd_reason,
    paired.moving_12_value,
    case when moving_12_reason is null then {{ change_pct('paired.moving_12_value', 'paired.last_moving_12_value') }} end
        as moving_12_yoy_pct,
    moving_12_reason,
    cast(paired.rank as integer) as rank,
    case when {{ is_subtractable('mom_reason') }} then cast(paired.previous_rank - paired.rank as integer) end as rank_change,
    mom_reason is null as is_comparable,
    mom_reason as reason,
    yoy_reason is null as is_yoy_comparable,
    yoy_reason
from paired
left join names
    on paired.scope = names.scope and paired.scope_id = names.scope_id and paired.month_index = names.month_index

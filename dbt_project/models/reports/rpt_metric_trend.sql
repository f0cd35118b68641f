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

-- Declared tie rule: equal values share the better rank and the next rank is skipped (1, 2, 2, 4). Nobody is first alone,
-- and who has nothing has no rank.
ranks as (

    select
        numbered.series_no,
        numbered.month_index,
        rank() over (partition by peers.peers_no, numbered.month_index order by numbered.value desc) as rank,
        numbered.value <> 0
        and count(*) over (partition by peers.peers_no, numbered.month_index) > 1 as has_rank
    from numbered
    inner join peers on numbered.scope = peers.scope and numbered.metric_id = peers.metric_id
    inner join departments on numbered.scope_id = departments.department_id and departments.in_roster
    where numbered.value is not null

),

-- What the departments of the roster have together: the rest of a whole is nobody's.
departmental as (

    select numbered.metric_id, numbered.month_index, sum(numbered.value) as value
    from numbered
    inner join departments on numbered.scope_id = departments.department_id and departments.in_roster
    where numbered.scope = 'department'
    group by numbered.metric_id, numbered.month_index

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
        -- A month of which a few days are known is not one of twelve.
        case
            when count(case when is_complete then value end) over twelve_months = 12 then sum(value) over twelve_months
        end as moving_12_value,
        true as moving_12_is_complete,
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

parts as (

    select series.series_no, parts.*
    from {{ ref('agg_metric_part') }} as parts
    inner join (select distinct series_no, scope, scope_id, metric_id from numbered) as series
        on
            parts.scope = series.scope
            and parts.scope_id = series.scope_id
            and parts.metric_id = series.metric_id

),

-- Accounts that are in this month and not in its base, and the other way round.
changed_parts as (

    {% for months_back in [1, 12] -%}
    select
        {{ months_back }} as months_back,
        series_no,
        month_index,
        true as is_new,
        account_name,
        value as new_value,
        0 * value as gone_value
    from parts
    where first_index > month_index - {{ months_back }}
    union all
    select {{ months_back }}, series_no, month_index + {{ months_back }}, false, account_name, 0 * value, value
    from parts
    where last_index < month_index + {{ months_back }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

month_parts as (

    select
        months_back,
        series_no,
        month_index,
        sum(new_value) as new_value,
        sum(gone_value) as gone_value,
        {{ parts_text() }} as parts
    from changed_parts
    group by months_back, series_no, month_index

),

-- The same of spans of months: an account must be in every month of both years.
span_parts as (

    select
        parts.series_no,
        months.month_index,
        parts.account_name,
        parts.first_index > (months.year - 1) * 12 as is_new,
        (parts.year = months.year or (parts.year = months.year - 1 and parts.month_index <= months.month_index - 12))
        and (parts.first_index > (months.year - 1) * 12 or parts.last_index < months.month_index) as is_in_ytd,
        parts.first_index > months.month_index - 23 or parts.last_index < months.month_index as is_in_moving_12
    from parts
    inner join months on months.month_index between parts.month_index and parts.month_index + 23

),

year_parts as (

    select
        series_no,
        month_index,
        {{ parts_text('is_in_ytd') }} as ytd_parts,
        bool_or(is_in_moving_12) as has_moving_12_parts
    from span_parts
    where is_in_ytd or is_in_moving_12
    group by series_no, month_index

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
        ranks.rank,
        departmental.value as departments_value
    from marked
    cross join (select min(month_index) as month_index from months where is_in_data) as first_month
    left join running on marked.series_no = running.series_no and marked.month_index = running.month_index
    left join ranks
        on marked.series_no = ranks.series_no and marked.month_index = ranks.month_index and ranks.has_rank
    left join departmental
        on
            marked.scope = 'institution'
            and marked.additivity = 'additive'
            and marked.metric_id = departmental.metric_id
            and marked.month_index = departmental.month_index

),

paired as (

    select
        now.*,
        before.value as previous_value,
        last_year.value as last_year_value,
        last_year.ytd_value as last_year_ytd_value,
        before.rank as previous_rank,
        last_year.moving_12_value as last_moving_12_value,
        {{ comparison_reason('now', 'before', 'now.month_index - 1', parts='mom.parts is not null') }} as mom_reason,
        {{ comparison_reason('now', 'last_year', 'now.month_index - 12', parts='yoy.parts is not null') }} as yoy_reason,
        case
            when now.ytd_value is not null
                then {{ comparison_reason('now', 'last_year', '(now.year - 1) * 12', 'ytd_', 'spans.ytd_parts is not null') }}
        end as ytd_reason,
        case
            when now.moving_12_value is not null
                then {{ comparison_reason('now', 'last_year', 'now.month_index - 23', 'moving_12_',
                    'coalesce(spans.has_moving_12_parts, false)') }}
        end as moving_12_reason,
        mom.parts as mom_parts,
        yoy.parts as yoy_parts,
        spans.ytd_parts,
        {{ like_for_like('mom_', 'now', 'before', 'mom', 'mom_reason') }},
        {{ like_for_like('yoy_', 'now', 'last_year', 'yoy', 'yoy_reason') }}
    from dated as now
    left join dated as before
        on now.series_no = before.series_no and now.month_index = before.month_index + 1
    left join dated as last_year
        on now.series_no = last_year.series_no and now.month_index = last_year.month_index + 12
    left join month_parts as mom
        on now.series_no = mom.series_no and now.month_index = mom.month_index and mom.months_back = 1
    left join month_parts as yoy
        on now.series_no = yoy.series_no and now.month_index = yoy.month_index and yoy.months_back = 12
    left join year_parts as spans on now.series_no = spans.series_no and now.month_index = spans.month_index

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
    paired.status_reason,
    paired.as_of,
    paired.days_covered,
    paired.days_expected,
    paired.is_complete,
    paired.is_provisional,
    paired.is_capped,
    paired.value is not null
    and (
        (paired.is_capped and paired.additivity <> 'non')
        -- The rest of a month only adds to a sum, but a net figure may fall again.
        or (
            not paired.is_complete and paired.additivity = 'additive' and paired.metric_id not like '%followers_net'
        )
    ) as is_floor,
    paired.is_corrected,
    paired.value - paired.departments_value as unassigned_value,
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
    -- Who has the same as before did not move: others did.
    case
        when {{ is_subtractable('mom_reason') }} and paired.value <> paired.previous_value
            then cast(paired.previous_rank - paired.rank as integer)
    end as rank_change,
    mom_reason is null as is_comparable,
    mom_reason as reason,
    case when mom_reason = 'parts_changed' then mom_parts end as mom_parts,
    mom_like_value,
    mom_like_base,
    mom_like_pct,
    yoy_reason is null as is_yoy_comparable,
    yoy_reason,
    case when yoy_reason = 'parts_changed' then yoy_parts end as yoy_parts,
    yoy_like_value,
    yoy_like_base,
    yoy_like_pct,
    case when ytd_reason = 'parts_changed' then ytd_parts end as ytd_parts
from paired
left join names
    on paired.scope = names.scope and paired.scope_id = names.scope_id and paired.month_index = names.month_index

-- Points by unit and month with the year so far, units as they were then and, by succession, as they are today. Every
-- unit that takes part has a row, also without a point.
{%- set measures = [
    'points', 'items', 'national_items', 'provincial_items', 'municipal_items', 'tie_total', 'tie_means'
] %}
{%- set pending = ['pending_items', 'pending_from', 'pending_to'] %}

with lines as (

    select * from {{ ref('fct_score') }} where purpose = 'points'

),

-- The second figure behind equal points. Figures add up; of shares and ratings the mean counts, so they are numbered.
tie_values as (

    select
        scheme_id,
        measure_id,
        department_id,
        {{ month_of('counted_on') }} as month,
        {{ summed('value') }} as total,
        count(case when measure in ('target_share', 'rules_met', 'rating') then value end) as means
    from {{ ref('fct_score_measure') }}
    group by scheme_id, measure_id, department_id, {{ month_of('counted_on') }}

),

-- Whoever takes part on a day of the month has a row of it, so that no point is lost of a unit or scheme that ended; the
-- name and the tie rule are the last of the month.
participants as (

    select
        schemes.scheme_id,
        schemes.name as scheme_name,
        schemes.tie_rule,
        schemes.tie_measure_id,
        months.month,
        months.year,
        departments.department_id,
        departments.name as department_name,
        departments.type as department_type,
        row_number() over (
            partition by schemes.scheme_id, months.month, departments.department_id
            order by schemes.valid_from desc, departments.valid_from desc
        ) as latest
    from {{ ref('dim_score_scheme') }} as schemes
    inner join {{ ref('dim_month') }} as months
        on
            months.is_in_data
            and schemes.valid_from <= months.month_end
            and schemes.valid_to >= {{ month_start('months.month') }}
    inner join {{ ref('dim_department') }} as departments
        on
            departments.in_roster
            and departments.valid_from <= months.month_end
            and departments.valid_to >= {{ month_start('months.month') }}
            and {{ takes_part('schemes', 'departments') }}
    where schemes.purpose = 'points'

),

totals as (

    select
        'department' as scope,
        roster.scheme_id,
        roster.scheme_name,
        roster.tie_rule,
        roster.month,
        roster.year,
        roster.department_id,
        roster.department_name,
        roster.department_type,
        coalesce({{ summed('lines.points') }}, 0) as points,
        count(case when lines.line_kind = 'item' and lines.points > 0 then 1 end) as items,
        count(case when lines.points > 0 and lines.level = '国家级' then 1 end) as national_items,
        count(case when lines.points > 0 and lines.level = '省级' then 1 end) as provincial_items,
        count(case when lines.points > 0 and lines.level = '市级' then 1 end) as municipal_items,
        max(tie_values.total) as tie_total,
        max(tie_values.means) as tie_means,
        count(lines.pending_from) as pending_items,
        {{ summed('lines.pending_from') }} as pending_from,
        {{ summed('lines.pending_to') }} as pending_to
    from participants as roster
    left join lines
        on
            roster.scheme_id = lines.scheme_id
            and roster.department_id = lines.department_id
            and roster.month = lines.month
    left join tie_values
        on
            roster.scheme_id = tie_values.scheme_id
            and roster.tie_measure_id = tie_values.measure_id
            and roster.department_id = tie_values.department_id
            and roster.month = tie_values.month
    where roster.latest = 1
    group by
        roster.scheme_id, roster.scheme_name, roster.tie_rule, roster.month, roster.year, roster.department_id,
        roster.department_name, roster.department_type

),

latest_versions as (

    select
        department_id,
        name,
        type,
        row_number() over (partition by department_id order by valid_from desc) as choice
    from {{ ref('dim_department') }}

),

-- Every unit's points stay what they were; those of units that became one are added.
both_views as (

    select * from totals
    union all
    select
        'department_now',
        totals.scheme_id,
        totals.scheme_name,
        totals.tie_rule,
        totals.month,
        totals.year,
        latest_versions.department_id,
        latest_versions.name,
        latest_versions.type,
        {% for measure in measures + pending -%}
            {{ summed('totals.' ~ measure) }}{{ ',' if not loop.last }}
        {% endfor -%}
    from totals
    inner join {{ ref('bridge_department_succession') }} as succession on totals.department_id = succession.department_id
    inner join latest_versions
        on succession.department_now_id = latest_versions.department_id and latest_versions.choice = 1
    group by
        totals.scheme_id, totals.scheme_name, totals.tie_rule, totals.month, totals.year, latest_versions.department_id,
        latest_versions.name, latest_versions.type

),

running as (

    select
        *,
        {% for measure in measures -%}
            {{ summed(measure, over='year_so_far') }} as ytd_{{ measure }}{{ ',' if not loop.last }}
        {% endfor -%}
    from both_views
    window year_so_far as (
        partition by scope, scheme_id, department_id, year order by month rows unbounded preceding
    )

),

valued as (

    select
        *,
        {% for so_far in ['', 'ytd_'] -%}
            {{ so_far }}tie_total / case when {{ so_far }}tie_means > 0 then {{ so_far }}tie_means else 1 end
            as {{ so_far }}tie_value{{ ',' if not loop.last }}
        {% endfor -%}
    from running

)

select
    scope,
    scheme_id,
    scheme_name,
    month,
    year,
    department_id,
    department_name,
    department_type,
    points,
    cast(items as integer) as items,
    {{ score_rank('points', 'scope, scheme_id, month') }} as rank,
    {{ score_rank('points', 'scope, scheme_id, month, department_type') }} as group_rank,
    ytd_points,
    cast(ytd_items as integer) as ytd_items,
    {% for level in ['national', 'provincial', 'municipal'] -%}
        cast(ytd_{{ level }}_items as integer) as ytd_{{ level }}_items,
    {% endfor -%}
    {{ score_rank('ytd_points', 'scope, scheme_id, month', 'ytd_') }} as ytd_rank,
    {{ score_rank('ytd_points', 'scope, scheme_id, month, department_type', 'ytd_') }} as ytd_group_rank,
    tie_rule,
    tie_value,
    ytd_tie_value,
    cast(pending_items as integer) as pending_items,
    pending_from,
    pending_to
from valued

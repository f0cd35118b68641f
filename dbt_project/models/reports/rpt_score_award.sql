-- The award sheet: the year so far at its last month with data, by group of units. What depends on the whole year is
-- decided here: bonuses, who is ruled out, who passes.
with standings as (

    select *
    from (
        select *, max(month) over (partition by scope, scheme_id, year) as last_month from {{ ref('rpt_score') }}
    ) as months
    where month = last_month

),

-- The version in force last, also when the scheme ended within the month.
schemes as (

    select *, lead(valid_from) over (partition by scheme_id order by valid_from) as next_from
    from {{ ref('dim_score_scheme') }}

),

lines as (

    select scheme_id, department_id, month, bonus_points, is_veto, title, rule_text, pending_from, pending_to
    from {{ ref('fct_score') }}
    where purpose = 'points' and (bonus_points is not null or is_veto or pending_from is not null)

),

both_views as (

    select 'department' as scope, lines.* from lines
    union all
    select
        'department_now',
        lines.scheme_id,
        succession.department_now_id,
        lines.month,
        lines.bonus_points,
        lines.is_veto,
        lines.title,
        lines.rule_text,
        lines.pending_from,
        lines.pending_to
    from lines
    inner join {{ ref('bridge_department_succession') }} as succession on lines.department_id = succession.department_id

),

extras as (

    select
        standings.scope,
        standings.scheme_id,
        standings.year,
        standings.department_id,
        {{ summed('lines.bonus_points') }} as bonus_claimed,
        count(lines.pending_from) as pending_items,
        {{ summed('lines.pending_from') }} as pending_from,
        {{ summed('lines.pending_to') }} as pending_to,
        bool_or(lines.is_veto) as is_vetoed,
        {{ join_texts("coalesce(lines.title || '：', '') || lines.rule_text", '；', 'lines.month, lines.rule_text',
            where='lines.is_veto') }} as veto_reason
    from standings
    inner join both_views as lines
        on
            standings.scope = lines.scope
            and standings.scheme_id = lines.scheme_id
            and standings.department_id = lines.department_id
            and lines.month between substr(standings.last_month, 1, 4) || '-01' and standings.last_month
    group by standings.scope, standings.scheme_id, standings.year, standings.department_id

),

decided as (

    select
        standings.*,
        case
            when extras.bonus_claimed is null then 0
            when standings.ytd_points < schemes.bonus_from then 0
            else least(extras.bonus_claimed, coalesce(schemes.bonus_cap, extras.bonus_claimed))
        end as bonus_points,
        coalesce(extras.bonus_claimed, 0) as bonus_claimed,
        coalesce(extras.is_vetoed, false) as is_vetoed,
        extras.veto_reason,
        coalesce(extras.pending_items, 0) as pending_items_of_year,
        extras.pending_from as pending_from_of_year,
        extras.pending_to as pending_to_of_year,
        schemes.pass_points
    from standings
    inner join schemes
        on
            standings.scheme_id = schemes.scheme_id
            and schemes.valid_from <= {{ month_end('standings.last_month') }}
            and coalesce(schemes.next_from > {{ month_end('standings.last_month') }}, true)
    left join extras
        on
            standings.scope = extras.scope
            and standings.scheme_id = extras.scheme_id
            and standings.year = extras.year
            and standings.department_id = extras.department_id

),

-- A task of the unit itself goes before one of its type.
tasks as (

    select
        decided.scope,
        decided.scheme_id,
        decided.year,
        decided.department_id,
        tasks.points,
        row_number() over (
            partition by decided.scope, decided.scheme_id, decided.year, decided.department_id
            order by tasks.department_id is null, tasks.unit_types is null, tasks.source_row
        ) as choice
    from decided
    inner join {{ ref('dim_score_task') }} as tasks
        on
            decided.scheme_id = tasks.scheme_id
            and (tasks.department_id is null or decided.department_id = tasks.department_id)
            and (tasks.unit_types is null or {{ is_listed('decided.department_type', 'tasks.unit_types') }})
            and {{ month_end('decided.last_month') }} between tasks.valid_from and tasks.valid_to

),

totals as (

    select decided.*, decided.ytd_points + decided.bonus_points as points_of_year, tasks.points as task_points
    from decided
    left join tasks
        on
            decided.scope = tasks.scope
            and decided.scheme_id = tasks.scheme_id
            and decided.year = tasks.year
            and decided.department_id = tasks.department_id
            and tasks.choice = 1

),

ranked as (

    select
        *,
        case when not is_vetoed then
            {{ score_rank('points_of_year', 'scope, scheme_id, year, department_type, is_vetoed', 'ytd_') }}
        end as group_rank_of_year,
        case when not is_vetoed then
            {{ score_rank('points_of_year', 'scope, scheme_id, year, is_vetoed', 'ytd_') }}
        end as rank_of_year
    from totals

)

select
    scope,
    scheme_id,
    scheme_name,
    year,
    last_month as until_month,
    department_type,
    group_rank_of_year as group_rank,
    group_rank_of_year is not null
    and count(*) over (partition by scope, scheme_id, year, department_type, group_rank_of_year) > 1 as is_tied,
    department_id,
    department_name,
    points_of_year as points,
    ytd_points as points_before_bonus,
    bonus_claimed,
    bonus_points,
    task_points,
    {{ ratio('points_of_year', 'task_points') }} as task_share,
    ytd_items as items,
    rank_of_year as overall_rank,
    is_vetoed,
    veto_reason,
    points_of_year >= pass_points and not is_vetoed as is_passed,
    tie_rule,
    ytd_tie_value as tie_value,
    cast(pending_items_of_year as integer) as pending_items,
    pending_from_of_year as pending_from,
    pending_to_of_year as pending_to
from ranked

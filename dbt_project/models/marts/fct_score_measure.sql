-- Scheme x item of 计分考核表 x unit x period: the value that points are given for. A value stands here once its period
-- is over; what is not known has no row or says why.
with schemes as (

    select * from {{ ref('int_score_schemes') }}

),

asked as (

    select
        *,
        {{ since('valid_from') }} as scores_from,
        lead({{ since('valid_from') }}) over (partition by scheme_id, measure_id order by {{ since('valid_from') }})
            as next_from
    from (
        select scheme_id, measure_id, measure, basis_id, period_type, unit_types, valid_from, max(valid_to) as valid_to
        from {{ ref('stg_reference__score_measures') }}
        group by scheme_id, measure_id, measure, basis_id, period_type, unit_types, valid_from
    ) as versions

),

measures as (

    select
        scheme_id,
        measure_id,
        measure,
        coalesce(basis_id, '') as basis_id,
        period_type,
        unit_types,
        scores_from,
        least({{ until('valid_to') }}, coalesce({{ add_days('next_from', -1) }}, date '9999-12-31')) as scores_to
    from asked

),

targets as (

    select * from {{ ref('fct_target') }}

),

horizon as (

    select max(as_of) as data_until from {{ ref('fct_metric_month') }} where value is not null

),

periods as (

    select periods.* from {{ ref('dim_period') }} as periods
    inner join horizon on periods.last_day <= horizon.data_until

),

departments as (

    select * from {{ ref('dim_department') }} where in_roster

),

-- Targets and rules of accounts and branches are those of the department that answers for them.
answerable as (

    select 'department' as subject_kind, department_id as subject_id, department_id, valid_from, valid_to from departments
    union all
    select 'account', account_id, department_id, valid_from, valid_to
    from {{ ref('dim_account') }}
    where department_id is not null
    union all
    select 'party_org', party_org_id, department_id, valid_from, valid_to
    from {{ ref('dim_party_org') }}
    where department_id is not null

),

target_values as (

    select
        measures.scheme_id,
        measures.measure_id,
        measures.scores_from,
        answerable.department_id,
        targets.period,
        targets.period_end as counted_on,
        case measures.measure
            when 'target_actual' then sum(case when targets.is_final then targets.actual end)
            when 'target_shortfall'
                then sum(case when targets.is_met then 0 when not targets.is_met then targets.shortfall end)
            when 'target_share'
                then
                    coalesce(
                        {{ ratio(
                            "sum(case when targets.is_final and targets.comparator <> 'deadline' then targets.actual end)",
                            "sum(case when targets.is_final and targets.comparator <> 'deadline' then targets.expected end)") }},
                        avg(case when targets.comparator = 'deadline' then case when targets.is_met then 1.0 when not targets.is_met then 0.0 end end)
                    )
        end as value,
        count(*) as subjects
    from measures
    inner join targets
        on measures.measure like 'target%' and {{ is_listed('targets.target_id', 'measures.basis_id') }}
    inner join answerable
        on
            targets.scope = answerable.subject_kind
            and targets.scope_id = answerable.subject_id
            and targets.period_end between answerable.valid_from and answerable.valid_to
    inner join horizon on targets.period_end <= horizon.data_until
    where targets.period_end between measures.scores_from and measures.scores_to
    group by
        measures.scheme_id, measures.measure_id, measures.measure, measures.scores_from, answerable.department_id,
        targets.period, targets.period_end

),

rule_values as (

    select
        measures.scheme_id,
        measures.measure_id,
        measures.scores_from,
        results.department_id,
        periods.period,
        periods.last_day as counted_on,
        case measures.measure
            when 'rule_shortfall' then sum(results.shortfall)
            else {{ ratio('count(case when results.is_met then 1 end)', 'count(results.is_met)') }}
        end as value,
        count(*) as subjects
    from measures
    inner join {{ ref('fct_rule_result') }} as results
        on measures.measure like 'rule%' and {{ is_listed('results.rule_id', 'measures.basis_id') }}
    inner join periods
        on
            measures.period_type = periods.period_type
            and {{ month_start('results.month') }} between periods.first_day and periods.last_day
            and periods.last_day between measures.scores_from and measures.scores_to
    where results.department_id is not null and not results.is_exempt
    group by
        measures.scheme_id, measures.measure_id, measures.measure, measures.scores_from, results.department_id,
        periods.period, periods.last_day
    having count(results.is_met) > 0

),

-- Pieces, lateness and ratings are asked of every unit that takes part: none of them is a zero, except of ratings. A
-- number stands for the unit, the item and the period.
roster as (

    select
        *,
        row_number() over (order by scheme_id, measure_id, scores_from, department_id, period) as roster_no
    from (
        select distinct
            measures.scheme_id,
            measures.measure_id,
            measures.measure,
            measures.basis_id,
            measures.scores_from,
            departments.department_id,
            periods.period,
            periods.first_day,
            periods.last_day
        from measures
        inner join periods
            on
                measures.period_type = periods.period_type
                and periods.last_day between measures.scores_from and measures.scores_to
        inner join (select min(month_start) as first_day, max(month_end) as last_day from {{ ref('dim_month') }} where is_in_data)
            as data
            -- Pieces of a period that began before the data are not all known.
            on measures.measure <> 'items' or (periods.first_day >= data.first_day and periods.last_day <= data.last_day)
        inner join departments on periods.last_day between departments.valid_from and departments.valid_to
        where measures.measure in ('items', 'late_entries', 'entries', 'rating', 'rated_items')
    ) as asked_of

),

-- The rules whose pieces a measure counts: those it names, or all.
counted_rules as (

    select distinct measures.scheme_id, measures.measure_id, measures.scores_from, rules.rule_no
    from measures
    inner join {{ ref('int_score_rules') }} as rules
        on
            measures.scheme_id = rules.scheme_id
            and (measures.basis_id = '' or {{ is_listed('rules.score_rule_id', 'measures.basis_id') }})
    where measures.measure = 'items'

),

pieces as (

    select
        counted_rules.measure_id,
        counted_rules.scheme_id,
        counted_rules.scores_from,
        items.department_id,
        lines.counted_on,
        items.unit_share
    from {{ ref('int_score_lines') }} as lines
    inner join counted_rules on lines.rule_no = counted_rules.rule_no
    inner join {{ ref('int_score_items') }} as items on lines.item_no = items.item_no
    where lines.is_counted

),

piece_values as (

    select
        roster.roster_no,
        coalesce(sum(pieces.unit_share), 0) as value,
        count(pieces.unit_share) as subjects
    from roster
    left join pieces
        on
            roster.scheme_id = pieces.scheme_id
            and roster.measure_id = pieces.measure_id
            and roster.scores_from = pieces.scores_from
            and roster.department_id = pieces.department_id
            and pieces.counted_on between roster.first_day and roster.last_day
    where roster.measure = 'items'
    group by roster.roster_no

),

entries as (

    select * from {{ ref('int_register_entries') }}

),

-- A ledger that says nothing of a period says nothing about lateness either.
late_values as (

    select
        roster.roster_no,
        cast(count(case when coalesce(entries.done_on, date '9999-12-31') > entries.due_on then 1 end) as double) as value,
        count(*) as subjects
    from roster
    inner join entries
        on
            roster.department_id = entries.department_id
            and entries.due_on between roster.first_day and roster.last_day
            and (roster.basis_id = '' or {{ is_listed('entries.register_id', 'roster.basis_id') }})
    where roster.measure = 'late_entries'
    group by roster.roster_no

),

-- A joint event that stands in several rows counts once.
events as (

    select
        roster.roster_no,
        max(coalesce(entries.quantity, 1)) as quantity
    from roster
    inner join entries
        on
            roster.department_id = entries.department_id
            and entries.occurred_on between roster.first_day and roster.last_day
            and coalesce(entries.period_start, entries.occurred_on) >= roster.first_day
            and (
                {{ is_listed('entries.register_id', 'roster.basis_id') }}
                {% for kind in ['category', 'level', 'grade'] -%}
                    or {{ is_listed("entries.register_id || '/' || " ~ squeeze('entries.' ~ kind), 'roster.basis_id') }}
                {% endfor -%}
            )
    where roster.measure = 'entries'
    group by roster.roster_no, coalesce(entries.event_id, entries.entry_id)

),

-- A ledger without a row of the unit says nothing; a row of 0 says none.
entry_values as (

    select
        roster_no,
        cast(sum(quantity) as double) as value,
        count(*) as subjects
    from events
    group by roster_no

),

sheets as (

    select * from entries where register_id = 'register_ratings' and points is not null

),

-- Each piece is worth the mean of its sheets, aspect by aspect; to two decimals.
rated_pieces as (

    select
        roster_no,
        piece,
        round(sum(points), 2) as points
    from (
        select
            roster.roster_no,
            coalesce(sheets.title, sheets.entry_id) as piece,
            avg(sheets.points) as points
        from roster
        inner join sheets
            on
                roster.department_id = sheets.department_id
                and sheets.occurred_on between roster.first_day and roster.last_day
                and (roster.basis_id = '' or {{ is_listed('sheets.category', 'roster.basis_id') }})
        where roster.measure = 'rated_items'
        group by roster.roster_no, coalesce(sheets.title, sheets.entry_id), sheets.category
    ) as aspects
    group by roster_no, piece

),

rated_values as (

    select
        roster_no,
        sum(points) as value,
        count(*) as subjects
    from rated_pieces
    group by roster_no

),

-- The mean of the sheets, to two decimals.
rating_values as (

    select
        roster.roster_no,
        round(avg(sheets.points), 2) as value,
        count(*) as subjects
    from roster
    inner join sheets
        on
            roster.department_id = sheets.department_id
            and sheets.occurred_on between roster.first_day and roster.last_day
            and (roster.basis_id = '' or {{ is_listed('sheets.category', 'roster.basis_id') }})
    where roster.measure = 'rating'
    group by roster.roster_no

),

rostered as (

    {% for of in ['piece', 'late', 'entry', 'rating', 'rated'] -%}
        select * from {{ of }}_values
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

everything as (

    select * from target_values
    union all
    select * from rule_values
    union all
    select
        roster.scheme_id,
        roster.measure_id,
        roster.scores_from,
        roster.department_id,
        roster.period,
        roster.last_day as counted_on,
        rostered.value,
        rostered.subjects
    from rostered
    inner join roster on rostered.roster_no = roster.roster_no

)

select
    everything.scheme_id,
    schemes.name as scheme_name,
    schemes.purpose,
    everything.measure_id,
    everything.scores_from,
    measures.measure,
    nullif(measures.basis_id, '') as basis_id,
    everything.department_id,
    departments.type as department_type,
    everything.period,
    everything.counted_on,
    cast(everything.value as double) as value,
    cast(everything.subjects as integer) as subjects
from everything
inner join measures
    on
        everything.scheme_id = measures.scheme_id
        and everything.measure_id = measures.measure_id
        and everything.scores_from = measures.scores_from
inner join schemes
    on everything.scheme_id = schemes.scheme_id and everything.counted_on between schemes.valid_from and schemes.valid_to
inner join departments
    on
        everything.department_id = departments.department_id
        and everything.counted_on between departments.valid_from and departments.valid_to
where
    {{ takes_part('schemes', 'departments') }}
    and (measures.unit_types is null or {{ is_listed('departments.type', 'measures.unit_types') }})
order by everything.scheme_id, everything.measure_id, everything.counted_on, everything.department_id

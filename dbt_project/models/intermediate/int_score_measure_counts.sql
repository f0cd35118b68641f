-- What a unit did in a period that a measure counts: pieces, rows of ledgers, lateness.
with roster as (

    select * from {{ ref('int_score_measure_roster') }}

),

-- The rules whose pieces a measure counts: those it names, or all.
counted_rules as (

    select distinct measures.scheme_id, measures.measure_id, measures.scores_from, rules.rule_no
    from {{ ref('int_score_measures') }} as measures
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
        coalesce({{ summed('pieces.unit_share') }}, 0) as value,
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
        {{ summed('quantity') }} as value,
        count(*) as subjects
    from events
    group by roster_no

)

select roster_no, value, subjects from piece_values
union all
select roster_no, value, subjects from late_values
union all
select roster_no, value, subjects from entry_values

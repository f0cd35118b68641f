-- What the office says a piece is worth whose rule prints a range: a decision x version of its rule x piece it means, in
-- each place the piece appeared. A decision nobody's piece fits stays, without one.
select
    decisions.scheme_id,
    decisions.score_rule_id,
    decisions.department_id,
    decisions.occurred_on,
    decisions.title,
    decisions.points,
    decisions.points between least(rules.points, rules.points_to) and greatest(rules.points, rules.points_to) as is_in_range,
    decisions.reason,
    rules.rule_no,
    items.item_no,
    decisions.file_id as source_file_id,
    decisions.source_sheet,
    decisions.source_row
from {{ ref('stg_reference__score_adjustments') }} as decisions
inner join {{ ref('int_score_rules') }} as rules
    on decisions.scheme_id = rules.scheme_id and decisions.score_rule_id = rules.score_rule_id
left join {{ ref('int_score_items') }} as items
    on
        decisions.department_id = items.department_id
        and decisions.occurred_on = items.published_on
        and {{ squeeze('decisions.title') }} = {{ squeeze('items.title') }}
where decisions.effect = 'decision'

-- The manuscript-fee list: each payment with the rule it follows, and each item that is not paid with the reason.
select
    lines.scheme_id,
    lines.scheme_name,
    lines.month,
    lines.department_id,
    departments.name as department_name,
    lines.published_on,
    lines.title,
    lines.outlet,
    lines.level,
    lines.words,
    lines.unit_share,
    lines.rule_id,
    lines.rule_text,
    lines.points as amount,
    lines.pending_from,
    lines.pending_to,
    lines.reason,
    lines.source_file_id,
    lines.source_row
from {{ ref('fct_score') }} as lines
left join {{ ref('dim_department') }} as departments
    on
        lines.department_id = departments.department_id
        and lines.counted_on between departments.valid_from and departments.valid_to
where lines.purpose = 'fee' and lines.line_kind <> 'decision'

{{ config(materialized='view') }}
-- The lines of items in words. Not a table: what is all text is written once, in fct_score.
with schemes as (

    select * from {{ ref('int_score_schemes') }}

),

-- Once for each rule, not for each of its lines.
rules as (

    select
        rules.rule_no,
        schemes.scheme_no,
        rules.score_rule_id as rule_id,
        rules.per,
        {{ rule_text('rules', 'schemes') }} as rule_text
    from {{ ref('int_score_rules') }} as rules
    inner join schemes on rules.scheme_id = schemes.scheme_id

)

select
    schemes.scheme_id,
    items.department_id,
    {{ month_of('lines.counted_on') }} as month,
    lines.counted_on,
    'item' as line_kind,
    items.source,
    items.item_id,
    items.title,
    items.outlet,
    items.outlet_type,
    items.level,
    items.published_on,
    items.words,
    items.unit_share,
    case when lines.is_match then rules.rule_id end as rule_id,
    case when lines.is_match then rules.rule_text end as rule_text,
    lines.points_by_rule,
    lines.points,
    lines.pending_from,
    lines.pending_to,
    case lines.reason
        when 'no_rule'
            then
                case
                    when items.level is null then '媒体表里没有这家媒体的级别，未计分' else '没有适用的计分项'
                end
        when 'late_claim' then '逾期申报'
        when 'undecided'
            then
                '待核定：' || {{ number_text('lines.pending_from') }} || '–' || {{ number_text('lines.pending_to') }}
                || case schemes.purpose when 'fee' then ' 元' else ' 分' end
        when 'no_number'
            then case rules.per when 'picture' then '没有图片张数，无法按张计' else '没有字数，无法按字数计' end
        when 'reprint' then '转载不计'
        when 'repeated' then '同一稿件已计'
        when 'topped_up' then '同一稿件已计，补足差额'
        when 'ceiling' then '超过上限'
    end as reason,
    lines.is_counted,
    items.source_file_id,
    items.source_sheet,
    items.source_row
from {{ ref('int_score_lines') }} as lines
inner join {{ ref('int_score_items') }} as items on lines.item_no = items.item_no
inner join schemes on lines.scheme_no = schemes.scheme_no
inner join rules on lines.rule_no = rules.rule_no and lines.scheme_no = rules.scheme_no

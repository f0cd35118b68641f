-- Item x unit x scheme: what is left of the points of its rule after duplicates and ceilings.
with schemes as (

    select * from {{ ref('int_score_schemes') }}

),

rules as (

    select * from {{ ref('int_score_rules') }}

),

repeated as (

    select story_no from {{ ref('int_score_items') }} group by story_no having count(*) > 1

),

claimed as (

    select
        *,
        case when is_match then points_each * times else 0 end as points_by_rule,
        case when is_match and not is_late_claim then coalesce(points_each * times, 0) else 0 end as points_claimed,
        not is_each_outlet and story_no in (select story_no from repeated) as is_repeated
    from {{ ref('int_score_matches') }}

),

pending as (

    select item_no, scheme_no, points_from * times as pending_from, points_to * times as pending_to
    from claimed
    where is_match and not is_late_claim and points_each is null and times is not null

),

-- The best of a story counts. What came in an earlier month stays as it was; a better outlet later brings the
-- difference. Where reprints do not count, only the first publication does.
appearances as (

    select *, cast(null as double) as points_before, 1 as appearance
    from claimed
    where not is_repeated
    union all
    select
        *,
        max(greatest(points_claimed, 0)) over (
            partition by scheme_group, department_no, story_no, counted_once
            order by date_trunc('month', counted_on), points_claimed desc, counted_on, item_no
            rows between unbounded preceding and 1 preceding
        ),
        1
    from claimed
    where is_repeated and not is_first_only
    union all
    select
        *,
        null,
        row_number() over (
            partition by scheme_group, department_no, story_no order by published_on, points_claimed desc, item_no
        )
    from claimed
    where is_repeated and is_first_only

),

-- A story is one piece however often it appears.
counted as (

    select
        item_no,
        scheme_no,
        rule_no,
        counted_on,
        department_no,
        points_by_rule,
        is_match,
        is_match and not is_late_claim and points_before is null and appearance = 1 and not (is_first_only and is_reprint)
            as is_counted,
        is_late_claim,
        is_first_only and is_reprint as is_left_out,
        points_claimed,
        case
            when points_claimed <= 0 then points_claimed
            when is_first_only then case when appearance = 1 and not is_reprint then points_claimed else 0 end
            else greatest(points_claimed - coalesce(points_before, 0), 0)
        end as points_once
    from appearances

),

-- Ceilings one after the other: of the rule by month, quarter and year, then of the scheme.
{%- set steps = [
    ('rule', 'month', 'points_once'),
    ('rule', 'quarter', 'rule_month'),
    ('rule', 'year', 'rule_quarter'),
    ('scheme', 'month', 'rule_year'),
    ('scheme', 'quarter', 'scheme_month'),
    ('scheme', 'year', 'scheme_quarter'),
] %}
{%- for of, period, points in steps %}

capped_{{ of }}_{{ period }} as (

    {{ under_cap(
        'counted' if loop.first else 'capped_' ~ steps[loop.index0 - 1][0] ~ '_' ~ steps[loop.index0 - 1][1],
        of ~ '_' ~ period, points, of, period) }}

){{ ',' if not loop.last }}
{%- endfor %}

select
    lines.item_no,
    lines.scheme_no,
    lines.rule_no,
    lines.counted_on,
    lines.points_by_rule,
    case when pending.item_no is null then lines.scheme_year end as points,
    pending.pending_from,
    pending.pending_to,
    lines.is_match,
    lines.is_counted,
    case
        when not lines.is_match then 'no_rule'
        when lines.is_late_claim then 'late_claim'
        when pending.item_no is not null then 'undecided'
        when lines.points_by_rule is null then 'no_number'
        when lines.points_claimed > 0 and lines.points_once = 0
            then case when lines.is_left_out then 'reprint' else 'repeated' end
        when lines.points_once < lines.points_claimed then 'topped_up'
        when lines.scheme_year < lines.points_once then 'ceiling'
    end as reason
from capped_scheme_year as lines
left join pending on lines.item_no = pending.item_no and lines.scheme_no = pending.scheme_no

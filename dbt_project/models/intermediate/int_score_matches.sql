-- Item x unit x scheme: the rule that fits, and what it gives for how many times. Rules and schemes of the day the item
-- counts on apply, so an old month keeps its old points whenever it is computed again.
with schemes as (

    select * from {{ ref('int_score_schemes') }}

),

rules as (

    select * from {{ ref('int_score_rules') }}

),

-- Every item in every scheme, on the day that scheme counts it.
dated as (

    select
        items.*,
        schemes.scheme_no,
        case schemes.month_rule
            when 'adopted' then coalesce(items.adopted_on, items.published_on)
            when 'claimed' then coalesce(items.claimed_on, items.published_on)
            else items.published_on
        end as counted_on
    from {{ ref('int_score_items') }} as items
    cross join schemes

),

participants as (

    select
        schemes.scheme_no,
        schemes.scheme_id,
        departments.department_id,
        row_number() over (order by schemes.scheme_no, departments.department_id, departments.valid_from) as participant_no,
        dense_rank() over (order by departments.department_id) as department_no,
        departments.type as department_type,
        greatest(schemes.valid_from, departments.valid_from) as valid_from,
        least(schemes.valid_to, departments.valid_to) as valid_to
    from schemes
    inner join {{ ref('int_departments') }} as departments on {{ takes_part('schemes', 'departments') }}

),

candidates as (

    select dated.*, participants.scheme_id, participants.participant_no, participants.department_type
    from dated
    inner join participants
        on
            dated.scheme_no = participants.scheme_no
            and dated.department_id = participants.department_id
            and dated.counted_on between participants.valid_from and participants.valid_to

),

-- What a scheme speaks about at all: other items are none of its business and give no line.
addressed as (

    select
        candidates.item_no,
        candidates.scheme_no,
        candidates.participant_no,
        candidates.counted_on,
        rules.rule_no,
        -- Both edges of a tier belong to it. An outlet without a level takes no rule that does not name it.
        coalesce(
            (candidates.level is not null or rules.outlet is not null)
            and (rules.level is null or rules.level = candidates.level)
            and (rules.outlet_type is null or rules.outlet_type = candidates.outlet_type)
            and (rules.outlet is null or rules.outlet = candidates.outlet)
            and (rules.genre is null or rules.genre = candidates.genre)
            and (rules.position is null or rules.position = candidates.position)
            and (rules.authorship is null or rules.authorship = candidates.authorship)
            and (rules.unit_types is null or {{ is_listed('candidates.department_type', 'rules.unit_types') }})
            and (rules.words_from is null or candidates.words >= rules.words_from)
            and (rules.words_to is null or candidates.words <= rules.words_to)
            and (rules.reads_from is null or candidates.reads >= rules.reads_from)
            and (rules.reads_to is null or candidates.reads <= rules.reads_to),
            false
        ) as is_match
    from candidates
    inner join rules
        on
            candidates.scheme_id = rules.scheme_id
            and candidates.counted_on between rules.scores_from and rules.scores_to
            -- Outside items are always spoken about, so that a gap between the tiers shows.
            and (
                not candidates.is_inside
                or (
                    (rules.outlet_type is null or rules.outlet_type = candidates.outlet_type)
                    and (rules.outlet is null or rules.outlet = candidates.outlet)
                    and (rules.level is null or rules.level = candidates.level or rules.outlet_type is not null)
                )
            )

),

-- Rules are numbered in the order they are preferred.
chosen as (

    select
        item_no,
        scheme_no,
        participant_no,
        counted_on,
        bool_or(is_match) as is_match,
        coalesce(min(case when is_match then rule_no end), min(rule_no)) as rule_no
    from addressed
    group by item_no, scheme_no, participant_no, counted_on

),

-- Of several decisions on one piece the last row counts.
decisions as (

    select item_no, rule_no, {{ value_at_last('points', 'source_row') }} as points
    from {{ ref('int_score_decisions') }}
    where item_no is not null and is_in_range
    group by item_no, rule_no

)

select
    chosen.item_no,
    chosen.scheme_no,
    chosen.rule_no,
    chosen.counted_on,
    chosen.is_match,
    participants.department_no,
    schemes.scheme_group,
    items.story_no,
    case schemes.duplicate_rule
        when 'inside_outside' then case when items.is_inside then 'in' else 'out' end
        when 'same_class'
            then coalesce(items.outlet_type, '') || case when items.is_inside then '#in' else '#out' end
        else ''
    end as counted_once,
    items.published_on,
    schemes.duplicate_rule = 'each_outlet' as is_each_outlet,
    schemes.duplicate_rule = 'no_reprints' as is_first_only,
    coalesce(items.claimed_on > {{ add_days('items.published_on', 'schemes.claim_days') }}, false) as is_late_claim,
    coalesce(items.authorship = '转载', false) as is_reprint,
    -- A range says nothing until the office has decided.
    case when rules.points_to is null then rules.points else decisions.points end as points_each,
    rules.points as points_from,
    rules.points_to,
    items.unit_share * case rules.per
        when 'picture' then items.pictures
        when '100_characters'
            then
                case schemes.rounding
                    when 'ceiling' then ceil(items.words / 100.0)
                    when 'round' then {{ rounded('items.words / 100.0', 0) }}
                    when 'exact' then items.words / 100.0
                    else floor(items.words / 100.0)
                end
        else 1
    end as times
from chosen
inner join {{ ref('int_score_items') }} as items on chosen.item_no = items.item_no
inner join schemes on chosen.scheme_no = schemes.scheme_no
inner join rules on chosen.rule_no = rules.rule_no
inner join participants on chosen.participant_no = participants.participant_no
left join decisions on chosen.item_no = decisions.item_no and chosen.rule_no = decisions.rule_no

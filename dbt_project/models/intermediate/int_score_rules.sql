-- Rules of points with closed validity spans, numbered in the order they are preferred: a rule that says more about an
-- item is the one meant for it, and of two that say as much the higher one.
with versions as (

    select
        *,
        {{ since('valid_from') }} as scores_from,
        {{ until_next('scheme_id, score_rule_id') }} as scores_to,
        {% for condition in [
            'level', 'outlet_type', 'outlet', 'genre', 'position', 'authorship', 'unit_types', 'words_from', 'words_to',
            'reads_from', 'reads_to'
        ] -%}
            case when {{ condition }} is null then 0 else 1 end{{ ' + ' if not loop.last }}
        {%- endfor %} as conditions
    from {{ ref('stg_reference__score_rules') }}

)

select
    *,
    row_number() over (order by conditions desc, points desc, scheme_id, score_rule_id, scores_from) as rule_no,
    dense_rank() over (order by scheme_id, score_rule_id) as rule_group
from versions

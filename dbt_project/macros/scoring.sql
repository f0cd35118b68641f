{# Rules of scoring that several steps share. #}

{# The part of `points` that still fits under `cap` within a partition, in the order the items came. #}
{% macro under_cap(points, cap, partition) -%}
    case
        when {{ cap }} is null or {{ points }} <= 0 then {{ points }}
        else
            least(sum(greatest({{ points }}, 0)) over earlier_{{ partition }}, {{ cap }})
            - least(sum(greatest({{ points }}, 0)) over earlier_{{ partition }} - {{ points }}, {{ cap }})
    end
{%- endmacro %}

{#
    Rank by points under the scheme's tie rule. skip: 1, 2, 2, 4; dense: 1, 2, 2, 3; higher_level: items of nation,
    province and city decide in this order, then the number of items, and what is equal even then shares the rank.
#}
{% macro score_rank(points, partition, prefix='') -%}
    cast(case tie_rule
        when 'dense' then dense_rank() over (partition by {{ partition }} order by {{ points }} desc)
        when 'higher_level'
            then rank() over (
                partition by {{ partition }}
                order by {{ points }} desc, {{ prefix }}national_items desc, {{ prefix }}provincial_items desc,
                    {{ prefix }}municipal_items desc, {{ prefix }}items desc
            )
        else rank() over (partition by {{ partition }} order by {{ points }} desc)
    end as integer)
{%- endmacro %}

{# Rules of scoring that several steps share. #}

{# Whether units of this department version take part in the scheme version. #}
{% macro takes_part(schemes, departments) -%}
    ({{ schemes }}.unit_types is null or {{ is_listed(departments ~ '.type', schemes ~ '.unit_types') }})
    and not coalesce({{ is_listed(departments ~ '.department_id', schemes ~ '.excluded_departments') }}, false)
{%- endmacro %}

{#
    `relation` with one column more, `into`: the part of `points` that still fits under the ceiling of a rule or scheme
    (`of`) for a period, in the order the items came. Where no version has a ceiling nothing has to be sorted; points of
    a version without one still fill the ceiling of the next.
#}
{% macro under_cap(relation, into, points, of, period) -%}
    {%- set number, group, cap = of ~ '_no', of ~ '_group', 'cap_' ~ period -%}
    {%- set so_far = '(sum(items.' ~ points ~ ') over earlier)' -%}
    {%- set capped -%}
        select {{ number }} from {{ of }}s
        where {{ group }} in (select {{ group }} from {{ of }}s where {{ cap }} is not null)
    {%- endset -%}
    select *, {{ points }} as {{ into }}
    from {{ relation }}
    where {{ points }} <= 0 or {{ number }} not in ({{ capped }})
    union all
    select
        items.*,
        case
            when versions.{{ cap }} is null then items.{{ points }}
            else
                {{ rounded(
                    'least(' ~ so_far ~ ', versions.' ~ cap ~ ')'
                    ~ ' - least(' ~ so_far ~ ' - items.' ~ points ~ ', versions.' ~ cap ~ ')', 6) }}
        end as {{ into }}
    from {{ relation }} as items
    inner join {{ of }}s as versions on items.{{ number }} = versions.{{ number }}
    where items.{{ points }} > 0 and items.{{ number }} in ({{ capped }})
    window earlier as (
        partition by versions.{{ group }}, items.department_no, date_trunc('{{ period }}', items.counted_on)
        order by items.counted_on, items.item_no rows unbounded preceding
    )
{%- endmacro %}

{# What is said beside the points of an item: 官网稿件：2 分/件, 图片：5–10 元/件 #}
{% macro rule_text(rules, schemes) -%}
    coalesce({{ rules }}.name, {{ rules }}.score_rule_id) || '：' || {{ number_text(rules ~ '.points') }}
    || coalesce('–' || {{ number_text(rules ~ '.points_to') }}, '') || case {{ schemes }}.purpose when 'fee' then ' 元/' else ' 分/' end
    || case {{ rules }}.per when '100_characters' then '百字' when 'picture' then '张' else '件' end
{%- endmacro %}

{# A value in a sentence: 0.85 of a share -> 85%. #}
{% macro shown_value(value, is_share) -%}
    case
        when {{ is_share }} then {{ number_text(rounded('100 * ' ~ value, 1)) }} || '%'
        else {{ number_text(rounded(value, 2)) }}
    end
{%- endmacro %}

{# A tier in a sentence: 10–19, 30 以上, 9 以下. #}
{% macro shown_range(low, high, is_share) -%}
    case
        when {{ low }} is not null and {{ high }} is not null
            then {{ shown_value(low, is_share) }} || '–' || {{ shown_value(high, is_share) }}
        when {{ low }} is not null then {{ shown_value(low, is_share) }} || ' 以上'
        when {{ high }} is not null then {{ shown_value(high, is_share) }} || ' 以下'
        else '不分档'
    end
{%- endmacro %}

{#
    Rank by points under the scheme's tie rule. skip: 1, 2, 2, 4; dense: 1, 2, 2, 3; higher_level: items of nation,
    province and city decide in this order, then the number of items; second_figure: the larger second figure, and who has
    none comes last. What is equal even then shares the rank; nobody is first alone. One order for all rules, so that it is
    sorted once.
#}
{% macro score_rank(points, partition, prefix='') -%}
    {%- set ranked -%}
        partition by {{ partition }}
        order by
            {{ points }} desc,
            case tie_rule
                when 'higher_level' then {{ prefix }}national_items
                when 'second_figure' then {{ prefix }}tie_value
            end desc nulls last,
            {% for items in ['provincial_items', 'municipal_items', 'items'] -%}
                case tie_rule when 'higher_level' then {{ prefix }}{{ items }} end desc{{ ', ' if not loop.last }}
            {%- endfor %}
    {%- endset -%}
    case when count(*) over (partition by {{ partition }}) > 1 then
        cast(case tie_rule when 'dense' then dense_rank() over ({{ ranked }}) else rank() over ({{ ranked }}) end as integer)
    end
{%- endmacro %}

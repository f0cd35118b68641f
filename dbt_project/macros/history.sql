{#
    When something was known. Of one thing (the key of its data set) the exports tell one version after the other: each is
    known from the day its export is known until (`known_from`, its as-of) until that of the next (`known_to`, half-open;
    null: it is what is known now). What the figures of any day were is a filter on these two columns.
#}

{# The rows that were known at the end of `day`; none where there is no such day. #}
{% macro known_at(day, relation='') -%}
    {%- set of = relation ~ '.' if relation else '' -%}
    ({{ of }}known_from <= {{ day }} and ({{ of }}known_to is null or {{ of }}known_to > {{ day }}))
{%- endmacro %}

{# The rows that are known now. #}
{% macro known_now(relation='') -%} {{ relation ~ '.' if relation else '' }}known_to is null {%- endmacro %}

{# The rows that the bulletin of their month printed. #}
{% macro known_to_bulletin(relation='') -%}
    {{ known_at((relation ~ '.' if relation else '') ~ 'bulletin_on', relation) }}
{%- endmacro %}

{#
    The rows of a landed relation, every version, with known_from and known_to. With the day of the thing (`event_on`) and
    its channel (SQL) also `bulletin_on`: as of which day the bulletin of its month knew it, which is the cut-off, or the day
    on which the thing was first told where that came later; null where it happened after the cut-off.
    `relation` carries as_of, is_superseded, file_id, source_sheet and source_row, and month with event_on.
#}
{% macro with_versions(relation, key, event_on=none, channel_id=none) -%}
    select
        landed.*,
        landed.as_of as known_from,
        {% if event_on -%}
        case
            when landed.{{ event_on }} <= cutoffs.cutoff_on
                then greatest(cutoffs.cutoff_on, coalesce(in_order.first_known_on, landed.as_of))
        end as bulletin_on,
        {% endif -%}
        case when landed.is_superseded then coalesce(in_order.next_known_on, landed.as_of) end as known_to
    from {{ relation }} as landed
    {% if event_on -%}
    inner join {{ ref('int_cutoffs') }} as cutoffs
        on landed.month = cutoffs.month and cutoffs.channel_id = {{ channel_id }}
    {% endif -%}
    -- Few things were exported again; only those have to be put in order.
    left join (
        select
            {% for column in key -%}
                landed.{{ column }},
            {% endfor -%}
            landed.file_id,
            landed.source_sheet,
            landed.source_row,
            min(landed.as_of) over (partition by {{ 'landed.' ~ key | join(', landed.') }}) as first_known_on,
            lead(landed.as_of) over (
                partition by {{ 'landed.' ~ key | join(', landed.') }}
                order by landed.as_of, landed.is_superseded desc, landed.file_id desc, landed.source_row desc
            ) as next_known_on
        from {{ relation }} as landed
        inner join (
            select {{ key | join(', ') }} from {{ relation }} group by {{ key | join(', ') }} having count(*) > 1
        ) as exported_again
            on
                {% for column in key -%}
                    {{ 'and ' if not loop.first }}landed.{{ column }} is not distinct from exported_again.{{ column }}
                {% endfor %}
    ) as in_order
        on
            {% for column in key -%}
                landed.{{ column }} is not distinct from in_order.{{ column }} and
            {% endfor -%}
            landed.file_id = in_order.file_id
            and landed.source_sheet is not distinct from in_order.source_sheet
            and landed.source_row is not distinct from in_order.source_row
{%- endmacro %}

{#
    Of things that several rows of `relation` tell together (an article in two columns): the rows that were known on each day
    on which one of them changed, with that day (state_from) and the next one (state_to). `key` names the thing.
#}
{% macro with_states(relation, key) -%}
    select parts.*, days.state_from, days.state_to
    from {{ relation }} as parts
    inner join (
        select
            {{ key | join(', ') }},
            known_from as state_from,
            lead(known_from) over (partition by {{ key | join(', ') }} order by known_from) as state_to
        from (select distinct {{ key | join(', ') }}, known_from from {{ relation }}) as changes
    ) as days
        on
            {% for column in key -%}
                parts.{{ column }} = days.{{ column }} and
            {% endfor -%}
            {{ known_at('days.state_from', 'parts') }}
{%- endmacro %}

{# Counts that go on growing for as long as anyone reads: a larger number, however late, needs no explanation. #}
{% macro growing_metrics() -%}
    {{- return(['web_article_clicks', 'wechat_article_reads', 'wechat_article_readers', 'wechat_article_reads_to_date', 'wechat_article_wows_to_date',
        'weibo_reads', 'weibo_interactions', 'qq_reads', 'xiaohongshu_views', 'xiaohongshu_interactions',
        'short_video_views', 'short_video_interactions', 'external_media_views']) -}}
{%- endmacro %}

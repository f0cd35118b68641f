{#
    What each landed version of a row told of one metric, in the columns of int_value_versions. `value` is null where the
    version does not tell. Rows of one `item` are one thing (an article in two columns), and the largest value counts.

    A list is settled at the end of its month; what grows by itself, some days later.
#}
{% macro value_versions(metric_id, relation, value='1', where='true', item='version_key') -%}
    select
        '{{ metric_id }}' as metric_id,
        '{{ relation }}' as export_kind,
        export_of,
        month,
        {{ add_days(month_end('month'), var('settling_days')) if metric_id in growing_metrics() else month_end('month') }} as settles_on,
        scope,
        scope_id,
        {{ item }} as item_key,
        version_key,
        cast({{ value }} as double) as value,
        as_of,
        is_superseded,
        source_file,
        source_row
    from {{ relation }}
    where {{ where }}
{%- endmacro %}

{# Counts that go on growing for as long as anyone reads: a larger number, however late, needs no explanation. #}
{% macro growing_metrics() -%}
    {{- return(['web_article_clicks', 'wechat_article_reads', 'weibo_reads', 'weibo_interactions', 'qq_reads',
        'short_video_views', 'short_video_interactions']) -}}
{%- endmacro %}

{# What an article or a post adds: nothing once it is withdrawn. #}
{% macro if_standing(value) -%} case when is_withdrawn then 0 else {{ value }} end {%- endmacro %}

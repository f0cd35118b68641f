{#
    What each landed version of a row told of one metric, in the columns of int_value_versions. `value` is null where the
    version does not tell. Rows of one `item` are one thing (an article in two columns), and the largest value counts.

    Without a metric_id the relation names it. department: the column with the unit, null for what belongs to none; without
    it the relation carries scope and scope_id. Rows of months that nothing came after are left out.
#}
{% macro value_versions(metric_id, relation, value='1', where='true', item='version_key', department=none) -%}
    {%- set settled_on = 'counted_on' if metric_id in growing_metrics() else 'listed_on' %}
    select
        {{ "'" ~ metric_id ~ "'" if metric_id else 'versions.metric_id' }} as metric_id,
        versions.month,
        {% if department -%}
        case when {{ department }} is null then 'institution' else 'department' end as scope,
        coalesce({{ department }}, 'institution') as scope_id,
        {%- else -%}
        versions.scope,
        versions.scope_id,
        {%- endif %}
        versions.{{ item }} as item_key,
        versions.version_key,
        cast({{ value }} as double) as value,
        versions.as_of,
        versions.edition_on,
        versions.edition_on <= settled.{{ settled_on }} as was_known,
        versions.is_superseded,
        versions.source_file,
        versions.source_row
    from {{ relation }} as versions
    inner join settled
        on
            settled.export_kind = '{{ relation }}'
            and versions.export_of = settled.export_of
            and versions.month = settled.month
    where settled.{{ settled_on }} is not null and {{ where }}
{%- endmacro %}

{# A ledger tells of whole months: its last row stands for the month it lies in. #}
{% macro edition_of_ledger(as_of='as_of') -%} {{ month_end(month_of(as_of)) }} {%- endmacro %}

{# Quiet days at the end of a month do not make a list of it incomplete. #}
{% macro edition_of_list() -%}
    case
        when {{ add_days('as_of', var('list_tail_days')) }} >= {{ month_end(month_of('as_of')) }}
            then {{ month_end(month_of('as_of')) }}
        else as_of
    end
{%- endmacro %}

{# Counts that go on growing for as long as anyone reads: a larger number, however late, needs no explanation. #}
{% macro growing_metrics() -%}
    {{- return(['web_article_clicks', 'wechat_article_reads', 'wechat_article_readers', 'wechat_article_reads_to_date', 'wechat_article_wows_to_date',
        'weibo_reads', 'weibo_interactions', 'qq_reads', 'xiaohongshu_views', 'xiaohongshu_interactions',
        'short_video_views', 'short_video_interactions', 'external_media_views']) -}}
{%- endmacro %}

{# What an article or a post adds: nothing once it is withdrawn. #}
{% macro if_standing(value) -%} case when is_withdrawn then 0 else {{ value }} end {%- endmacro %}

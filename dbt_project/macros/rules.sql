{# Rules of the trade that several models share. #}

{# Open ends of a validity span, so that joins need no null handling. #}
{% macro since(day) -%} coalesce({{ day }}, date '1900-01-01') {%- endmacro %}
{% macro until(day) -%} coalesce({{ day }}, date '9999-12-31') {%- endmacro %}

{# Last day of a version: its own, or the eve of the next version of the same key. #}
{% macro until_next(key) -%}
    least(
        {{ until('valid_to') }},
        coalesce(
            {{ add_days('lead(valid_from) over (partition by ' ~ key ~ ' order by ' ~ since('valid_from') ~ ')', -1) }},
            date '9999-12-31'
        )
    )
{%- endmacro %}

{# Until when a version of dim_department gives the name: one that was closed without a new name keeps its last. #}
{% macro named_until() -%}
    coalesce(
        {{ add_days('lead(valid_from) over (partition by department_id order by valid_from)', -1) }}, date '9999-12-31'
    )
{%- endmacro %}

{#
    Rows of `relation` (carrying channel_id and on_date) whose text in column `name` means one department then.
    A valid name wins over an alias of this source, that over a general alias; unknown names give no row.
#}
{% macro resolve_names(relation, columns, name) -%}
    select {{ columns | join(', ') }}, department_id
    from (
        select
            {% for column in columns %}mention.{{ column }}, {% endfor %}
            spelling.department_id,
            row_number() over (
                partition by {% for column in columns %}mention.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
                order by spelling.priority, spelling.tie_order, spelling.department_id
            ) as choice
        from {{ relation }} as mention
        inner join {{ ref('int_department_names') }} as spelling
            on
                {{ squeeze('mention.' ~ name) }} = spelling.name_key
                and mention.on_date between spelling.valid_from and spelling.valid_to
                and (
                    spelling.channel_id is null
                    or spelling.channel_id = mention.channel_id
                    or (spelling.channel_id = 'registers' and mention.channel_id in ('wechat', 'submissions'))
                )
    ) as candidates
    where choice = 1
{%- endmacro %}

{# A stable ASCII id made of what identifies a row without an id of its own. #}
{% macro id_of(prefix, columns) -%}
    '{{ prefix }}' || substr(md5({% for column in columns -%}
        coalesce(cast({{ column }} as string), ''){{ " || '|' || " if not loop.last }}
    {%- endfor %}), 1, 16)
{%- endmacro %}

{# Rules that judge each piece: how many of those that can be judged were in time. #}
{% macro is_of_pieces(rule_kind) -%}
    {{ rule_kind }} in ('publish_within', 'upload_within', 'adopt_within', 'claim_within')
{%- endmacro %}

{# Whether an event of the subject and period is what the rule asks about; `rule` carries rule_kind, subject_kind, item. #}
{% macro is_evidence_for(rule, evidence) -%}
    ({{ rule }}.item is null or {{ rule }}.item = {{ evidence }}.item)
    and replace({{ evidence }}.evidence, 'reported_', '') = case {{ rule }}.rule_kind
        when 'reposts' then 'repost'
        when 'party_activity' then 'activity'
        when 'upload_within' then 'upload'
        when 'adopt_within' then 'adoption'
        when 'claim_within' then 'claim'
        when 'month_end_share' then case {{ rule }}.subject_kind when 'party_org' then 'upload_day' else 'publish' end
        when 'publish_within' then 'publish'
    end
{%- endmacro %}

{# An event without the time that the rule is about can be judged neither way. #}
{% macro is_judgeable(rule_kind, evidence) -%}
    {{ evidence }}.evidence <> 'reported_repost'
    and case {{ rule_kind }}
        when 'publish_within' then {{ evidence }}.clock_from is not null
        when 'reposts' then true
        when 'party_activity' then true
        when 'month_end_share' then true
        else {{ evidence }}.days is not null
    end
{%- endmacro %}

{# Whether the event is one of those that the actual figure counts; `rule` carries threshold and window_days too. #}
{% macro counts_for(rule, evidence) -%}
    {{ is_judgeable(rule ~ '.rule_kind', evidence) }}
    and case {{ rule }}.rule_kind
        when 'publish_within'
            then {{ within_hours(evidence ~ '.clock_from', evidence ~ '.published_at', rule ~ '.threshold') }}
        when 'month_end_share'
            then
                {{ days_inclusive(evidence ~ '.on_date', month_end(month_of(evidence ~ '.on_date'))) }}
                <= {{ rule }}.window_days
        when 'reposts' then true
        when 'party_activity' then true
        else {{ evidence }}.days <= {{ rule }}.threshold
    end
{%- endmacro %}

{# Whose event it is, in the words of a scope. #}
{% macro subject_of(scope, events) -%}
    case {{ scope }}
        when 'institution' then 'institution'
        when 'channel' then {{ events }}.channel_id
        when 'account' then {{ events }}.account_id
        when 'department' then {{ events }}.department_id
        when 'party_org' then {{ events }}.party_org_id
    end
{%- endmacro %}

{# The metric that counts what an account or a website publishes. #}
{% macro publishing_metric(channel_id) -%}
    case {{ channel_id }}
        when 'website' then 'web_articles_published'
        when 'wechat' then 'wechat_articles_published'
        when 'weibo' then 'weibo_posts'
        when 'qq' then 'qq_posts'
        when 'xiaohongshu' then 'xiaohongshu_notes'
        else 'short_videos_published'
    end
{%- endmacro %}

{#
    Whether the monthly figure does not tell the subjects of a scope apart, so that their figures are made of rows: Party
    organisations, and units that a ledger names. `metric` is a row of seed metric.
#}
{% macro is_made_of_rows(scope, metric) -%}
    ({{ scope }} = 'party_org' or ({{ scope }} = 'department' and {{ is_in_ledger(metric) }} and not {{ metric }}.has_departments))
{%- endmacro %}
{% macro is_in_ledger(metric) -%} ({{ metric }}.dataset like 'register_%') {%- endmacro %}

{# A share that is formed of two sums, and one that somebody counted and told as such. #}
{% macro is_share_of_parts(metric) -%}
    ({{ metric }}.unit = '%' and {{ is_in_ledger(metric) }} and {{ metric }}.dataset <> 'register_count')
{%- endmacro %}
{% macro is_declared_share(metric) -%} ({{ metric }}.unit = '%' and {{ metric }}.dataset = 'register_count') {%- endmacro %}

-- What a fact names stands in its dimension: a department, an account, a metric, a channel, a Party organisation, a month. One
-- query and not a test for each of the many columns. A warning: the figures are right, what hangs by the name is lost.
{{ config(severity='warn') }}
{%- set facts = {
    'department_id': [
        'bridge_department_succession', 'bridge_department_tree', 'bridge_web_article_department',
        'fct_department_change', 'fct_media_item', 'fct_metric_day', 'fct_metric_month', 'fct_metric_source',
        'fct_party_upload', 'fct_register_entry', 'fct_review_step', 'fct_rule_result', 'fct_score',
        'fct_score_measure', 'fct_series_edition', 'fct_submission', 'fct_web_article', 'fct_wechat_contribution',
        'fct_work_item',
    ],
    'account_id': [
        'bridge_social_post_topic', 'bridge_wechat_article_tag', 'bridge_work_theme', 'fct_account_metric_daily',
        'fct_follower_daily', 'fct_index_month', 'fct_metric_day', 'fct_metric_month', 'fct_metric_redefinition',
        'fct_metric_share', 'fct_metric_source', 'fct_metric_week', 'fct_social_post', 'fct_social_post_snapshot',
        'fct_wechat_article', 'fct_wechat_article_audience', 'fct_wechat_article_counter', 'fct_wechat_article_daily',
        'fct_wechat_article_overview', 'fct_wechat_article_scene', 'fct_wechat_article_total',
        'fct_wechat_article_total_scene', 'fct_wechat_follower_source_daily', 'fct_wechat_menu', 'fct_wechat_message',
        'fct_wechat_read_daily', 'fct_wechat_read_hourly', 'fct_wechat_regular_audience', 'fct_wechat_regular_reader',
        'fct_wechat_share_daily', 'fct_wechat_share_scene',
    ],
    'metric_id': [
        'fct_account_metric_daily', 'fct_bulletin_figure', 'fct_metric_day', 'fct_metric_month',
        'fct_metric_redefinition', 'fct_metric_share', 'fct_metric_source', 'fct_metric_week', 'fct_published_figure',
        'fct_subject_month', 'fct_target',
    ],
    'month': [
        'bridge_social_post_topic', 'bridge_wechat_article_tag', 'bridge_work_theme', 'fct_account_metric_daily',
        'fct_bulletin_figure', 'fct_bulletin_note', 'fct_campaign_node', 'fct_department_change',
        'fct_follower_daily', 'fct_index_month', 'fct_media_item', 'fct_metric_day', 'fct_metric_month',
        'fct_metric_redefinition', 'fct_metric_share', 'fct_metric_source', 'fct_party_task', 'fct_party_upload',
        'fct_published_figure', 'fct_register_entry', 'fct_review_step', 'fct_rule_result', 'fct_score',
        'fct_series_edition', 'fct_social_post', 'fct_social_post_snapshot', 'fct_subject_month', 'fct_submission',
        'fct_submission_placement', 'fct_theme_month', 'fct_training', 'fct_web_article',
        'fct_web_article_traffic_daily', 'fct_web_traffic_daily', 'fct_web_traffic_monthly', 'fct_wechat_article',
        'fct_wechat_article_audience', 'fct_wechat_article_counter', 'fct_wechat_article_daily',
        'fct_wechat_article_overview', 'fct_wechat_article_scene', 'fct_wechat_article_total',
        'fct_wechat_article_total_scene', 'fct_wechat_contribution', 'fct_wechat_follower_source_daily',
        'fct_wechat_menu', 'fct_wechat_message', 'fct_wechat_read_daily', 'fct_wechat_read_hourly',
        'fct_wechat_regular_audience', 'fct_wechat_regular_reader', 'fct_wechat_share_daily',
        'fct_wechat_share_scene', 'fct_work_item',
    ],
    'channel_id': [
        'bridge_social_post_topic', 'bridge_work_theme', 'fct_account_metric_daily', 'fct_bulletin_figure',
        'fct_follower_daily', 'fct_metric_day', 'fct_metric_month', 'fct_social_post', 'fct_social_post_snapshot',
        'fct_submission_placement', 'fct_theme_month',
    ],
    'party_org_id': [
        'bridge_party_org_tree', 'fct_party_upload', 'fct_register_entry', 'fct_submission',
        'fct_wechat_contribution',
    ],
} %}
{%- set dimensions = {
    'department_id': 'dim_department',
    'account_id': 'dim_account',
    'metric_id': 'dim_metric',
    'month': 'dim_month',
    'channel_id': 'dim_channel',
    'party_org_id': 'dim_party_org',
} %}

{% for key, names in facts.items() -%}
{%- set outer = loop %}
{%- for name in names -%}
{{ 'union all' if not (outer.first and loop.first) }}
select '{{ name }}' as fact, '{{ key }}' as key, facts.{{ key }} as value, count(*) as rows_of_fact
from {{ ref(name) }} as facts
left join (select distinct {{ key }} from {{ ref(dimensions[key]) }}) as known on facts.{{ key }} = known.{{ key }}
where facts.{{ key }} is not null and known.{{ key }} is null
group by facts.{{ key }}
{% endfor %}
{%- endfor %}

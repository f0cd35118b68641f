{# The counts of a post that grow from export to export, with their Chinese names. #}
{# What some platforms tell of a post besides. Published as the latest export has it. #}
{% macro social_measures() -%}
    {{- return(['impressions', 'danmaku', 'coins', 'recommends', 'followers_gained', 'profile_visits', 'finish_share',
                'cover_click_share', 'cover_stars', 'progress_share', 'play_seconds_mean']) -}}
{%- endmacro %}

{% macro social_counts() -%}
    {{- return({'plays': '播放量', 'reads': '阅读量', 'likes': '点赞数', 'comments': '评论数', 'shares': '分享数',
                'favourites': '收藏数'}) -}}
{%- endmacro %}

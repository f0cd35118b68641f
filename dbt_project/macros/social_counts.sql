{# The counts of a post that grow from export to export, with their Chinese names. #}
{% macro social_counts() -%}
    {{- return({'plays': '播放量', 'reads': '阅读量', 'likes': '点赞数', 'comments': '评论数', 'shares': '分享数',
                'favourites': '收藏数'}) -}}
{%- endmacro %}

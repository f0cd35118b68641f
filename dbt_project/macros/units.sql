{# That `departments` (int_departments__resolved) is the first unit that a source names on a day. #}
{% macro names_department(channel_id, name, on_date) -%}
    departments.channel_id = '{{ channel_id }}'
    and departments.position = 1
    and {{ name }} = departments.name
    and {{ on_date }} = departments.on_date
{%- endmacro %}

{# That `party_orgs` (int_party_orgs__resolved) is the Party organisation that a source names on a day. #}
{% macro names_party_org(channel_id, name, on_date) -%}
    party_orgs.channel_id = '{{ channel_id }}'
    and {{ name }} = party_orgs.name
    and {{ on_date }} = party_orgs.on_date
{%- endmacro %}

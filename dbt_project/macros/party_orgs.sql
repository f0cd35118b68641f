{#
    Party organisations by the names of a relation, each spelling on each day on which it was written: name_key, on_date,
    party_org_id. `source`: under which 来源 aliases of these names are registered.
#}
{% macro party_orgs_by_name(relation, name, day, source) -%}
    select name_key, on_date, party_org_id
    from (
        select
            names.name_key,
            written.on_date,
            names.party_org_id,
            row_number() over (
                partition by names.name_key, written.on_date
                order by names.priority, names.valid_from desc, names.party_org_id
            ) as choice
        from (select distinct {{ squeeze(name) }} as name_key, {{ day }} as on_date from {{ relation }}) as written
        inner join {{ ref('int_party_org_names') }} as names
            on
                written.name_key = names.name_key
                and coalesce(names.channel_id, '{{ source }}') = '{{ source }}'
                and written.on_date between names.valid_from and names.valid_to
    ) as ranked
    where choice = 1
{%- endmacro %}

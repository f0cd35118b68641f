{#
    Each version of a unit with everything below it (itself included), so that a unit counts once in every one above it:
    (`ancestor`, `key`, depth, valid_from, valid_to). `versions` has `key`, parent_id, valid_from, valid_to.
#}
{% macro tree_of(versions, key, ancestor='ancestor_id') -%}
    with recursive versions as (

        select {{ key }}, parent_id, valid_from, valid_to from {{ versions }}

    ),

    tree as (

        select
            {{ key }} as {{ ancestor }},
            {{ key }},
            valid_from,
            valid_to,
            0 as depth
        from versions
        union all
        select
            tree.{{ ancestor }},
            versions.{{ key }},
            greatest(tree.valid_from, versions.valid_from),
            least(tree.valid_to, versions.valid_to),
            tree.depth + 1
        from tree
        inner join versions
            on
                tree.{{ key }} = versions.parent_id
                and versions.valid_from <= tree.valid_to
                and versions.valid_to >= tree.valid_from
        -- Cycles are refused when the table is read; the bound keeps a broken table from running for ever.
        where tree.depth < 20

    )

    select
        {{ ancestor }},
        {{ key }},
        min(depth) as depth,
        valid_from,
        valid_to
    from tree
    group by {{ ancestor }}, {{ key }}, valid_from, valid_to
    order by {{ ancestor }}, {{ key }}, valid_from
{%- endmacro %}

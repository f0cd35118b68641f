{#
    Counts of a settled month that a later export changed. A month is settled when the first export that reaches its
    end has arrived; `relation` holds every landed version with account_id, item_key, month, as_of and is_counted.
#}
{% macro restated_counts(metric_id, relation) -%}
    select
        '{{ metric_id }}' as metric_id,
        month,
        account_id,
        cast(count(case when was_counted then 1 end) as double) as old_value,
        cast(count(case when is_counted_now then 1 end) as double) as new_value,
        min(case when was_counted is distinct from is_counted_now then changed_by end) as changed_by
    from (
        select
            versions.month,
            versions.account_id,
            versions.item_key,
            settled.settled_on,
            coalesce(bool_or(versions.is_counted and versions.known_rank = 1 and versions.as_of <= settled.settled_on), false)
                as was_counted,
            coalesce(bool_or(versions.is_counted and not versions.is_superseded), false) as is_counted_now,
            min(case when not versions.is_superseded then versions.source_file end) as changed_by
        from (
            select
                candidates.*,
                row_number() over (
                    partition by candidates.account_id, candidates.month, candidates.item_key,
                        candidates.as_of <= ends.settled_on
                    order by candidates.as_of desc, candidates.is_superseded, candidates.source_file, candidates.source_row
                ) as known_rank
            from {{ relation }} as candidates
            inner join {{ relation }}_settled as ends
                on candidates.month = ends.month and candidates.account_id is not distinct from ends.account_id
        ) as versions
        inner join {{ relation }}_settled as settled
            on versions.month = settled.month and versions.account_id is not distinct from settled.account_id
        group by versions.month, versions.account_id, versions.item_key, settled.settled_on
    ) as items
    group by month, account_id
    having count(case when was_counted then 1 end) <> count(case when is_counted_now then 1 end)
{%- endmacro %}

{# The day each month of an account was settled: the first as-of at or after its end. #}
{% macro settled_months(relation) -%}
    select
        months.month,
        exports.account_id,
        min(exports.as_of) as settled_on
    from (select distinct account_id, as_of from {{ relation }}) as exports
    inner join (select distinct account_id, month from {{ relation }}) as months
        on
            exports.account_id is not distinct from months.account_id
            and exports.as_of >= {{ month_end('months.month') }}
    group by months.month, exports.account_id
{%- endmacro %}

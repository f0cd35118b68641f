-- The official account of each channel by month: the one that is official on the last day. A month has one, or none.
with official as (

    select
        months.month,
        versions.channel_id,
        versions.account_id,
        row_number() over (
            partition by months.month, versions.channel_id
            order by
                -- An account not opened yet or closed already stands behind one that is in use.
                case when months.month_end between versions.valid_from and versions.valid_to then 0 else 1 end,
                versions.valid_from > months.month_end,
                versions.valid_from desc,
                versions.source_row,
                versions.account_id
        ) as choice
    from {{ ref('int_months') }} as months
    inner join {{ ref('int_account_versions') }} as versions
        on versions.is_official and months.month_end between versions.applies_from and versions.applies_to

)

select month, channel_id, account_id
from official
where choice = 1

-- What ledgers speak about, in the columns that int_coverage takes from files. A ledger is known by its format, since
-- all of them share two datasets; a table that sums up more than a month covers no month.
with long_periods as (

    select distinct file_id, register_id
    from {{ ref('stg_registers__entries') }}
    where {{ month_of('period_start') }} <> month
    union
    select distinct file_id, register_id
    from {{ source('landing', 'media_item') }}
    where {{ month_of('period_start') }} <> month

),

-- A layout of a ledger (banners without a type, reviews with a day a step) is told by the rows it gave.
layouts as (

    select distinct file_id, register_id from {{ ref('stg_registers__entries') }}

),

ledgers as (

    select
        coalesce(datasets.dataset, layouts.register_id, files.dataset) as dataset,
        files.period_start,
        files.period_end,
        files.first_date,
        files.last_date,
        files.as_of
    from {{ source('landing', 'ingest_file') }} as files
    left join {{ ref('dataset') }} as datasets on files.format = datasets.dataset
    left join layouts
        on files.file_id = layouts.file_id and files.dataset = 'register_entry' and datasets.dataset is null
    left join long_periods on files.file_id = long_periods.file_id and files.format = long_periods.register_id
    where
        files.status = 'read'
        and files.dataset in ('register_entry', 'media_item')
        and long_periods.file_id is null
        and (files.last_date is not null or files.period_end is not null)

)

select
    dataset,
    cast(null as string) as account_id,
    'ledger' as coverage_kind,
    period_start,
    period_end,
    coalesce(first_date, period_start) as first_date,
    coalesce(last_date, period_end) as last_date,
    last_date is null as is_empty,
    as_of
from ledgers
union all
-- Where the office says that nothing is left out, no row means none.
select dataset, null, 'ledger', starts_on, ends_on, starts_on, ends_on, true, ends_on
from {{ ref('int_complete_ledgers') }}

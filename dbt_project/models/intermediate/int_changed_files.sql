-- Files that were brought, replaced or taken away since the file published before, with the days they speak of. A ledger is
-- known by its format, since all of them share two datasets.
with files as (

    select
        path,
        dataset,
        format,
        account_id,
        first_date,
        last_date,
        period_start,
        period_end,
        sha256 as old_hash,
        null as new_hash
    from {{ source('landing', 'published_file') }}
    union all
    select
        path,
        dataset,
        format,
        coalesce(account_id, site_id),
        first_date,
        last_date,
        period_start,
        period_end,
        null,
        sha256
    from {{ source('landing', 'ingest_file') }}

),

changed_paths as (

    select path, max(old_hash) is not null as was_there, max(new_hash) is not null as is_there
    from files
    group by path
    having max(old_hash) is distinct from max(new_hash)

)

select
    files.path,
    changed_paths.was_there,
    changed_paths.is_there,
    coalesce(ledgers.dataset, files.dataset) as dataset,
    files.account_id,
    min(coalesce(files.period_start, files.first_date)) as first_day,
    max(coalesce(files.period_end, files.last_date)) as last_day
from files
inner join changed_paths on files.path = changed_paths.path
left join {{ ref('dataset') }} as ledgers on files.format = ledgers.dataset
group by
    files.path,
    changed_paths.was_there,
    changed_paths.is_there,
    coalesce(ledgers.dataset, files.dataset),
    files.account_id

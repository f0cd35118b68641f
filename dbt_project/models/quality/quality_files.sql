select
    file_id,
    path,
    sha256,
    dataset,
    format,
    vintage,
    coalesce(account_id, site_id) as account_id,
    encoding,
    rows_in,
    rows_kept,
    rows_refused,
    rows_superseded,
    rows_skipped,
    first_date,
    last_date,
    period_start,
    period_end,
    as_of,
    unknown_columns,
    status
from {{ source('landing', 'ingest_file') }}
order by path, dataset

select
    run_id,
    published_at,
    accepted_errors,
    files,
    errors,
    warnings,
    code_version,
    inputs_version,
    reference_version
from {{ ref('stg_ingest__runs') }}
order by published_at, run_id

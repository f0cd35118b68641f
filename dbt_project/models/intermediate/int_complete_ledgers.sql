-- Spans of days of which a ledger is said to have all there is: by the office, or by the title, folder or name of the file.
select
    datasets.dataset,
    stated.starts_on,
    stated.ends_on
from {{ source('landing', 'ref_complete_ledger') }} as stated
inner join {{ ref('dataset') }} as datasets
    on
        {{ squeeze('stated.ledger') }} = datasets.name
        or case stated.ledger
            when 'register_submissions' then 'submission'
            when 'register_wechat_contributions' then 'wechat_contribution'
            when 'register_training' then 'training_class'
            when 'register_media' then 'media_item'
            else stated.ledger
        end = datasets.dataset
union
select coalesce(datasets.dataset, layouts.register_id, files.dataset), files.period_start, files.period_end
from {{ source('landing', 'ingest_file') }} as files
left join {{ ref('dataset') }} as datasets on files.format = datasets.dataset
-- A layout of a ledger is told by the rows it gave.
left join (select distinct file_id, register_id from {{ ref('stg_registers__entries') }}) as layouts
    on files.file_id = layouts.file_id and files.dataset = 'register_entry' and datasets.dataset is null
where files.is_complete and files.status = 'read'

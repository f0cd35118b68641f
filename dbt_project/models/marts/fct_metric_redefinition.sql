-- Months in which what a metric counts was changed: figures on either side are not compared.
with redefinitions as (

    {{ split_rows(source('landing', 'ref_metric_start'), ['metric_id', 'account_id', 'note', 'source_row'], 'redefined_months') }}

)

select
    metric_id,
    account_id,
    part as month,
    max(note) as note
from redefinitions
group by metric_id, account_id, part

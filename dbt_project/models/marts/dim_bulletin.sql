select
    month,
    max(issued_on) as issued_on,
    min(cutoff_on) as first_cutoff_on,
    max(cutoff_on) as last_cutoff_on
from {{ source('landing', 'ref_cutoff') }}
group by month
order by month

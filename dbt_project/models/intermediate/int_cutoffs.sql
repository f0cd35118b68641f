-- Month x channel: the last day the bulletin of that month used. Nothing stated means the whole month.
with stated as (

    select
        cutoffs.month,
        coalesce(channel_alias.channel_id, cutoffs.source) as channel_id,
        max(cutoffs.cutoff_on) as cutoff_on,
        max(cutoffs.issued_on) as issued_on
    from {{ source('landing', 'ref_cutoff') }} as cutoffs
    left join {{ ref('channel_alias') }} as channel_alias on cutoffs.source = channel_alias.alias
    group by 1, 2

)

select
    months.month,
    channels.channel_id,
    coalesce(stated.cutoff_on, months.month_end) as cutoff_on,
    stated.issued_on,
    stated.cutoff_on is not null as is_stated
from {{ ref('int_months') }} as months
cross join {{ ref('channel') }} as channels
left join stated on months.month = stated.month and channels.channel_id = stated.channel_id

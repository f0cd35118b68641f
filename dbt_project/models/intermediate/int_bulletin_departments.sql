-- Counts per department as the bulletin of the month knew them, zero rows of the roster included.
with covered as (

    select dataset, month, bool_or(status in ('full', 'partial')) as is_known
    from {{ ref('int_coverage') }}
    group by dataset, month

),

counts as (

    select
        case metric_id when 'web_articles_published' then 'website' else 'wechat' end as channel_id,
        month,
        department_id,
        count(value) as quantity
    from {{ ref('int_bulletin_contributions') }}
    where metric_id in ('web_articles_published', 'wechat_articles_contributed')
    group by metric_id, month, department_id

),

frame as (

    select labels.*
    from {{ ref('int_department_labels') }} as labels
    inner join covered
        on
            labels.month = covered.month
            and covered.dataset = case labels.channel_id when 'website' then 'web_article' else 'wechat_contribution' end
            and covered.is_known
    where labels.channel_id in ('website', 'wechat')

)

select
    frame.channel_id,
    frame.month,
    frame.department_id,
    frame.name,
    frame.label,
    frame.display_order,
    cast(coalesce(counts.quantity, 0) as bigint) as quantity
from frame
left join counts
    on
        frame.channel_id = counts.channel_id
        and frame.month = counts.month
        and frame.department_id = counts.department_id
where counts.quantity > 0 or frame.in_roster

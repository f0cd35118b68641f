-- Figures of the official account as the bulletin of the month knew them, and until which day they are told.
select
    parts.metric_id,
    parts.month,
    case
        when count(parts.whole) > 0 then {{ summed_parts('parts.value') }} / nullif({{ summed('parts.whole') }}, 0)
        else {{ summed('parts.value') }}
    end as value,
    max(coalesce(parts.measured_on, parts.date)) as as_of
from {{ ref('int_bulletin_contributions') }} as parts
inner join {{ ref('int_official_accounts') }} as accounts
    on parts.account_id = accounts.account_id and parts.month = accounts.month
inner join {{ ref('metric') }} as metrics on parts.metric_id = metrics.metric_id
where metrics.channel_id = 'wechat' and (parts.measured_on is not null or parts.metric_id = 'wechat_articles_published')
group by parts.metric_id, parts.month

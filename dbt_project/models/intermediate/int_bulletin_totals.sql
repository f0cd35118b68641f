-- Institution-wide figures of a month as its bulletin knew them, to be set against what was printed.
select metric_id, month, value from {{ ref('int_bulletin_wechat') }}
union all
select metric_id, month, {{ summed('value') }}
from {{ ref('int_bulletin_contributions') }}
where metric_id in ('web_articles_published', 'web_articles_important', 'web_articles_general')
group by metric_id, month
union all
select 'wechat_articles_contributed', month, cast(sum(quantity) as double)
from {{ ref('int_bulletin_departments') }}
where channel_id = 'wechat'
group by month
union all
select 'submissions_received', month, cast(sum(quantity) as double)
from {{ ref('int_bulletin_submissions') }}
group by month
union all
select 'party_uploads', month, cast(sum(quantity) as double) from {{ ref('int_bulletin_party') }} group by month
union all
-- Training is printed as it is known now.
select metric_id, month, {{ summed('value') }}
from {{ ref('int_metric_contributions') }}
where metric_id = 'training_participants'
group by metric_id, month

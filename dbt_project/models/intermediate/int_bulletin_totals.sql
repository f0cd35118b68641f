-- Institution-wide figures of a month as its bulletin knew them, to be set against what was printed.
with web as (

    select * from {{ ref('int_web_articles') }} where in_bulletin and not is_withdrawn

)

select metric_id, month, value from {{ ref('int_bulletin_wechat') }}
union all
select 'web_articles_published', month, cast(count(*) as double) from web group by month
union all
select 'web_articles_important', month, cast(count(*) as double) from web where importance = '重要' group by month
union all
select 'web_articles_general', month, cast(count(*) as double) from web where importance = '一般' group by month
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
select 'training_participants', month, cast(sum(participants) as double)
from {{ source('landing', 'training_class') }}
where not is_superseded
group by month

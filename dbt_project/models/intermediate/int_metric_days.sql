-- Countable events by day, for periods that are not made of whole months.
with uploads as (

    -- One activity reported under two types is one upload.
    select distinct system, org_name, item_id, activity_date, department_id, party_org_id
    from {{ ref('int_party_uploads') }}
    where perspective = 'current' and is_counted

),

events as (

    select
        'web_articles_published' as metric_id,
        published_on as date,
        'website' as channel_id,
        site as account_id,
        department_id,
        cast(null as varchar) as party_org_id
    from {{ ref('int_web_articles') }}
    where perspective = 'current' and not is_withdrawn
    union all
    select 'web_articles_' || case importance when '重要' then 'important' else 'general' end, published_on, 'website',
        site, department_id, null
    from {{ ref('int_web_articles') }}
    where perspective = 'current' and not is_withdrawn and importance is not null
    union all
    select 'wechat_articles_published', published_on, 'wechat', account, null, null
    from {{ ref('int_wechat_articles__versions') }}
    where in_current
    union all
    select 'wechat_articles_contributed', published_on, 'wechat', null, department_id, null
    from {{ ref('int_wechat_contributions') }}
    where perspective = 'current'
    union all
    select {{ publishing_metric('channel_id') }}, cast(published_at as date), channel_id, account_id, null, null
    from {{ ref('int_social_posts') }}
    where not is_superseded and not is_withdrawn
    union all
    select 'submissions_received', received_on, 'submissions', null, department_id, null
    from {{ ref('int_submissions') }}
    where perspective = 'current'
    union all
    select 'articles_adopted', received_on, 'submissions', null, department_id, null
    from {{ ref('int_submissions') }}
    where perspective = 'current' and is_adopted
    union all
    select 'external_media_items', published_on, 'media', null, department_id, null
    from {{ ref('int_media_items') }}
    where left_out is null and title is not null
    union all
    select 'party_uploads', activity_date, 'party', null, department_id, party_org_id
    from uploads

)

select
    metric_id,
    date,
    channel_id,
    account_id,
    department_id,
    party_org_id,
    cast(count(*) as double) as value
from events
group by all
union all
-- A ledger row that counts a whole period has no day of its own.
select
    figures.metric_id,
    figures.occurred_on,
    'registers',
    null,
    figures.department_id,
    null,
    sum(figures.numerator)
from {{ ref('int_register_figures') }} as figures
inner join {{ ref('int_register_entries') }} as entries
    on figures.entry_id = entries.entry_id and entries.period_start is null
where figures.left_out is null and not figures.is_share
group by all

-- Countable events with their day and the row that tells of them, for periods that are not made of whole months.
with articles as (

    select * from {{ ref('int_web_articles') }} where perspective = 'current' and not is_withdrawn

),

posts as (

    select * from {{ ref('int_social_posts') }} where not is_withdrawn

),

submissions as (

    select * from {{ ref('int_submissions') }} where perspective = 'current'

),

-- One activity reported under two types is one upload.
uploads as (

    select
        *,
        row_number() over (
            partition by system, org_name, item_id, activity_date, department_id, party_org_id
            order by source_file_id, source_sheet, source_row
        ) as choice
    from {{ ref('int_party_uploads') }}
    where perspective = 'current' and is_counted

)

select
    'web_articles_published' as metric_id,
    published_on as date,
    'website' as channel_id,
    site as account_id,
    department_id,
    cast(null as varchar) as party_org_id,
    cast(null as varchar) as outlet_level,
    source_file_id,
    source_sheet,
    source_row,
    cast(1 as double) as value
from articles
union all
select 'web_articles_' || case importance when '重要' then 'important' else 'general' end, published_on, 'website',
    site, department_id, null, null, source_file_id, source_sheet, source_row, 1
from articles
where importance is not null
union all
select 'wechat_articles_published', published_on, 'wechat', account, null, null, null, file_id, source_sheet,
    source_row, 1
from {{ ref('int_wechat_articles__versions') }}
where in_current
union all
select 'wechat_articles_contributed', published_on, 'wechat', null, department_id, null, null, source_file_id,
    source_sheet, source_row, 1
from {{ ref('int_wechat_contributions') }}
where perspective = 'current'
union all
select {{ publishing_metric('channel_id') }}, cast(published_at as date), channel_id, account_id, null, null, null,
    source_file_id, source_sheet, source_row, 1
from posts
union all
select 'submissions_received', received_on, 'submissions', null, department_id, null, null, source_file_id,
    source_sheet, source_row, 1
from submissions
union all
select 'articles_adopted', received_on, 'submissions', null, department_id, null, null, source_file_id, source_sheet,
    source_row, 1
from submissions
where is_adopted
union all
select 'external_media_items', published_on, 'media', null, department_id, null,
    case when level_source <> 'unknown' then level end, source_file_id, source_sheet, source_row, 1
from {{ ref('int_media_items') }}
where left_out is null and title is not null
union all
select 'party_uploads', activity_date, 'party', null, department_id, party_org_id, null, source_file_id, source_sheet,
    source_row, 1
from uploads
where choice = 1
union all
-- A ledger row that counts a whole period has no day of its own.
select figures.metric_id, figures.occurred_on, 'registers', null, figures.department_id, null, null, entries.file_id,
    entries.source_sheet, entries.source_row, figures.numerator
from {{ ref('int_register_figures') }} as figures
inner join {{ ref('int_register_entries') }} as entries
    on figures.entry_id = entries.entry_id and entries.period_start is null
where figures.left_out is null and not figures.is_share

-- What rules are judged by, one row per subject and event. A date without a time of day starts its clock when the day
-- is over, so that nobody is late because an hour was not noted.
with articles as (

    select *, {{ clock_start('event_at') }} as clock_from
    from {{ ref('int_web_articles') }}
    where {{ known_now() }} and not is_withdrawn

),

-- An article in several columns updates each of them.
in_columns as (

    select *, {{ clock_start('event_at') }} as clock_from
    from {{ ref('int_web_articles__versions') }}
    where {{ known_now() }} and not is_withdrawn and column_name is not null

),

published as (

    select 'site' as subject_kind, site as subject_id, column_name as item, published_on, clock_from, published_at,
        source_file_id, source_sheet, source_row
    from articles
    union all
    select 'site_column', site || '/' || column_name, column_name, published_on, clock_from, published_at, file_id,
        source_sheet, source_row
    from in_columns
    union all
    select 'department', department_id, column_name, published_on, clock_from, published_at, source_file_id,
        source_sheet, source_row
    from articles
    union all
    select 'account', account, null, published_on, null, null, file_id, source_sheet, source_row
    from {{ ref('int_wechat_articles__versions') }}
    where {{ known_now() }}
    union all
    select 'account', account_id, form, cast(published_at as date), null, null, source_file_id, source_sheet, source_row
    from {{ ref('int_social_posts') }}
    where not is_withdrawn

),

wechat as (

    select
        articles.account,
        articles.published_on,
        articles.file_id,
        articles.source_sheet,
        articles.source_row,
        {{ squeeze('articles.title') }} as title_key,
        accounts.is_official
    from {{ ref('int_wechat_articles__versions') }} as articles
    inner join {{ ref('int_account_versions') }} as accounts
        on articles.account = accounts.account_id and articles.published_on between accounts.applies_from and accounts.applies_to
    where {{ known_now('articles') }}

),

uploads as (

    select
        party_org_id,
        activity_type,
        activity_date,
        uploaded_on,
        late_days,
        source_file_id,
        source_sheet,
        source_row,
        row_number() over (
            partition by record_id, party_org_id, activity_type, activity_date, uploaded_on, late_days
            order by source_file_id, source_sheet, source_row
        ) as choice
    from {{ ref('int_party_uploads') }}
    where {{ known_now() }} and is_counted

),

submissions as (

    select * from {{ ref('int_submissions') }} where {{ known_now() }}

)

select
    'publish' as evidence,
    subject_kind,
    subject_id,
    item,
    published_on as on_date,
    clock_from,
    published_at,
    cast(null as integer) as days,
    1 as quantity,
    source_file_id,
    source_sheet,
    source_row
from published
union all
-- A repost bears the title of an article that the official account published before it or on the same day.
select 'repost', 'account', reposts.account, null, reposts.published_on, null, null, null, 1, reposts.file_id,
    reposts.source_sheet, reposts.source_row
from wechat as reposts
where
    not reposts.is_official
    and exists (
        select 1 from wechat as originals
        where
            originals.is_official
            and originals.title_key = reposts.title_key
            and originals.published_on <= reposts.published_on
    )
union all
select 'activity', 'party_org', party_org_id, activity_type, activity_date, null, null, null, 1, source_file_id,
    source_sheet, source_row
from uploads
where choice = 1
union all
select 'upload', 'party_org', party_org_id, activity_type, activity_date, null, null, cast(late_days as integer), 1,
    source_file_id, source_sheet, source_row
from uploads
where choice = 1
union all
select 'upload_day', 'party_org', party_org_id, activity_type, uploaded_on, null, null, null, 1, source_file_id,
    source_sheet, source_row
from uploads
where uploaded_on is not null and choice = 1
union all
-- How long the office took to use what was submitted, and the unit to ask for its points after that.
select 'adoption', 'department', department_id, form, adopted_on, null, null,
    cast({{ days_inclusive('received_on', 'adopted_on') }} - 1 as integer), 1, source_file_id, source_sheet, source_row
from submissions
where adopted_on is not null
union all
select 'claim', 'department', department_id, form, claimed_on, null, null,
    cast({{ days_inclusive('coalesce(adopted_on, received_on)', 'claimed_on') }} - 1 as integer), 1, source_file_id,
    source_sheet, source_row
from submissions
where claimed_on is not null
union all
-- What an account reports of itself, for accounts whose exports the office does not have.
select 'reported_repost', 'account', accounts.account_id, null, entries.occurred_on, null, null, null,
    cast(entries.quantity as integer), entries.file_id, entries.source_sheet, entries.source_row
from {{ ref('int_register_entries') }} as entries
inner join {{ ref('int_account_versions') }} as accounts
    on
        accounts.channel_id = 'wechat'
        and {{ squeeze('entries.subject') }} = {{ squeeze('accounts.name') }}
        and entries.occurred_on between accounts.valid_from and accounts.valid_to
where entries.metric_id = 'official_reposts' and entries.is_of_one_month

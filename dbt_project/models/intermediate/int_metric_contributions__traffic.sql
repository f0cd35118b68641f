-- What server logs add to monthly figures, in the columns of int_metric_contributions__versions. Sections of a site share
-- no page view, so a site's views are their sum; visitors and the share of phones are told by the month, as known now. A
-- figure stands on all lines of the site's logs and has no row of its own.
with versions as (

    {{ with_versions(source('landing', 'web_traffic_day'), ['site_id', 'date', 'section']) }}

),

spans as (

    select site_id, month, max(date) as as_of, count(distinct date) as days_measured
    from versions
    where {{ known_now() }}
    group by site_id, month

),

days as (

    select
        versions.site_id,
        versions.month,
        versions.page_views,
        versions.as_of,
        spans.days_measured,
        concat_ws('|', versions.date, versions.section) as thing,
        versions.site_id as export_of,
        versions.known_from,
        versions.known_to,
        cast(null as date) as bulletin_on,
        cast(null as string) as source_file_id,
        cast(null as string) as source_sheet,
        cast(null as bigint) as source_row
    from versions
    left join spans on versions.site_id = spans.site_id and versions.month = spans.month

),

months as (

    select
        months.month,
        months.site_id,
        months.page_views,
        months.mobile_views,
        months.visitors,
        spans.as_of,
        spans.days_measured,
        months.month as thing,
        months.site_id as export_of,
        cast(null as date) as known_from,
        cast(null as date) as known_to,
        cast(null as date) as bulletin_on,
        cast(null as string) as source_file_id,
        cast(null as string) as source_sheet,
        cast(null as bigint) as source_row
    from {{ source('landing', 'web_traffic_month') }} as months
    inner join spans on months.site_id = spans.site_id and months.month = spans.month
    -- The row without a section is the whole site.
    where months.section = '' and not months.is_superseded

)

{{ contributions('web_page_views', 'days', 'page_views', 'page_views is not null', account='site_id',
    days_measured='days_measured', several='true') }}
union all
{{ contributions('web_visitors', 'months', 'visitors', account='site_id', days_measured='days_measured') }}
union all
{{ contributions('web_mobile_pageview_share', 'months', 'mobile_views', 'page_views > 0 and mobile_views is not null', account='site_id',
    whole='page_views', days_measured='days_measured') }}

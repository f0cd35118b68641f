-- Monthly figures of the server logs that no sum of days gives, in the columns of int_metric_contributions: visitors and
-- the share of phones. Views come by day through int_daily_values.
with months as (

    select
        months.month,
        months.site_id,
        months.page_views,
        months.mobile_views,
        months.visitors,
        max(days.date) as as_of,
        count(distinct days.date) as days_measured,
        cast(null as string) as source_file_id,
        cast(null as string) as source_sheet,
        cast(null as bigint) as source_row
    from {{ source('landing', 'web_traffic_month') }} as months
    inner join {{ source('landing', 'web_traffic_day') }} as days
        on months.site_id = days.site_id and months.month = days.month and not days.is_superseded
    -- The row without a section is the whole site.
    where months.section = '' and not months.is_superseded
    group by months.month, months.site_id, months.page_views, months.mobile_views, months.visitors

)

{{ contributions('web_visitors', 'months', 'visitors', account='site_id', days_measured='days_measured') }}
union all
{{ contributions('web_mobile_pageview_share', 'months', 'mobile_views', 'page_views > 0 and mobile_views is not null', account='site_id',
    whole='page_views', days_measured='days_measured') }}

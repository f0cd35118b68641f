-- What the days of accounts add to monthly figures, in the columns of int_metric_contributions__versions: a flow is the
-- sum of the days, of a stock the last day counts, a rate of a day makes no month.
with days as (

    select
        by_day.metric_id,
        by_day.account_id,
        by_day.month,
        by_day.date,
        by_day.value,
        by_day.is_capped,
        by_day.as_of,
        by_day.known_from,
        by_day.known_to,
        by_day.bulletin_on,
        metrics.additivity,
        by_day.file_id as source_file_id,
        by_day.source_sheet,
        by_day.source_row,
        cast(by_day.date as string) as thing,
        by_day.account_id as export_of,
        count(case when by_day.known_to is null then 1 end) over same_month as days_measured
    from {{ ref('int_daily_values') }} as by_day
    inner join {{ ref('metric') }} as metrics on by_day.metric_id = metrics.metric_id
    where metrics.dataset <> 'web_traffic_day'
    window same_month as (partition by by_day.metric_id, by_day.account_id, by_day.month)

)

{{ contributions(none, 'days', 'value', "additivity <> 'non'", account='account_id', capped='is_capped',
    days_measured='days_measured', measured_on='date', stock="additivity = 'semi'") }}
union all
-- People of a day are no people of a month; only their mean can be told of it.
{{ contributions('wechat_readers_daily_mean', 'days', 'value', "metric_id = 'wechat_readers'", account='account_id',
    capped='is_capped', days_measured='days_measured', whole='1', measured_on='date') }}

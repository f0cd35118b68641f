-- Shares and means of months, quarters, halves, terms and years from the sums of their parts. Of several accounts each
-- stands by itself.
with months as (

    select
        periods.period_type,
        periods.period,
        periods.first_day,
        periods.last_day,
        months.month
    from {{ ref('dim_period') }} as periods
    inner join {{ ref('dim_month') }} as months on months.month_start between periods.first_day and periods.last_day
    where periods.period_type <> 'week'

),

lengths as (

    select period_type, period, count(*) as months_in_period from months group by period_type, period

)

select
    shares.metric_id,
    shares.account_id,
    months.period_type,
    months.period,
    {{ summed_parts('shares.part') }} as part,
    {{ summed('shares.whole') }} as whole,
    {{ ratio(summed_parts('shares.part'), summed('shares.whole')) }} as value,
    cast(count(*) as integer) as months_with_parts,
    cast(max(lengths.months_in_period) as integer) as months_in_period,
    min(months.month) as first_month,
    max(months.month) as last_month,
    max(shares.as_of) as as_of
from {{ ref('fct_metric_share') }} as shares
inner join months on shares.month = months.month
inner join lengths on months.period_type = lengths.period_type and months.period = lengths.period
group by shares.metric_id, shares.account_id, months.period_type, months.period

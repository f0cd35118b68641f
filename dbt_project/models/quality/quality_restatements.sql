-- Figures of settled months that a later export changed: the old value, the new one, and the file that brought it.
with web as (

    select
        site as account_id,
        month,
        site || '|' || item_id as item_key,
        as_of,
        not is_withdrawn as is_counted,
        is_superseded,
        source_file,
        source_row
    from {{ ref('int_web_articles__versions') }}

),

web_settled as (

    {{ settled_months('web') }}

),

wechat as (

    select
        account as account_id,
        month,
        account || '|' || item_id as item_key,
        as_of,
        true as is_counted,
        is_superseded,
        source_file,
        source_row
    from {{ ref('int_wechat_articles__versions') }}

),

wechat_settled as (

    {{ settled_months('wechat') }}

),

-- Days: the last version that came after its day was over, against the current one.
day_versions as (

    select
        days.*,
        metrics.additivity,
        days.date = max(days.date) over (partition by days.metric_id, days.account_id, days.month) as is_last,
        row_number() over (
            partition by days.metric_id, days.account_id, days.date, days.is_superseded
            order by days.as_of desc, days.file_id, days.source_row
        ) as newest
    from {{ ref('int_daily_values') }} as days
    inner join {{ ref('metric') }} as metrics on days.metric_id = metrics.metric_id

),

day_changes as (

    select
        now.metric_id,
        now.month,
        now.account_id,
        coalesce(before.value, now.value) as old_value,
        now.value as new_value,
        case when before.value <> now.value then now.source_file end as changed_by
    from day_versions as now
    left join day_versions as before
        on
            now.metric_id = before.metric_id
            and now.account_id = before.account_id
            and now.date = before.date
            and before.is_superseded
            and before.newest = 1
            and before.as_of > before.date
    where not now.is_superseded and now.newest = 1 and (now.additivity <> 'semi' or now.is_last)

),

restated as (

    {{ restated_counts('web_articles_published', 'web') }}
    union all
    {{ restated_counts('wechat_articles_published', 'wechat') }}
    union all
    select metric_id, month, account_id, sum(old_value), sum(new_value), min(changed_by)
    from day_changes
    group by metric_id, month, account_id
    having sum(old_value) <> sum(new_value)

)

-- The reason is what the ledger of corrections says about this change; without a line there it is only that it happened.
select
    restated.month,
    restated.metric_id,
    'account' as scope,
    restated.account_id as scope_id,
    restated.old_value,
    restated.new_value,
    coalesce(corrections.reason, '后到的导出改变了已结月份的数字') as reason,
    corrections.reason is not null as is_registered,
    restated.changed_by as source_file
from restated
left join {{ ref('stg_reference__corrections') }} as corrections
    on
        restated.month = corrections.month
        and restated.metric_id = corrections.metric_id
        and restated.account_id is not distinct from corrections.account_id
        and corrections.department_id is null
        and abs(restated.new_value - corrections.new_value) < 1e-6
order by restated.month, restated.metric_id, restated.account_id

-- What was promised for the month and what became of it, and what is promised for the next.
select
    months.month as {{ adapter.quote('月份') }},
    case when items.month = months.month then '本月到期' else '下月安排' end as {{ adapter.quote('时段') }},
    items.item_id as {{ adapter.quote('任务编号') }},
    items.category as {{ adapter.quote('任务类别') }},
    items.title as {{ adapter.quote('任务') }},
    departments.name as {{ adapter.quote('牵头部门') }},
    items.due_on as {{ adapter.quote('完成时限') }},
    items.done_on as {{ adapter.quote('完成日期') }},
    -- As of the end of the month: what was done later was not done then.
    case
        when items.state = 'dropped' then '取消'
        when items.month = months.month and items.done_on is not null and items.done_on <= months.month_end then '已完成'
        when items.month = months.month and items.done_on is not null then '逾期完成'
        when items.state = 'done' then '已完成'
        when items.month = months.month and items.state = 'overdue' then '未完成'
        else '进行中'
    end as {{ adapter.quote('落实情况') }},
    items.times_postponed as {{ adapter.quote('推迟次数') }},
    items.status_written as {{ adapter.quote('登记的情况') }}
from {{ ref('fct_work_item') }} as items
inner join {{ ref('dim_month') }} as months
    on
        items.month = months.month
        or {{ month_index('items.month') }} = months.month_index + 1
left join {{ ref('dim_department') }} as departments
    on
        items.department_id = departments.department_id
        and items.due_on between departments.valid_from and departments.valid_to

-- Every status an export of the ledger of tasks told of an item, in the order of the exports. A task keeps its name when
-- its deadline is put off: the name, its class and its unit make the item.
with marked as (

    select
        {{ id_of('item_', ['title', 'category', 'department_name']) }} as item_id,
        title,
        category,
        department_id,
        coalesce(due_on, occurred_on) as due_on,
        done_on,
        status,
        case
            when {{ matches("coalesce(status, '')", '取消|终止|撤销|不再') }} then 'dropped'
            when {{ is_done() }} then 'done'
            else 'open'
        end as state,
        as_of,
        file_id as source_file_id,
        source_file,
        source_sheet,
        source_row
    from {{ ref('int_register_entries__versions') }}
    where register_id = 'register_plan_items'

),

ordered as (

    select
        *,
        lag(due_on) over (
            partition by item_id order by as_of, source_file, source_sheet, source_row, due_on
        ) as previous_due_on,
        row_number() over (
            partition by item_id order by as_of, source_file, source_sheet, source_row, due_on
        ) as status_no,
        row_number() over (
            partition by item_id order by as_of desc, source_file desc, source_sheet desc, source_row desc, due_on desc
        ) as recency
    from marked

)

select *, coalesce(due_on > previous_due_on, false) as is_postponed from ordered

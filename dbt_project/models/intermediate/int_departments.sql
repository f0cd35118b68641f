-- Department versions with closed validity spans, and the member that unknown names fall under.
with closed as (

    select
        department_id,
        name,
        type,
        parent_id,
        cast(display_order as integer) as display_order,
        {{ since('valid_from') }} as valid_from,
        {{ until_next('department_id') }} as valid_to,
        successor_id,
        coalesce(in_roster, true) as in_roster,
        headcount,
        note
    from {{ source('landing', 'ref_department') }}

)

select * from closed
union all
select
    'unrecognised',
    '未识别',
    '未识别',
    null,
    999999,
    date '1900-01-01',
    date '9999-12-31',
    null,
    false,
    null,
    '名称不在部门表和别名表中的记录归在这里'

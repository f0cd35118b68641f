-- Table 6 of each bulletin, as of its cut-off, against the uploaded records.
with cells as (

    {{ table_sums() }}

),

uploads as (

    select month, count(distinct (party_org_id, record_id)) as quantity
    from {{ ref('int_party_uploads') }}
    where {{ known_to_bulletin() }} and is_counted
    group by month

),

party_uploads as (

    select
        cells.month,
        {{ check(
            id="'party_uploads_sum'",
            subject="'表6各党组织之和与上传记录'",
            left='cells.value',
            right='coalesce(uploads.quantity, 0)',
            rule="'表6各党组织信息量之和应等于计入的上传记录；差额是当月不在党组织表起止日期之内的党组织上传的'",
            severity='warn'
        ) }}
    from cells
    left join uploads on cells.month = uploads.month
    where cells.table_id = '表6'

)

select * from party_uploads

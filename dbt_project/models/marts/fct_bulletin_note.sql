-- What a printed table does not say in its cells: which days it adds up, what came too late, what it has no column for.
with menu_windows as (

    select windows.month, windows.period_start, windows.period_end
    from {{ ref('int_menu_windows') }} as windows
    inner join {{ ref('int_official_accounts') }} as accounts
        on windows.account_id = accounts.account_id and windows.month = accounts.month
    where {{ known_to_bulletin('windows') }}

),

-- Windows that follow each other are one span; where days between them are missing, each stands by itself.
menu_days as (

    select
        month,
        case
            when sum({{ days_inclusive('period_start', 'period_end') }})
                = {{ days_inclusive('min(period_start)', 'max(period_end)') }}
                then {{ span_text('min(period_start)', 'max(period_end)') }}
            else {{ join_texts(span_text('period_start', 'period_end'), '、', 'period_start') }}
        end as days
    from menu_windows
    group by month

),

late_uploads as (

    select month, sum(uploaded_later) as left_out
    from {{ ref('int_bulletin_party') }}
    where uploaded_later > 0
    group by month

),

readers as (

    select
        month,
        case when reads_until is not null then '阅读次数只到 ' || {{ day_text('reads_until') }} || '，此后' else '' end
        || reason as remark
    from {{ ref('int_bulletin_readers') }}

)

select month, 'wechat_base' as table_name, null as days, cast(null as bigint) as left_out, remark from readers
union all
select month, 'wechat_menu', days, null, null from menu_days
union all
select month, 'party_uploads', null, cast(left_out as bigint), '另有 ' || left_out || ' 条在截止日以后才上传，不在表内'
from late_uploads

-- Table 5 of each bulletin, as of its cut-off, against the register, Table 1 and Table 4.
with cells as (

    {{ table_sums() }}

),

-- Every submission of Table 5 has one form, and the forms make up the total.
received as (

    select month, count(*) as quantity
    from {{ ref('int_submissions') }}
    where {{ known_to_bulletin() }}
    group by month

),

submission_forms as (

    select
        received.month,
        {{ check(
            id="'submissions_sum'",
            subject="'表5各行之和与供稿总数'",
            left='cells.value',
            right='received.quantity',
            rule="'表5各行之和应等于同期登记的供稿件数；差额是单位信息里写明不列入的单位，或没有写平台的供稿'",
            severity='warn'
        ) }}
    from received
    inner join cells on received.month = cells.month and cells.table_id = '表5'

),

-- Table 4 counts published articles, Table 5 submissions: per unit they should tell the same story.
submitters as (

    select
        submissions.month,
        submissions.department_id,
        max(labels.name) as name,
        sum(case when {{ matches('submissions.platforms', '公众号') }} then submissions.quantity else 0 end) as wechat_items,
        sum(case when {{ matches('submissions.platforms', '官网') }} then submissions.quantity else 0 end) as website_items
    from {{ ref('int_bulletin_submissions') }} as submissions
    inner join {{ ref('int_department_labels') }} as labels
        on
            submissions.month = labels.month
            and submissions.department_id = labels.department_id
            and labels.channel_id = 'submissions'
    group by submissions.month, submissions.department_id

),

units as (

    select
        submitters.*,
        coalesce(contributed.quantity, 0) as contributed,
        coalesce(published.quantity, 0) as published
    from submitters
    left join {{ ref('int_bulletin_departments') }} as contributed
        on
            submitters.month = contributed.month
            and submitters.department_id = contributed.department_id
            and contributed.channel_id = 'wechat'
    left join {{ ref('int_bulletin_departments') }} as published
        on
            submitters.month = published.month
            and submitters.department_id = published.department_id
            and published.channel_id = 'website'

),

wechat_units as (

    select
        month,
        {{ check(
            id="'contributions_vs_submissions'",
            subject="'表4与表5公众号：' || name",
            left='contributed',
            right='wechat_items',
            rule="'表4的供稿数与表5里投到公众号的件数应相同'",
            severity='warn'
        ) }}
    from units
    where contributed > 0 or wechat_items > 0

),

website_units as (

    select
        month,
        {{ check(
            id="'submissions_within_articles'",
            subject="'表5官网与表1：' || name",
            left='website_items',
            right='published',
            rule="'表5里投到官网的件数不应多于表1的更新数'",
            severity='warn',
            bound='at_most'
        ) }}
    from units
    where website_items > 0

)

select * from submission_forms
union all
select * from wechat_units
union all
select * from website_units

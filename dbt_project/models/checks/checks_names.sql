-- That one bulletin has one cut-off, and one department one name that is known.
with cutoffs as (

    select
        cutoffs.month,
        cutoffs.is_stated,
        case when cutoffs.is_stated then cast(cutoffs.cutoff_on as string) else '未注明' end as cutoff,
        channels.name,
        cast(channels.display_order as integer) as display_order
    from {{ ref('int_cutoffs') }} as cutoffs
    inner join {{ ref('channel') }} as channels on cutoffs.channel_id = channels.channel_id
    where cutoffs.channel_id in ('website', 'wechat', 'submissions', 'party')

),

one_cutoff as (

    select
        month,
        {{ check(
            id="'one_cutoff'",
            subject="'一份通报一个截止日'",
            left='count(distinct cutoff)',
            right='1',
            rule="'各表截止日应一致：' || " ~ join_texts('name || cutoff', '，', 'display_order'),
            severity='warn'
        ) }}
    from cutoffs
    group by month
    having bool_or(is_stated)

),

two_names as (

    select
        month,
        {{ check(
            id="'names_resolved'",
            subject="'一处多名：' || " ~ join_distinct('label', '＝'),
            left='count(distinct label)',
            right='1',
            rule="'同一部门在各表里应只用一个名称'",
            severity='warn'
        ) }}
    from {{ ref('int_department_labels') }}
    group by month, department_id
    having count(distinct label) > 1

),

unknown_names as (

    select
        {{ month_of('on_date') }} as month,
        {{ check(
            id="'names_resolved'",
            subject="'不认识的部门：' || part",
            left='count(*)',
            right='0',
            rule="'部门表和别名表里当天没有这个名称，记在未识别'",
            severity='warn'
        ) }}
    from {{ ref('int_departments__resolved') }}
    where department_id = 'unrecognised' and channel_id <> 'bulletins'
    group by 1, part

)

select * from one_cutoff
union all
select * from two_names
union all
select * from unknown_names

-- The name a printed table uses for a department in a month: its own name where the source used that at all, else
-- the spelling the source used most. One bulletin may so carry two names of one unit, as the source did, unless the
-- institution wants the official name of the month everywhere.
with setting as (

    select coalesce(bool_or(item = '通报部门名称' and content = '正式名称'), false) as is_official
    from {{ source('landing', 'ref_institution') }}

),

months as (

    select * from {{ ref('int_months') }} where is_in_data

),

valid as (

    select
        months.month,
        departments.department_id,
        departments.name,
        departments.display_order,
        departments.in_roster,
        row_number() over (
            partition by months.month, departments.department_id
            order by departments.valid_from desc
        ) as latest
    from months
    inner join {{ ref('int_departments') }} as departments
        on departments.valid_from <= months.month_end and departments.valid_to >= months.month_start

),

written as (

    select
        channel_id,
        {{ month_of('on_date') }} as month,
        department_id,
        {{ squeeze('part') }} as spelling,
        count(*) as mentions
    from {{ ref('int_departments__resolved') }}
    where channel_id <> 'bulletins' and department_id <> 'unrecognised'
    group by 1, 2, 3, 4

),

chosen as (

    select
        written.channel_id,
        written.month,
        written.department_id,
        written.spelling,
        row_number() over (
            partition by written.channel_id, written.month, written.department_id
            order by written.spelling <> {{ squeeze('valid.name') }}, written.mentions desc, written.spelling
        ) as choice
    from written
    inner join valid
        on written.month = valid.month and written.department_id = valid.department_id and valid.latest = 1

)

select
    channels.channel_id,
    valid.month,
    valid.department_id,
    valid.name,
    case
        when setting.is_official or chosen.spelling is null or chosen.spelling = {{ squeeze('valid.name') }}
            then valid.name
        else chosen.spelling
    end as label,
    valid.display_order,
    valid.in_roster
from valid
cross join setting
cross join (select channel_id from {{ ref('channel') }} where channel_id in ('website', 'wechat', 'submissions')) as channels
left join chosen
    on
        valid.month = chosen.month
        and valid.department_id = chosen.department_id
        and channels.channel_id = chosen.channel_id
        and chosen.choice = 1
where valid.latest = 1

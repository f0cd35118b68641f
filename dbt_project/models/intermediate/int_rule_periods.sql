-- Rule x subject x period, numbered. The version of a rule that was valid on the first day of a period judges that period.
with versions as (

    select
        *,
        {{ since('valid_from') }} as judges_from,
        least(
            {{ until('valid_to') }},
            coalesce(
                {{ add_days('lead(valid_from) over (partition by rule_id order by ' ~ since('valid_from') ~ ')', -1) }},
                date '9999-12-31'
            )
        ) as judges_to
    from {{ ref('stg_reference__rules') }}

),

periods as (

    select
        periods.period_type,
        periods.period,
        periods.first_day,
        periods.last_day,
        bool_and(calendar.is_vacation) as is_vacation
    from {{ ref('int_periods') }} as periods
    inner join {{ ref('int_calendar') }} as calendar
        on calendar.month_start between periods.first_day and periods.last_day
    where periods.period_type in ('month', 'quarter')
    group by periods.period_type, periods.period, periods.first_day, periods.last_day
    having bool_or(calendar.is_in_data)

)

select
    row_number() over (order by versions.rule_id, subjects.subject_id, periods.first_day, versions.source_row) as rule_no,
    versions.rule_id,
    versions.name as rule_name,
    versions.rule_kind,
    versions.item,
    versions.threshold,
    versions.window_days,
    versions.is_vacation_exempt,
    versions.basis,
    versions.source_text,
    versions.file_id as source_file_id,
    coalesce(versions.source_sheet, '') as source_sheet,
    versions.source_row,
    versions.subject_kind,
    subjects.subject_id,
    subjects.name as subject_name,
    subjects.department_id,
    subjects.exists_from,
    periods.period_type,
    periods.period,
    periods.first_day,
    periods.last_day,
    -- Which monthly figure says whether the exports speak about it at all.
    case when versions.rule_kind in ('adopt_within', 'claim_within') then 'submissions_received' else subjects.metric_id end
        as metric_id,
    subjects.read_scope,
    subjects.read_id,
    case
        when coalesce({{ is_listed('versions.item', 'subjects.exempt_items') }}, false) then '该组织免考核此项'
        when versions.is_vacation_exempt and periods.is_vacation then '假期'
        when subjects.exists_from > periods.first_day or subjects.exists_to < periods.last_day then '期间成立或撤销'
    end as exemption
from versions
inner join periods
    on
        versions.period_type = periods.period_type
        and periods.first_day between versions.judges_from and versions.judges_to
inner join {{ ref('int_subjects') }} as subjects
    on
        versions.subject_kind = subjects.subject_kind
        and subjects.in_roster
        and (versions.subject_id is null or versions.subject_id = subjects.subject_id)
        and (versions.subject_type is null or {{ is_listed('subjects.type', 'versions.subject_type') }})
        and subjects.exists_from <= periods.last_day
        and subjects.exists_to >= periods.first_day
        and least(periods.last_day, subjects.exists_to) between subjects.valid_from and subjects.valid_to
        -- An account does not repost itself.
        and not (versions.rule_kind = 'reposts' and subjects.is_official)

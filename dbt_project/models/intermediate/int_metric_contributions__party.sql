-- What uploaded Party records add to monthly figures, in the columns of int_metric_contributions__versions. One meeting
-- reported under two types is one record in the total: it stands in the first of its rows.
{#- One of a state that no table knows may count or not. #}
{%- set taken_back = 'not is_counted and not is_status_unknown' %}

with rows_counted as (

    {{ with_states(ref('int_party_uploads'), ['record_id']) }}

),

uploads as (

    select
        month,
        department_id,
        party_org_id,
        activity_date,
        is_counted,
        -- A record one of whose types counts is counted, whatever the state of the others.
        bool_or(is_status_unknown) over same_record and not bool_or(is_counted) over same_record as is_status_unknown,
        min(case when is_counted then late_days end) over same_record as late_days,
        min(case when is_counted then upload_days end) over same_record as upload_days,
        max(case when is_counted or is_status_unknown then as_of end) over same_record as as_of,
        min(case when is_counted or is_status_unknown then bulletin_on end) over same_record as bulletin_on,
        row_number() over (
            partition by month, department_id, party_org_id, record_id, state_from
            order by is_counted desc, source_file_id, source_sheet, source_row
        ) as choice,
        record_id as thing,
        system as export_of,
        state_from as known_from,
        state_to as known_to,
        source_file_id,
        source_sheet,
        source_row
    from rows_counted
    window same_record as (partition by month, department_id, party_org_id, record_id, state_from)

),

-- The export does not say which branch is logged in, so tasks are of none.
tasks as (

    select
        landed.month,
        landed.as_of,
        landed.file_id as source_file_id,
        landed.source_sheet,
        landed.source_row,
        case when bool_or(codes.is_counted) then 1 when max(codes.code) is not null or landed.status_text is null then 0 end
            as is_done
    from {{ source('landing', 'party_task') }} as landed
    left join {{ source('landing', 'ref_party_code') }} as codes
        on landed.system = codes.system and codes.code_kind = '状态' and landed.status_text = codes.code
    where not landed.is_superseded
    group by landed.month, landed.as_of, landed.status_text, landed.file_id, landed.source_sheet, landed.source_row

)

{{ contributions('party_uploads', 'uploads', where='choice = 1', department='department_id', date='activity_date',
    party_org='party_org_id', taken_back=taken_back, known='not is_status_unknown') }}
union all
{{ contributions('party_tasks_listed', 'tasks', versions=false) }}
union all
{{ contributions('party_tasks_done', 'tasks', 'is_done', versions=false) }}
union all
{{ contributions('party_uploads_timed', 'uploads',
    where='choice = 1 and late_days is not null and upload_days is not null', department='department_id',
    party_org='party_org_id', taken_back=taken_back, known='not is_status_unknown') }}
union all
{{ contributions('party_uploads_on_time', 'uploads', 'case when late_days <= upload_days then 1 else 0 end',
    'choice = 1 and late_days is not null and upload_days is not null', department='department_id',
    party_org='party_org_id', taken_back=taken_back, known='not is_status_unknown') }}

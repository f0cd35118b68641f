-- One row per landed version of an uploaded record, with organisation, type and status as the home's tables say.
with uploads as (

    select
        *,
        cast(activity_at as date) as activity_date,
        cast(uploaded_at as date) as uploaded_on
    from {{ source('landing', 'party_upload') }}

),

versions as (

    {{ with_versions('uploads', ['system', 'org_name', 'activity_type_text', 'item_id'], 'activity_date', "'party'") }}

),

-- Within how many days a record of any organisation must be there: the rule last put in force before the activity.
limits as (

    select
        mention.activity_date,
        rules.threshold as upload_days,
        row_number() over (
            partition by mention.activity_date
            order by {{ since('rules.valid_from') }} desc, rules.threshold
        ) as choice
    from (select distinct activity_date from uploads) as mention
    inner join {{ ref('stg_reference__rules') }} as rules
        on
            rules.rule_kind = 'upload_within'
            and rules.subject_id is null
            and rules.subject_type is null
            and mention.activity_date between {{ since('rules.valid_from') }} and {{ until('rules.valid_to') }}

),

codes as (

    select system, code_kind, code, meaning, is_counted from {{ source('landing', 'ref_party_code') }}

)

select
    -- One meeting is one record, under however many types of activity it is reported.
    concat_ws('|', versions.system, versions.org_name, versions.item_id) as record_id,
    versions.item_id,
    versions.system,
    versions.activity_type_text,
    versions.org_name,
    coalesce(party_orgs.party_org_id, 'unrecognised') as party_org_id,
    responsible.department_id,
    coalesce(types.meaning, versions.activity_type_text) as activity_type,
    versions.topic,
    versions.activity_date,
    versions.uploaded_on,
    versions.month,
    versions.status_text,
    coalesce(statuses.meaning, versions.status_text) as status,
    -- A system without statuses exports finished records; a status nobody mapped is not counted, and said so.
    case when versions.status_text is null then true else coalesce(statuses.is_counted, false) end as is_counted,
    versions.status_text is not null and statuses.code is null as is_status_unknown,
    case when versions.uploaded_on is not null then {{ days_inclusive('versions.activity_date', 'versions.uploaded_on') }} - 1 end
        as late_days,
    limits.upload_days,
    versions.expected,
    versions.attended,
    versions.as_of,
    versions.known_from,
    versions.known_to,
    -- What was uploaded after the cut-off was not there on the day the table speaks of.
    case when coalesce(versions.uploaded_on <= cutoffs.cutoff_on, true) then versions.bulletin_on end as bulletin_on,
    case when versions.uploaded_on > cutoffs.cutoff_on then versions.bulletin_on end as missed_bulletin_on,
    versions.file_id as source_file_id,
    versions.source_file,
    versions.source_sheet,
    versions.source_row
from versions
inner join {{ ref('int_cutoffs') }} as cutoffs on versions.month = cutoffs.month and cutoffs.channel_id = 'party'
left join {{ ref('int_party_orgs__resolved') }} as party_orgs
    on {{ names_party_org('party', 'versions.org_name', 'versions.activity_date') }}
left join {{ ref('int_party_orgs') }} as responsible
    on
        coalesce(party_orgs.party_org_id, 'unrecognised') = responsible.party_org_id
        and versions.activity_date between responsible.valid_from and responsible.valid_to
left join limits on versions.activity_date = limits.activity_date and limits.choice = 1
left join codes as types
    on versions.system = types.system and types.code_kind = '活动类型' and versions.activity_type_text = types.code
left join codes as statuses
    on versions.system = statuses.system and statuses.code_kind = '状态' and versions.status_text = statuses.code

-- Figures of settled months that the exports beside each other tell otherwise now: what was known on the day that settled
-- them, and what is known now. Shares are no sums of rows; stocks as told and stories of the press have no versions.
with parts as {{ once() }}(

    select
        parts.metric_id,
        parts.month,
        parts.account_id,
        parts.department_id,
        parts.thing,
        parts.value,
        parts.known_from,
        parts.known_to,
        parts.is_taken_back,
        parts.source_file_id,
        case
            when parts.metric_id in ('{{ growing_metrics() | join("', '") }}') then settled.counted_on
            else settled.listed_on
        end as settled_on
    from {{ ref('int_metric_contributions__versions') }} as parts
    inner join {{ ref('metric') }} as metrics on parts.metric_id = metrics.metric_id
    inner join {{ ref('int_settled_months') }} as settled
        on metrics.dataset = settled.dataset and parts.export_of = settled.export_of and parts.month = settled.month
    where
        parts.known_from is not null
        and parts.whole is null
        -- Parts of a count that is told itself: one change is asked for once.
        and parts.metric_id not in (
            'web_articles_important', 'web_articles_general', 'web_articles_timed', 'web_articles_on_time',
            'party_uploads_timed', 'party_uploads_on_time'
        )

),

-- Only where a day of the month was told more than once can anything have changed.
daily as (

    select
        days.*,
        -- A day is settled by the first export that came after it; while there is none, by the one that counts now.
        coalesce(
            min(case when days.known_from > days.measured_on then days.known_from end) over same_day,
            max(days.known_from) over same_day
        ) as settled_on,
        max(days.measured_on) over (partition by days.metric_id, days.account_id, days.month) as last_measured_on
    from {{ ref('int_metric_contributions__daily') }} as days
    inner join (
        select distinct metric_id, account_id, month
        from {{ ref('int_metric_contributions__daily') }}
        where known_to is not null and whole is null
    ) as repeats
        on
            days.metric_id = repeats.metric_id
            and days.account_id = repeats.account_id
            and days.month = repeats.month
    where days.whole is null
    window same_day as (partition by days.metric_id, days.account_id, days.measured_on)

),

versions as (

    select
        metric_id,
        month,
        case
            when account_id is not null then 'account'
            when current_department_id is not null then 'department'
            else 'institution'
        end as scope,
        coalesce(account_id, current_department_id, 'institution') as scope_id,
        thing,
        value,
        known_from,
        known_to,
        is_taken_back,
        source_file_id,
        settled_on
    from (
        select
            *,
            -- What a unit was told to have done belongs to the unit that it belongs to today.
            coalesce(max(case when known_to is null then department_id end) over (partition by metric_id, thing), department_id)
                as current_department_id
        from parts
        where settled_on is not null
    ) as placed
    union all
    select
        metric_id, month, 'account', account_id, thing, value, known_from, known_to, is_taken_back, source_file_id, settled_on
    from daily
    where not is_stock or measured_on = last_measured_on

),

-- A thing that was not there added nothing; one that was there without a value is unknown.
things as (

    select
        metric_id,
        month,
        scope,
        scope_id,
        thing,
        settled_on,
        case when bool_or({{ known_at('settled_on') }}) then {{ summed('case when ' ~ known_at('settled_on') ~ ' then value end') }} else 0 end
            as old_value,
        case when bool_or(known_to is null) then {{ summed('case when known_to is null then value end') }} else 0 end as new_value
    from versions
    group by metric_id, month, scope, scope_id, thing, settled_on

),

changed as (

    select metric_id, month, scope, scope_id, {{ summed('old_value') }} as old_value, {{ summed('new_value') }} as new_value
    from things
    group by metric_id, month, scope, scope_id
    having {{ summed('old_value') }} <> {{ summed('new_value') }}

),

-- Which export brought each value of a changed thing after its month was settled.
later as (

    select
        versions.metric_id,
        versions.month,
        versions.scope,
        versions.scope_id,
        versions.thing,
        things.new_value,
        versions.known_from,
        case when bool_or(versions.is_taken_back) then 0 else {{ summed('versions.value') }} end as value,
        bool_or(versions.known_to is null) as is_current,
        min(cast(versions.known_from as string) || files.path) as arrived_in
    from versions
    inner join things
        on
            versions.metric_id = things.metric_id
            and versions.month = things.month
            and versions.scope = things.scope
            and versions.scope_id = things.scope_id
            and versions.thing = things.thing
            and things.old_value is distinct from things.new_value
    inner join (
        select file_id, min(path) as path from {{ source('landing', 'ingest_file') }} group by file_id
    ) as files
        on versions.source_file_id = files.file_id
    where versions.known_from > versions.settled_on
    group by
        versions.metric_id, versions.month, versions.scope, versions.scope_id, versions.thing, things.new_value,
        versions.known_from

),

-- The first to bring the value of today has changed it; where one export brought a part, the first of those that count now.
brought as (

    select
        metric_id,
        month,
        scope,
        scope_id,
        min(arrived_in) as arrived_in
    from (
        select
            metric_id, month, scope, scope_id, thing,
            coalesce(min(case when value = new_value then arrived_in end), min(case when is_current then arrived_in end))
                as arrived_in
        from later
        group by metric_id, month, scope, scope_id, thing
    ) as first_arrivals
    group by metric_id, month, scope, scope_id

)

select
    changed.metric_id,
    changed.month,
    changed.scope,
    changed.scope_id,
    changed.old_value,
    changed.new_value,
    substr(brought.arrived_in, 11) as changed_by
from changed
left join brought
    on
        changed.metric_id = brought.metric_id
        and changed.month = brought.month
        and changed.scope = brought.scope
        and changed.scope_id = brought.scope_id

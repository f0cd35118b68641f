with figures as (

    select
        *,
        left_out is null and numerator is not null and (denominator is not null or not is_share) as is_counted
    from {{ ref('int_register_figures') }}

),

fed as (

    select
        entry_id,
        {{ join_texts('metric_id', '、', 'metric_id', where='is_counted') }} as counted_in,
        min(left_out) as left_out
    from figures
    group by entry_id

)

select
    entries.entry_id,
    entries.register_id,
    entries.register_name,
    entries.occurred_on,
    entries.period_start,
    entries.ended_on,
    entries.month,
    entries.department_id,
    entries.department_name as name_written,
    entries.party_org_id,
    entries.title,
    entries.category,
    entries.level,
    entries.quantity,
    entries.unit,
    entries.event_id,
    entries.due_on,
    entries.done_on,
    case when entries.done_on > entries.due_on then {{ days_inclusive('entries.due_on', 'entries.done_on') }} - 1 end
        as days_late,
    entries.status,
    entries.grade,
    entries.subject,
    entries.organiser,
    entries.audience,
    entries.place,
    entries.recorded_on,
    entries.is_complete,
    {% for number in register_numbers() if number != 'quantity' -%}
        entries.{{ number }},
    {% endfor -%}
    {{ json_of(['grade', 'subject', 'organiser', 'audience', 'place', 'recorded_on', 'is_complete'],
        register_numbers() | reject('equalto', 'quantity') | list, 'entries') }} as attributes,
    fed.counted_in,
    case when fed.counted_in is null then fed.left_out end as left_out,
    entries.as_of,
    entries.file_id as source_file_id,
    entries.source_row
from {{ ref('int_register_entries') }} as entries
left join fed on entries.entry_id = fed.entry_id

with source as (

    select * from {{ source('landing', 'register_entry') }}

),

renamed as (

    select
        register_id,
        occurred_on,
        period_start,
        ended_on,
        recorded_on,
        due_on,
        done_on,
        month,
        {% for column in ['department_name', 'party_org_name', 'title', 'category', 'level', 'grade', 'subject',
            'organiser', 'audience', 'place', 'status', 'event_id', 'metric_id', 'unit', 'step_names'] -%}
        nullif(trim({{ column }}), '') as {{ column }},
        {% endfor -%}
        step_1_on,
        step_2_on,
        step_3_on,
        step_4_on,
        step_5_on,
        step_6_on,
        is_complete,
        {% for column in register_numbers() -%}
        cast({{ column }} as double) as {{ column }},
        {% endfor -%}
        entry_no,
        as_of,
        coalesce(capped, '') as capped,
        coalesce(is_superseded, false) as is_superseded,
        file_id,
        source_file,
        source_sheet,
        source_row
    from source

)

select * from renamed

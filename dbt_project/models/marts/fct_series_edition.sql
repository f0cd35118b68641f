-- What comes again under a name with a number: 第24期, 第四届, 第三季. The name is what stands before the number, or
-- behind it where that is no more than 学院 or 举办.
{%- set digits = '[0-9]{1,3}|[一二三四五六七八九十]{1,3}' %}
{%- set counters = '[期届季讲辑回轮]' %}
{%- set number = '第\\s*(?:' ~ digits ~ ')\\s*' ~ counters %}
{%- set edges = '[《》“”\"「」（）()，,、：:·|｜丨【】\\s-]+' %}

with named as (

    select
        'training_class' as source,
        {{ id_of('class_', ['class_name', 'opened_on']) }} as item_id,
        class_name as title,
        cast(null as string) as category,
        opened_on as occurred_on,
        month,
        cast(null as string) as department_id,
        min(file_id) as source_file_id,
        min(source_row) as source_row
    from {{ source('landing', 'training_class') }}
    where not is_superseded
    group by class_name, opened_on, month
    union all
    select register_id, entry_id, title, category, occurred_on, month, department_id, file_id, source_row
    from {{ ref('int_register_entries') }}
    where title is not null and register_id <> 'register_plan_items'
    union all
    select work_kind, concat_ws('|', account_id, work_id), title, column_name, published_on, month, null, source_file_id, source_row
    from {{ ref('int_works') }}
    where title is not null

),

numbered as (

    select
        *,
        {{ first_match('title', '第\\s*(' ~ digits ~ ')\\s*' ~ counters) }} as digits,
        {{ first_match('title', '第\\s*(?:' ~ digits ~ ')\\s*(' ~ counters ~ ')') }} as counter,
        {{ first_match('title', '^(.*?)' ~ number) }} as before_it,
        {{ first_match('title', number ~ '(.*)$') }} as behind_it
    from named
    where {{ matches('title', number) }}

),

cleaned as (

    select
        *,
        {{ number_of_digits('digits') }} as edition_no,
        nullif({{ replace_all('before_it', '^' ~ edges ~ '|' ~ edges ~ '$') }}, '') as name_before,
        nullif({{ replace_all('behind_it', '^' ~ edges ~ '|' ~ edges ~ '$') }}, '') as name_behind
    from numbered

)

select
    coalesce(
        case when length(name_before) >= 4 then name_before end, name_behind, name_before, category, title
    ) as series,
    cast(edition_no as integer) as edition_no,
    counter as edition_counter,
    source,
    item_id,
    title,
    category,
    occurred_on,
    month,
    department_id,
    source_file_id,
    source_row
from cleaned
where edition_no is not null

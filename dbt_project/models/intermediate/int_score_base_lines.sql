-- Units that reached the least number of items of a month, with what the scheme gives for it. Counted from the numbers: a
-- line of all texts is made once, on its way into fct_score.
with schemes as (

    select * from {{ ref('int_score_schemes') }}

),

-- Counted from the numbers: a line of all texts is made once, on its way into the table.
met_minimum as (

    select
        schemes.scheme_id,
        items.department_id,
        {{ month_of('lines.counted_on') }} as month,
        count(case when lines.points > 0 then 1 end) as items
    from {{ ref('int_score_lines') }} as lines
    inner join {{ ref('int_score_items') }} as items on lines.item_no = items.item_no
    inner join schemes on lines.scheme_no = schemes.scheme_no
    where schemes.min_items is not null
    group by schemes.scheme_id, items.department_id, {{ month_of('lines.counted_on') }}

)

select
    schemes.scheme_id,
    met_minimum.department_id,
    met_minimum.month,
    {{ month_end('met_minimum.month') }} as counted_on,
    met_minimum.items,
    schemes.min_items,
    schemes.base_points,
    schemes.extra_points,
    schemes.source_file_id,
    schemes.source_sheet,
    schemes.source_row
from met_minimum
inner join schemes
    on
        met_minimum.scheme_id = schemes.scheme_id
        and {{ month_end('met_minimum.month') }} between schemes.valid_from and schemes.valid_to
        and met_minimum.items >= schemes.min_items

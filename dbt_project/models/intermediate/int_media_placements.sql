-- Row of a media ledger x outlet, every version. Outlets written together in one cell are taken apart; the level is that of the
-- day it was published.
with landed_rows as (

    select *, {{ id_of('media_', ['register_id', 'outlet', 'published_on', 'period_start', 'title', 'department_name',
        'entry_no']) }} as row_id
    from {{ source('landing', 'media_item') }}

),

rows_written as (

    {{ with_versions('landed_rows', ['row_id']) }}

),

outlets as (

    select
        {{ squeeze('outlet') }} as name_key,
        outlet,
        level,
        {{ since('valid_from') }} as valid_from,
        {{ until('valid_to') }} as valid_to
    from {{ ref('stg_reference__outlets') }}

),

-- A name with a separator in it may be one outlet, so the whole is tried first.
cells as (

    select distinct
        rows_written.row_id,
        case when known.name_key is null then rows_written.outlet else known.name_key end as outlets_written,
        known.name_key is not null as is_whole
    from rows_written
    left join (select distinct name_key from outlets) as known on {{ squeeze('rows_written.outlet') }} = known.name_key

),

whole_cells as (

    select * from cells where is_whole

),

joint_cells as (

    select * from cells where not is_whole

),

parts as (

    select row_id, outlets_written as part, 1 as position from whole_cells
    union all
    {{ split_rows('joint_cells', ['row_id'], 'outlets_written', '\\s*[、，,；;\\n]+\\s*') }}

),

placements as (

    select
        rows_written.*,
        parts.part,
        parts.position as place_in_cell,
        count(*) over (
            partition by parts.row_id, rows_written.file_id, rows_written.source_sheet, rows_written.source_row
        ) as parts_in_cell
    from rows_written
    inner join parts on rows_written.row_id = parts.row_id

)

select *
from (
    select
        placements.*,
        outlets.outlet as known_outlet,
        outlets.level as known_level,
        row_number() over (
            partition by
                placements.row_id, placements.place_in_cell, placements.file_id, placements.source_sheet,
                placements.source_row
            order by outlets.valid_from desc nulls last
        ) as choice
    from placements
    left join outlets
        on
            {{ squeeze('placements.part') }} = outlets.name_key
            and placements.published_on between outlets.valid_from and outlets.valid_to
) as levelled
where choice = 1

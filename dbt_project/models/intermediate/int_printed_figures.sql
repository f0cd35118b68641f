-- Printed figures with the span of true values the print allows: 59.2万 is a rounding, 140余 a lower bound. An office
-- keeps one bulletin as a Word and as an Excel file: what both print alike is one figure with two places, and the file
-- first by name stands for it (is_repeat marks the others). What they print differently stands twice.
with figures as (

    select * from {{ ref('stg_registers__published_figures') }} where not is_superseded

),

rounded as (

    select
        *,
        case
            when {{ matches('printed', '亿') }} then 1e8
            when {{ matches('printed', '万') }} then 1e4
            else 1
        end as unit_size,
        case when {{ matches('printed', '万|亿') }} then length({{ first_match('printed', '\\.([0-9]+)') }}) end as decimals,
        case
            when {{ matches("coalesce(qualifier, '') || printed", '余|多|以上|超|逾|突破|至少|\\+|＋|不少于|at_least') }} then 'at_least'
            when {{ matches("coalesce(qualifier, '') || printed", '近|不足|不到|nearly|below') }} then 'below'
            when {{ matches("coalesce(qualifier, '') || printed", '约|左右|上下|range|about') }} then 'about'
            else 'exact'
        end as bound,
        -- 公众号、官网 is 公众号/官网 and 公众号|官网.
        {{ replace_all(squeeze('row_label'), '[、，,/|｜＼;；]+', '/') }} as label_key
    from figures

),

alike as (

    select
        *,
        min(source_file) over (
            partition by month, period, metric_id, label_key, bound, value, case when value is null then printed end
        ) as first_file,
        max(as_of_printed) over (
            partition by month, period, metric_id, label_key, bound, value, case when value is null then printed end
        ) as known_as_of
    from rounded

),

elsewhere as (

    select
        first_file,
        month,
        period,
        metric_id,
        label_key,
        bound,
        value,
        case when value is null then printed end as words,
        {{ join_texts("source_file || ' ' || coalesce(place, '第' || cast(source_row as string) || '行')", '；',
            'source_file, source_row') }} as places
    from alike
    where source_file <> first_file
    group by 1, 2, 3, 4, 5, 6, 7, 8

)

select
    alike.bulletin,
    alike.month,
    alike.period,
    alike.table_id,
    alike.row_label,
    alike.label_key,
    alike.metric_id,
    alike.place,
    alike.printed,
    alike.value,
    alike.qualifier,
    alike.bound,
    coalesce(alike.half_width, alike.unit_size * power(10.0, -alike.decimals) / 2, 0)
    + case when alike.bound = 'about' then alike.value * 0.05 else 0 end as tolerance,
    coalesce(alike.as_of_printed, alike.known_as_of) as as_of_printed,
    alike.source_file <> alike.first_file as is_repeat,
    elsewhere.places as also_printed,
    alike.file_id,
    alike.source_file,
    alike.source_row
from alike
left join elsewhere
    on
        alike.source_file = elsewhere.first_file
        and alike.month = elsewhere.month
        and alike.period = elsewhere.period
        and alike.metric_id = elsewhere.metric_id
        and alike.label_key = elsewhere.label_key
        and alike.bound = elsewhere.bound
        and alike.value is not distinct from elsewhere.value
        and (alike.value is not null or alike.printed = elsewhere.words)

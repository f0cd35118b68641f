-- Reviews with a day for each step, as known now, in the columns of int_metric_contributions__versions: pieces, not
-- steps, are counted.
with pieces as (

    select
        month,
        as_of,
        source_file_id,
        source_sheet,
        source_row,
        max(case when is_skipped then 1 else 0 end) as skipped,
        max(case when is_out_of_order then 1 else 0 end) as disordered,
        max(case when due_on is null then null when is_overdue then 1 else 0 end) as overdue,
        case when min(done_on) < max(done_on) or count(done_on) > 1
            then {{ days_between('min(done_on)', 'max(done_on)') }} end as days
    from {{ ref('int_review_steps') }}
    group by entry_id, month, as_of, source_file_id, source_sheet, source_row

)

{{ contributions('articles_steps_skipped', 'pieces', 'skipped', versions=false) }}
union all
{{ contributions('articles_steps_disordered', 'pieces', 'disordered', versions=false) }}
union all
{{ contributions('articles_review_overdue', 'pieces', 'overdue', versions=false) }}
union all
{{ contributions('review_days_mean', 'pieces', 'days', 'days is not null', whole='1', versions=false) }}

select
    placements.submission_id,
    placements.channel_id,
    placements.printed_name,
    placements.month,
    submissions.source_file_id,
    submissions.source_row
from {{ ref('int_submission_placements') }} as placements
inner join {{ ref('int_submissions') }} as submissions
    on placements.submission_id = submissions.submission_id and submissions.in_current
where placements.in_current

select
    submissions.submission_id,
    placements.channel_id,
    placements.printed_name,
    submissions.month,
    submissions.source_file_id,
    submissions.source_row
from {{ ref('int_submissions') }} as submissions
inner join {{ ref('int_platforms_written') }} as placements on submissions.platforms = placements.platforms
where {{ known_now('submissions') }}

-- What rows that count piece by piece say in words: title, and for whom a thing was.
select file_id as source_file_id, coalesce(source_sheet, '') as source_sheet, source_row, title, audience
from {{ ref('int_register_entries') }}
{% for relation in ['int_works', 'int_media_items', 'int_submissions'] -%}
union all
select source_file_id, coalesce(source_sheet, ''), source_row, title, null
from {{ ref(relation) }}
{% endfor %}

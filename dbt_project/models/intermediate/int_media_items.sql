-- Story x outlet as known now.
select * from {{ ref('int_media_items__versions') }} where {{ known_now() }}

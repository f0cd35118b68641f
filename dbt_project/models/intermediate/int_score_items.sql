-- What can be scored, and which of it tell one story. Numbers stand for items and stories, so that what follows need not
-- sort and compare texts.
with items as (

    select * from {{ ref('int_score_items__sources') }}

),

-- A story in the press may change its headline and stays one story.
headlines as (

    select story_id, {{ value_at_first(squeeze('title'), 'item_id') }} as title_key
    from (
        select *, min(published_on) over (partition by story_id) as first_on
        from items
        where story_id is not null and title is not null
    ) as listed
    where published_on = first_on
    group by story_id

),

title_keys as (

    select title, {{ squeeze('title') }} as title_key
    from (select distinct title from items where title is not null) as titles

),

title_numbers as (

    select title_key, row_number() over (order by title_key) as title_no
    from (
        select title_key from title_keys
        union
        select title_key from headlines
    ) as keys

),

-- What has no title stands alone.
titled as (

    select
        items.*,
        coalesce(headline_numbers.title_no, title_numbers.title_no) as title_no,
        row_number() over (order by items.published_on, items.source, items.item_id, items.department_id) as item_no
    from items
    left join headlines on items.story_id = headlines.story_id
    left join title_numbers as headline_numbers on headlines.title_key = headline_numbers.title_key
    left join title_keys on items.title = title_keys.title
    left join title_numbers on title_keys.title_key = title_numbers.title_key

),

appearances as (

    select distinct title_no, published_on from titled where title_no is not null

),

gaps as (

    select *, lag(published_on) over (partition by title_no order by published_on) as appeared_before from appearances

),

-- One story: the same title again within a month of its last appearance. A yearly notice is a new story each year.
stories as (

    select
        title_no,
        published_on,
        sum(case when published_on <= {{ add_days('appeared_before', var('story_days')) }} then 0 else 1 end) over (
            order by title_no, published_on rows unbounded preceding
        ) as story_no
    from gaps

)

select
    titled.item_no,
    {% for column in [
        'source', 'item_id', 'title', 'published_on', 'adopted_on', 'claimed_on', 'department_id', 'unit_share', 'outlet',
        'level', 'outlet_type', 'is_inside', 'genre', 'position', 'authorship', 'words', 'pictures', 'reads', 'source_file_id',
        'source_sheet', 'source_row'
    ] -%}
        titled.{{ column }},
    {% endfor -%}
    coalesce(cast(stories.story_no as bigint), -titled.item_no) as story_no
from titled
left join stories on titled.title_no = stories.title_no and titled.published_on = stories.published_on

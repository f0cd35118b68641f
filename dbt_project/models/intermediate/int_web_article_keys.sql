-- What the server logs call an article of the list: its number in the CMS, in an export or in its link, else its path.
-- A key that means two articles of a site means neither.
with articles as (

    select distinct coalesce(site_id, 'website') as site, item_id, cms_id, url
    from {{ ref('stg_website__articles') }}
    where not is_superseded

),

keys as (

    -- Numbers of several systems are landed with the name of the system in front (dede:12).
    select site, item_id, {{ first_match('cms_id', '([^:]*)$') }} as article_key from articles
    union
    select site, item_id, {{ first_match('url', '(?:/info/[0-9]+/|/c[0-9]+a|[?&]wbnewsid=)([0-9]+)(?:[.]htm|/page[.]|&|$)') }}
    from articles
    union
    select site, item_id, {{ first_match('url', '^(?:https?://[^/]+)?(/[^?#]*)') }} from articles

)

select
    site,
    article_key,
    min(item_id) as article_id
from keys
where article_key <> ''
group by site, article_key
having count(*) = 1

-- Every landed row of an article of an Official Account.
with articles as (

    select *, account_id as account from {{ ref('int_wechat_article_sources') }}

)

{{ with_versions('articles', ['account', 'item_id'], 'published_on', "'wechat'") }}

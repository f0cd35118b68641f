-- Every landed row of an article of an Official Account.
with articles as (

    select *, coalesce(account_id, 'wechat') as account from {{ source('landing', 'wechat_article') }}

)

{{ with_versions('articles', ['account', 'item_id'], 'published_on', 'wechat') }}

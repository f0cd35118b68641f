-- Every landed row of an article of an Official Account.
with articles as (

    select *, coalesce(account_id, 'wechat') as account from {{ ref('stg_wechat__articles') }}

)

select
    articles.*,
    not articles.is_superseded as in_current,
    {{ is_bulletin_version('articles.account, articles.item_id', 'articles.published_on', 'cutoffs.cutoff_on') }} as in_bulletin
from articles
inner join {{ ref('int_cutoffs') }} as cutoffs
    on articles.month = cutoffs.month and cutoffs.channel_id = 'wechat'

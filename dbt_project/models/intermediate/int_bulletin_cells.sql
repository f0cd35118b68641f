-- Every cell of the printed tables as computed, labelled the way printed figures are registered.
select '表1' as table_id, month, label as row_label, 'web_articles_published' as metric_id, cast(quantity as double) as value
from {{ ref('int_bulletin_departments') }}
where channel_id = 'website'
union all
select '表3', menus.month, menus.level1 || '/' || menus.level2, 'wechat_menu_clicks', cast(sum(menus.clicks) as double)
from {{ ref('int_menu_clicks') }} as menus
inner join {{ ref('int_official_accounts') }} as accounts
    on menus.account_id = accounts.account_id and menus.month = accounts.month
where {{ known_to_bulletin('menus') }}
group by menus.month, menus.level1, menus.level2
union all
select '表4', month, label, 'wechat_articles_contributed', cast(quantity as double)
from {{ ref('int_bulletin_departments') }}
where channel_id = 'wechat'
union all
select '表5', month, label || '|' || form || '|' || platforms, 'submissions_received', cast(quantity as double)
from {{ ref('int_bulletin_submissions') }}
union all
select '表6', month, name, 'party_uploads', cast(quantity as double)
from {{ ref('int_bulletin_party') }}

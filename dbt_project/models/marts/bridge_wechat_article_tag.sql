with works as (

    select account_id, work_id, month, tags, column_name
    from {{ ref('int_works') }}
    where work_kind = 'wechat_article'

),

collected as (

    {{ split_rows("(select * from works where tags is not null) as works", ['account_id', 'work_id', 'month'], 'tags',
        '[、，,；;]+') }}

)

select account_id, work_id as article_id, month, {{ replace_all('trim(part)', '^#|#$') }} as tag, '合集' as tag_kind
from collected
union
select account_id, work_id, month, trim(column_name), '标题栏目'
from works
where column_name is not null

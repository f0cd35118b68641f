-- Where a figure without a row is no zero, with what it is and why: there is some of what it is counted over, or the rows
-- leave their kind out. One row a metric, month, department and account for each reason.
select
    metrics.metric_id,
    figures.month,
    figures.department_id,
    figures.account_id,
    'missing' as status,
    'not_given' as status_reason
from {{ ref('metric') }} as metrics
inner join {{ ref('int_metric_values') }} as figures on metrics.counted_by = figures.metric_id
union all
-- A ledger whose rows leave their kind out cannot tell how many there were of one.
select rules.metric_id, entries.month, entries.department_id, cast(null as string), 'missing', 'not_given'
from (
    select register_id, month, department_id, count(category) as categories, count(level) as levels
    from {{ ref('int_register_entries') }}
    where metric_id is null
    group by register_id, month, department_id
) as entries
inner join {{ ref('register_metric') }} as rules
    on
        entries.register_id = rules.register_id
        and (
            (rules.category is not null and entries.categories = 0)
            or (rules.level is not null and entries.levels = 0)
        )
union all
-- Where no article has a column, nothing is said of either class.
select classes.metric_id, articles.month, articles.department_id, articles.site, 'not_applicable', 'no_class'
from {{ ref('int_web_articles') }} as articles
cross join (select 'web_articles_important' as metric_id union all select 'web_articles_general') as classes
where {{ known_now('articles') }} and not articles.is_withdrawn
group by classes.metric_id, articles.month, articles.department_id, articles.site
having count(articles.importance) = 0

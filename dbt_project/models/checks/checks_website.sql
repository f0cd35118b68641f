-- Table 1 of each bulletin, as of its cut-off, against the articles it counts.
with totals as (

    {{ bulletin_totals({
        'web_total': 'web_articles_published', 'web_important': 'web_articles_important',
        'web_general': 'web_articles_general'}) }}

),

cells as (

    {{ table_sums() }}

),

web_departments as (

    select
        totals.month,
        {{ check(
            id="'web_departments_sum'",
            subject="'表1各部门之和与网站总数'",
            left='cells.value',
            right='totals.web_total',
            rule="'表1各部门更新数之和应等于网站稿件总数'"
        ) }}
    from totals
    inner join cells on totals.month = cells.month and cells.table_id = '表1'
    where totals.web_total is not null

),

web_classes as (

    select
        month,
        {{ check(
            id="'web_classes_sum'",
            subject="'重要与一般之和与网站总数'",
            left='coalesce(web_important, 0) + coalesce(web_general, 0)',
            right='web_total',
            rule="'重要加一般应等于总数；差额是栏目没有归类的稿件，请在栏目表里登记栏目'",
            severity='warn'
        ) }}
    from totals
    where web_total is not null

),

web_duplicates as (

    select
        month,
        {{ check(
            id="'web_counted_once'",
            subject="'同一稿件不重复计数'",
            left='count(*)',
            right="count(distinct site || '|' || title || '|' || cast(published_on as string))",
            rule="'同一网站同一天同一标题的稿件应只算一条'",
            severity='warn'
        ) }}
    from {{ ref('int_web_articles') }}
    where {{ known_to_bulletin() }} and not is_withdrawn
    group by month

)

select * from web_departments
union all
select * from web_classes
union all
select * from web_duplicates

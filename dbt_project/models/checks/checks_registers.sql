-- What a ledger holds, and what is counted of it.
with media as (

    select * from {{ ref('int_media_items') }} where left_out is null and register_id <> 'register_xuexi'

),

media_levels as (

    select
        month,
        {{ check(
            id="'media_levels_sum'",
            subject="'校外媒体各级别之和与全部篇次'",
            left="sum(case when level_source = 'unknown' then 0 else quantity end)",
            right='sum(quantity)',
            rule="'各级别之和应等于全部篇次；差额是媒体表和台账都没有写级别的媒体' || coalesce('：' || " ~ join_distinct(
                "case when level_source = 'unknown' then outlet end", '、') ~ ", '')",
            severity='warn'
        ) }}
    from media
    group by month

),

media_duplicates as (

    select
        month,
        {{ check(
            id="'media_counted_once'",
            subject="'同一篇报道不重复计数'",
            left='count(*)',
            right='count(distinct (outlet, published_on, title))',
            rule="'同一媒体同一天同一标题的报道应只登记一次'",
            severity='warn'
        ) }}
    from media
    where title is not null
    group by month

),

entries as (

    select * from {{ ref('int_register_entries') }} where is_of_one_month

),

counted as (

    select * from {{ ref('int_register_figures') }} where left_out is null

),

documents as (

    select
        month,
        {{ check(
            id="'documents_counted_once'",
            subject="'同一份文件不重复计数'",
            left='count(*)',
            right="count(distinct (title, coalesce(category, '')))",
            rule="'一份文件几处提到也只登记一次；出台和修订分开登记'",
            severity='warn'
        ) }}
    from entries
    where register_id = 'register_documents' and title is not null
    group by month

),

award_kinds as (

    -- The place in a ranking is no number of prizes.
    select month, sum(numerator) as value
    from counted
    where register_id = 'register_awards' and metric_id <> 'external_ranking_positions'
    group by month

),

awards as (

    select
        entries.month,
        {{ check(
            id="'awards_kinds_sum'",
            subject="'获奖台账各类之和与登记总数'",
            left='coalesce(max(award_kinds.value), 0)',
            right='sum(entries.quantity)',
            rule="'每一行应恰好计入获奖、获奖人数、校内评选、入选宣讲团、推荐、榜单中的一项；差额是单位不对、哪一项都不是或计入了两项的'",
            severity='warn'
        ) }}
    from entries
    left join award_kinds on entries.month = award_kinds.month
    where entries.register_id = 'register_awards'
    group by entries.month

),

findings_open as (

    select month, sum(numerator) as value from counted where metric_id = 'inspection_findings_open' group by month

),

findings as (

    select
        entries.month,
        {{ check(
            id="'findings_balance'",
            subject="'发现减已整改与未整改'",
            left='sum(entries.findings) - coalesce(sum(entries.findings_fixed), 0)',
            right='coalesce(max(findings_open.value), 0)',
            rule="'发现的问题减已整改的应等于未整改的；差额是没有填写已整改数的检查'",
            severity='warn'
        ) }}
    from entries
    left join findings_open on entries.month = findings_open.month
    where entries.register_id = 'register_inspections' and entries.findings is not null
    group by entries.month

),

paper_editions as (

    select distinct month, coalesce(subject, '校报') as paper, title as issue, category as edition
    from entries
    where register_id = 'register_paper' and category is not null

),

papers as (

    select
        month,
        {{ check(
            id="'paper_editions'",
            subject="'每期各版本齐全：' || paper",
            left='count(*)',
            right='count(distinct issue) * count(distinct edition)',
            rule="'当月出过的版本（纸质、网报、手机报等）每一期都应有；差额是没有登记的'",
            severity='warn'
        ) }}
    from paper_editions
    group by month, paper

)

{% for checks in ['media_levels', 'media_duplicates', 'documents', 'awards', 'findings', 'papers'] -%}
{{ 'union all' if not loop.first }}
select * from {{ checks }}
{% endfor %}

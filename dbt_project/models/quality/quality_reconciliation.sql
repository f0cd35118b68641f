-- The consistency checks of each month. Differences are shown, never repaired.
with totals as (

    select * from {{ ref('int_bulletin_totals') }}

),

months as (

    select * from {{ ref('dim_month') }} where is_in_data

),

metrics as (

    select * from {{ ref('dim_metric') }}

),

cells as (

    select * from {{ ref('int_bulletin_cells') }}

),

printed as (

    select figures.*, metrics.name as metric_name
    from {{ ref('int_printed_figures') }} as figures
    left join metrics on figures.metric_id = metrics.metric_id

),

wide as (

    select
        month,
        max(case when metric_id = 'web_articles_published' then value end) as web_total,
        coalesce(max(case when metric_id = 'web_articles_important' then value end), 0) as web_important,
        coalesce(max(case when metric_id = 'web_articles_general' then value end), 0) as web_general,
        max(case when metric_id = 'wechat_followers_new' then value end) as followers_new,
        max(case when metric_id = 'wechat_followers_cancelled' then value end) as followers_cancelled,
        max(case when metric_id = 'wechat_followers_net' then value end) as followers_net,
        max(case when metric_id = 'wechat_followers_cumulative' then value end) as followers_closing,
        max(case when metric_id = 'wechat_articles_published' then value end) as wechat_articles,
        max(case when metric_id = 'wechat_articles_contributed' then value end) as contributions
    from totals
    group by month

),

web_departments as (

    select
        wide.month,
        'web_departments_sum' as check_id,
        '表1各部门之和与网站总数' as subject,
        cast(sum(cells.value) as double) as left_value,
        wide.web_total as right_value,
        cast(0 as double) as tolerance,
        'fail' as severity,
        '表1各部门更新数之和应等于网站稿件总数' as rule
    from wide
    inner join cells on wide.month = cells.month and cells.table_id = '表1'
    where wide.web_total is not null
    group by wide.month, wide.web_total

),

web_classes as (

    select
        month,
        'web_classes_sum',
        '重要与一般之和与网站总数',
        web_important + web_general,
        web_total,
        0,
        'warn',
        '重要加一般应等于总数；差额是栏目没有归类的稿件，请在栏目表里登记栏目'
    from wide
    where web_total is not null

),

duplicates as (

    select
        month,
        'web_counted_once',
        '同一稿件不重复计数',
        cast(count(*) as double),
        cast(count(distinct site || '|' || title || '|' || cast(published_on as varchar)) as double),
        0,
        'warn',
        '同一网站同一天同一标题的稿件应只算一条'
    from {{ ref('int_web_articles') }}
    where perspective = 'bulletin' and not is_withdrawn
    group by month

),

followers_net as (

    select
        month,
        'wechat_net',
        '公众号新增减取消与净增',
        followers_new - followers_cancelled,
        followers_net,
        0,
        'fail',
        '新增关注减取消关注应等于净增关注'
    from wide
    where followers_net is not null

),

opening as (

    select
        {{ month_of(add_days('days.date', 1)) }} as month,
        max(days.value) as value
    from {{ ref('int_daily_values') }} as days
    -- The stock a month opens with is that of the account it is about.
    inner join {{ ref('int_official_accounts') }} as accounts
        on days.account_id = accounts.account_id and {{ month_of(add_days('days.date', 1)) }} = accounts.month
    where
        days.metric_id = 'wechat_followers_cumulative'
        and days.in_current
        and days.date = {{ month_end('days.month') }}
    group by 1

),

followers_stock as (

    select
        wide.month,
        'wechat_stock',
        case when opening.value is null then '公众号期初加净增与期末（期初由期末推算）' else '公众号期初加净增与期末' end,
        coalesce(opening.value, wide.followers_closing - wide.followers_net) + wide.followers_net,
        wide.followers_closing,
        0,
        'fail',
        '期初累计加当期净增应等于期末累计'
    from wide
    left join opening on wide.month = opening.month
    where wide.followers_closing is not null

),

contributions as (

    select
        month,
        'wechat_contributions_sum',
        '表4供稿之和与公众号发稿数',
        contributions,
        wechat_articles,
        0,
        'warn',
        '每篇公众号文章都应登记供稿单位'
    from wide
    where contributions is not null and wechat_articles is not null

),

-- What a bulletin says in figures against what the exports give, at the cut-off of that bulletin.
printed_totals as (

    select
        printed.month,
        'printed_' || printed.metric_id,
        printed.table_id || '印刷值与导出：' || coalesce(printed.metric_name, printed.metric_id),
        totals.value,
        case
            when printed.bound = 'at_least' and totals.value >= printed.value - printed.tolerance then totals.value
            when printed.bound = 'below' and totals.value <= printed.value + printed.tolerance then totals.value
            else printed.value
        end,
        printed.tolerance,
        'fail',
        '通报印的是“' || printed.printed || '”，导出按同一截止日算出的数应与它一致'
    from printed
    inner join totals on printed.metric_id = totals.metric_id and printed.month = totals.month
    where
        printed.row_label = '合计'
        and printed.value is not null
        and printed.period = printed.month
        and not printed.is_repeat

),

-- Rows a bulletin prints against the total it prints elsewhere.
printed_parts as (

    select
        parts.month,
        'printed_parts_' || parts.metric_id,
        parts.table_id || '各行之和与印刷合计：' || coalesce(max(parts.metric_name), parts.metric_id),
        sum(parts.value),
        wholes.value,
        wholes.tolerance,
        'fail',
        '通报里各行之和应等于通报里印的合计“' || max(wholes.printed) || '”'
    from printed as parts
    inner join printed as wholes
        on
            parts.month = wholes.month
            and parts.source_file = wholes.source_file
            and parts.bulletin = wholes.bulletin
            and parts.metric_id = wholes.metric_id
            and parts.period = wholes.period
            and wholes.row_label = '合计'
            and wholes.value is not null
    where parts.row_label <> '合计' and parts.label_key not like '小计%' and parts.value is not null
    group by
        parts.month, parts.source_file, parts.bulletin, parts.table_id, parts.metric_id, wholes.value, wholes.tolerance, wholes.table_id

),

printed_tables as (

    select
        printed.month,
        'printed_table',
        printed.table_id || '逐格核对',
        cast(count(*) as double),
        cast(count(case when printed.value = cells.value then 1 end) as double),
        0,
        'fail',
        '通报印的每一格都应与导出算出的相同'
        || coalesce(
            '；不同的有：'
            || {{ join_texts("case when printed.value is distinct from cells.value then printed.row_label end", '、', 'printed.source_row') }},
            ''
        )
    from printed
    left join cells
        on
            printed.table_id = cells.table_id
            and printed.month = cells.month
            and printed.row_label = cells.row_label
    where
        printed.table_id in (select table_id from cells)
        and printed.row_label not in ('合计', '其它部门', '其他部门')
        and printed.value is not null
        and printed.period = printed.month
        and not printed.is_repeat
    group by printed.month, printed.table_id

),

-- Figures printed for a year or a half against the months of the exports, where every month is known.
printed_periods as (

    select
        printed.month,
        'printed_period_' || printed.metric_id,
        printed.period || ' ' || printed.table_id || '印刷值与导出：' || coalesce(printed.metric_name, printed.metric_id),
        figures.value,
        case
            when printed.bound = 'at_least' and figures.value >= printed.value - printed.tolerance then figures.value
            when printed.bound = 'below' and figures.value <= printed.value + printed.tolerance then figures.value
            else printed.value
        end,
        printed.tolerance,
        'fail',
        printed.period || ' 印的是“' || printed.printed || '”，各月导出合计应与它一致'
    from printed
    inner join {{ ref('rpt_metric_period') }} as figures
        on
            printed.metric_id = figures.metric_id
            and printed.period = figures.period
            and figures.scope = 'institution'
            and figures.is_complete
    where
        printed.row_label = '合计'
        and printed.value is not null
        and printed.period <> printed.month
        and not printed.is_repeat

),

-- A printed half is a part of the printed year, and both halves make it up.
printed_halves as (

    select
        years.month,
        'printed_halves_' || years.metric_id,
        years.period || ' 上下半年与全年：' || coalesce(max(years.metric_name), years.metric_id),
        sum(halves.value),
        case
            when count(distinct halves.period) < 2 and sum(halves.value) <= years.value + years.tolerance then sum(halves.value)
            else years.value
        end,
        years.tolerance + sum(halves.tolerance),
        'fail',
        case
            when count(distinct halves.period) < 2 then '半年的数不应多于全年；另一半可由两者相减得出'
            else '上半年加下半年应等于全年'
        end
    from printed as years
    inner join printed as halves
        on
            years.metric_id = halves.metric_id
            and years.source_file = halves.source_file
            and years.bulletin = halves.bulletin
            and years.row_label = halves.row_label
            and halves.period in (years.period || '-H1', years.period || '-H2')
    where length(years.period) = 4 and years.value is not null and halves.value is not null
    group by
        years.month, years.source_file, years.bulletin, years.metric_id, years.period, years.row_label, years.value, years.tolerance

),

-- Files that print one figure differently. A rounding or a bound that allows for the other number is no difference.
printed_twice as (

    select
        figures.month,
        'printed_twice_' || figures.metric_id,
        coalesce(max(figures.metric_name), figures.metric_id) || '（' || figures.row_label || '）在两份通报里印得不同：'
        || figures.source_file || ' 与 ' || others.source_file,
        min(figures.value),
        min(others.value),
        0,
        'fail',
        '同一时段同一个数，前者印“' || min(figures.printed) || '”，后者印“' || min(others.printed)
        || '”；两个都照印保留，请查明以哪份为准，移走另一份'
    from printed as figures
    inner join printed as others
        on
            figures.month = others.month
            and figures.period = others.period
            and figures.metric_id = others.metric_id
            and figures.label_key = others.label_key
            and figures.source_file < others.source_file
    where figures.value is not null and others.value is not null
    group by
        figures.month, figures.period, figures.metric_id, figures.row_label, figures.source_file, others.source_file
    having not bool_or(
        abs(figures.value - others.value) <= figures.tolerance + others.tolerance
        or (figures.bound = 'at_least' and others.value >= figures.value - figures.tolerance)
        or (others.bound = 'at_least' and figures.value >= others.value - others.tolerance)
        or (figures.bound = 'below' and others.value <= figures.value + figures.tolerance)
        or (others.bound = 'below' and figures.value <= others.value + others.tolerance)
    )

),

-- Table 4 counts published articles, Table 5 submissions: per unit they should tell the same story.
submitters as (

    select
        submissions.month,
        submissions.department_id,
        max(labels.name) as name,
        sum(submissions.quantity) as items,
        sum(case when {{ matches('submissions.platforms', '公众号') }} then submissions.quantity else 0 end) as wechat_items,
        sum(case when {{ matches('submissions.platforms', '官网') }} then submissions.quantity else 0 end) as website_items
    from {{ ref('int_bulletin_submissions') }} as submissions
    inner join {{ ref('int_department_labels') }} as labels
        on
            submissions.month = labels.month
            and submissions.department_id = labels.department_id
            and labels.channel_id = 'submissions'
    group by submissions.month, submissions.department_id

),

wechat_units as (

    select
        submitters.month,
        'contributions_vs_submissions',
        submitters.name,
        cast(coalesce(counts.quantity, 0) as double),
        cast(submitters.wechat_items as double),
        0,
        'warn',
        '表4的供稿数与表5里投到公众号的件数应相同'
    from submitters
    left join {{ ref('int_bulletin_departments') }} as counts
        on
            submitters.month = counts.month
            and submitters.department_id = counts.department_id
            and counts.channel_id = 'wechat'
    where coalesce(counts.quantity, 0) > 0 or submitters.wechat_items > 0

),

website_units as (

    select
        submitters.month,
        'submissions_within_articles',
        submitters.name,
        cast(submitters.website_items as double),
        cast(greatest(coalesce(counts.quantity, 0), 0) as double),
        cast(greatest(coalesce(counts.quantity, 0) - submitters.website_items, 0) as double),
        'warn',
        '表5里投到官网的件数不应多于表1的更新数'
    from submitters
    left join {{ ref('int_bulletin_departments') }} as counts
        on
            submitters.month = counts.month
            and submitters.department_id = counts.department_id
            and counts.channel_id = 'website'
    where submitters.website_items > 0

),

cutoffs as (

    select
        cutoffs.month,
        'one_cutoff',
        '一份通报一个截止日',
        cast(count(distinct case when cutoffs.is_stated then cast(cutoffs.cutoff_on as varchar) else '未注明' end) as double),
        cast(1 as double),
        0,
        'warn',
        '各表截止日应一致：'
        || {{ join_texts("channels.name || case when cutoffs.is_stated then cast(cutoffs.cutoff_on as varchar) else '未注明' end",
            '，', 'channels.display_order') }}
    from {{ ref('int_cutoffs') }} as cutoffs
    inner join {{ ref('dim_channel') }} as channels on cutoffs.channel_id = channels.channel_id
    where
        cutoffs.channel_id in ('website', 'wechat', 'submissions', 'party')
        and cutoffs.month in (select month from {{ ref('int_cutoffs') }} where is_stated)
    group by cutoffs.month

),

two_names as (

    select
        labels.month,
        'names_resolved',
        {{ join_texts('distinct labels.label', '＝', 'labels.label') }},
        cast(count(distinct labels.label) as double),
        cast(1 as double),
        0,
        'warn',
        '同一部门在各表里应只用一个名称'
    from {{ ref('int_department_labels') }} as labels
    group by labels.month, labels.department_id
    having count(distinct labels.label) > 1

),

unknown_names as (

    select
        {{ month_of('names.on_date') }},
        'names_resolved',
        names.part,
        cast(count(*) as double),
        cast(0 as double),
        0,
        'warn',
        '部门表和别名表里没有这个名称，记在未识别'
    from {{ ref('int_departments__resolved') }} as names
    where names.department_id = 'unrecognised' and names.channel_id <> 'bulletins'
    group by 1, names.part

),

-- Every submission of Table 5 has one form, and the forms make up the total.
submission_forms as (

    select
        submissions.month,
        'submissions_sum',
        '表5各行之和与供稿总数',
        cast(sum(submissions.quantity) as double),
        max(received.quantity),
        0,
        'warn',
        '表5各行之和应等于同期登记的供稿件数；差额是' || max(received.left_out)
    from {{ ref('int_bulletin_submissions') }} as submissions
    inner join (
        select
            month,
            cast(count(*) as double) as quantity,
            '单位信息里写明不列入的单位，或没有写平台的供稿' as left_out
        from {{ ref('int_submissions') }}
        where perspective = 'bulletin'
        group by month
    ) as received
        on submissions.month = received.month
    group by submissions.month

),

-- One total printed in several places of one bulletin.
printed_agree as (

    select
        month,
        'printed_agree_' || metric_id,
        coalesce(max(metric_name), metric_id) || '：通报里几处印的',
        max(value),
        min(value),
        max(tolerance),
        'fail',
        '同一份通报里几处印的同一个数应当相同：'
        || {{ join_texts("table_id || '“' || printed || '”'", '，', 'table_id, source_row') }}
    from printed
    where row_label = '合计' and value is not null and bound = 'exact'
    group by month, source_file, bulletin, metric_id, period
    having count(*) > 1

),

-- What seed metric_identity says of the figures as they are now: the left ones together are at most the right one.
-- What should be equal is checked above as of the cut-off, and not a second time here.
current_figures as (

    select figures.*, metrics.name, metrics.unit
    from {{ ref('rpt_metric_trend') }} as figures
    inner join metrics on figures.metric_id = metrics.metric_id
    where figures.scope = 'institution' and figures.status in ('measured', 'zero')

),

identity_parts as (

    {{ split_rows(ref('metric_identity'), ['check_id'], 'left_ids', '[|]') }}

),

metric_identities as (

    select
        wholes.month,
        identities.check_id,
        identities.subject,
        sum(parts.value),
        wholes.value,
        greatest(wholes.value - sum(parts.value), 0),
        max(identities.severity),
        max(identities.rule)
    from {{ ref('metric_identity') }} as identities
    inner join current_figures as wholes on identities.right_id = wholes.metric_id
    inner join identity_parts on identities.check_id = identity_parts.check_id
    inner join current_figures as parts on identity_parts.part = parts.metric_id and wholes.month = parts.month
    group by wholes.month, identities.check_id, identities.subject, wholes.value

),

shares as (

    select
        month,
        'shares_within_whole',
        '各项比例不超过 100%',
        cast(count(case when value > 1 + 1e-9 then 1 end) as double),
        cast(0 as double),
        0,
        'warn',
        '占比、完成率一类的数不应超过 100%'
        || coalesce('；超过的有：' || {{ join_texts('case when value > 1 + 1e-9 then name end', '、', 'metric_id') }}, '')
    from current_figures
    -- More people may leave than come.
    where unit = '%' and metric_id <> 'wechat_cancel_to_new_ratio'
    group by month

),

-- The stock at the end of a year less that of the year before is what the year added.
followers_of_years as (

    select
        stocks.period || '-12',
        'followers_year_' || stocks.metric_id,
        stocks.period || ' 全年净增与年末减上年末：' || stock_metrics.name,
        nets.value,
        stocks.value - stocks.last_year_value,
        0,
        'fail',
        '全年各月净增之和应等于年末累计减上年末累计'
    from {{ ref('rpt_metric_period') }} as stocks
    inner join metrics as stock_metrics on stocks.metric_id = stock_metrics.metric_id
    inner join {{ ref('rpt_metric_period') }} as nets
        on
            nets.metric_id = replace(stocks.metric_id, '_cumulative', '_net')
            and stocks.metric_id <> nets.metric_id
            and stocks.scope = nets.scope
            and stocks.period_type = nets.period_type
            and stocks.period = nets.period
    where
        stocks.scope = 'institution'
        and stocks.period_type = 'year'
        and stocks.status <> 'published'
        and stocks.is_complete
        and nets.is_complete
        and stocks.last_year_value is not null

),

-- Menus with clicks that the menu table of their account does not know.
unknown_menus as (

    select
        clicks.month,
        'menus_resolved',
        clicks.level1 || '／' || clicks.level2,
        cast(count(*) as double),
        cast(0 as double),
        0,
        'warn',
        '菜单表里没有这个菜单，排在最后；请在菜单表登记'
    from {{ ref('int_menu_clicks') }} as clicks
    left join {{ ref('stg_reference__menus') }} as menus
        on
            clicks.account_id = menus.account_id
            and clicks.level1 = menus.level1
            and clicks.level2 = menus.level2
            and clicks.period_end between {{ since('menus.valid_from') }} and {{ until('menus.valid_to') }}
    where
        clicks.perspective = 'current'
        and menus.account_id is null
        and clicks.account_id in (select account_id from {{ ref('stg_reference__menus') }})
    group by clicks.month, clicks.level1, clicks.level2

),

checks as (

    select * from web_departments
    union all
    select * from web_classes
    union all
    select * from duplicates
    union all
    select * from followers_net
    union all
    select * from followers_stock
    union all
    select * from contributions
    union all
    select * from printed_totals
    union all
    select * from printed_parts
    union all
    select * from printed_tables
    union all
    select * from printed_periods
    union all
    select * from printed_halves
    union all
    select * from printed_twice
    union all
    select * from wechat_units
    union all
    select * from website_units
    union all
    select * from cutoffs
    union all
    select * from two_names
    union all
    select * from unknown_names
    {%- for check in ['submission_forms', 'printed_agree', 'metric_identities', 'shares', 'followers_of_years', 'unknown_menus'] %}
    union all
    select * from {{ check }}
    {%- endfor %}

),

-- A figure may be printed at several places of one table; what they say alike is said once.
told as (

    select
        *,
        row_number() over (
            partition by month, check_id, subject
            order by left_value, right_value, tolerance, rule
        ) as place
    from (select distinct * from checks) as checks

)

select
    told.month,
    told.check_id,
    told.subject || case when told.place > 1 then '（第' || cast(told.place as varchar) || '处）' else '' end as subject,
    told.left_value,
    told.right_value,
    {{ change('told.left_value', 'told.right_value') }} as difference,
    cast(told.tolerance as double) as tolerance,
    case
        when told.left_value is null or told.right_value is null then 'warn'
        when abs({{ change('told.left_value', 'told.right_value') }}) <= told.tolerance + 1e-9 then 'pass'
        else told.severity
    end as status,
    told.rule as explanation
from told
inner join months on told.month = months.month
order by told.month, told.check_id, subject

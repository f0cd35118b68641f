-- The figures of a month as they are now, beside each other: what bounds or equals what, rates and their parts, lists and
-- their totals.
with known_figures as (

    {{ known_figures() }}

),

current_figures as (

    select * from known_figures where scope = 'institution'

),

-- What seed metric_identity says of the figures as they are now: the left ones together are at most the right one, or
-- are equal to it, in the whole or of each account. What is a table of the bulletin is checked in its family
-- as of the cut-off, and not a second time here. A figure that is only a floor bounds nothing.
identity_parts as (

    {{ split_rows(ref('metric_identity'), ['check_id', 'scope', 'right_id', 'comparison'], 'left_ids', '[|]') }}

),

identity_sides as (

    select
        identities.check_id,
        identities.comparison,
        wholes.month,
        max(wholes.scope_name) as scope_name,
        {{ summed('parts.value') }} as left_value,
        max(wholes.value) as right_value
    from identity_parts as identities
    inner join known_figures as wholes
        on identities.scope = wholes.scope and identities.right_id = wholes.metric_id and not wholes.is_capped
    left join known_figures as parts
        on
            identities.part = parts.metric_id
            and wholes.scope = parts.scope
            and wholes.scope_id = parts.scope_id
            and wholes.month = parts.month
            and (identities.comparison = 'at_most' or not parts.is_capped)
    group by identities.check_id, identities.comparison, wholes.month, wholes.scope_id
    -- Some of the parts bound the whole, only all of them make it up.
    having count(parts.value) >= case identities.comparison when 'at_most' then 1 else count(*) end

),

metric_identities as (

    select
        sides.month,
        identities.check_id,
        identities.subject || case identities.scope when 'account' then '：' || sides.scope_name else '' end as subject,
        sides.left_value,
        sides.right_value,
        case sides.comparison when 'at_most' then greatest(sides.right_value - sides.left_value, 0) else 0 end as tolerance,
        identities.severity,
        identities.rule
    from identity_sides as sides
    inner join {{ ref('metric_identity') }} as identities on sides.check_id = identities.check_id

),

shares as (

    select
        month,
        {{ none_of(
            id="'shares_within_whole'",
            subject="'各项比例不超过 100%'",
            wrong='value > 1 + 1e-9',
            name='name',
            order='metric_id',
            rule="'占比、完成率一类的数不应超过 100%'",
            severity='warn'
        ) }}
    from current_figures
    -- More people may leave than come.
    where unit = '%' and metric_id <> 'wechat_cancel_to_new_ratio'
    group by month

),

rates as (

    select
        rates.month,
        {{ none_of(
            id="'rates_from_parts'",
            subject="'各项比率与其分子分母'",
            wrong='abs(rates.value * wholes.value - parts.value * rates.scale) > 1e-9 * greatest(parts.value * rates.scale, 1)',
            name='rates.name',
            order='rates.metric_id',
            rule="'比率应等于同月的分子除以分母'"
        ) }}
    from current_figures as rates
    inner join current_figures as parts on rates.numerator_id = parts.metric_id and rates.month = parts.month
    inner join current_figures as wholes on rates.denominator_id = wholes.metric_id and rates.month = wholes.month
    group by rates.month

),

-- The rows that the pages and the bulletin list, against the figure told of them.
listed as (

    select
        'training_cohorts_sum' as check_id,
        '各班各类学员之和与培训学员' as subject,
        'training_participants' as metric_id,
        month,
        sum(participants) as value
    from {{ ref('fct_training') }}
    group by month
    union all
    select 'placements_sum' as check_id, '各平台投放之和与供稿投放', 'submission_placements', month, count(*)
    from {{ ref('fct_submission_placement') }}
    group by month

),

lists as (

    select
        listed.month,
        {{ check(
            id='listed.check_id',
            subject='listed.subject',
            left='listed.value',
            right='figures.value',
            rule="'名单里各行之和应等于“' || figures.name || '”'"
        ) }}
    from listed
    inner join current_figures as figures on listed.metric_id = figures.metric_id and listed.month = figures.month
    where not figures.is_corrected

),

-- Of other platforms than WeChat, whose stock is checked with the bulletin. They take false followers away by themselves.
followers_of_months as (

    select
        stocks.month,
        {{ check(
            id="'followers_month_' || stocks.metric_id",
            subject="'上月末加本月净增与本月末：' || stocks.name",
            left='stocks.previous_value + nets.value',
            right='stocks.value',
            rule="'上月末的累计加本月净增应等于本月末的累计；平台自己清理账号也会有差额'",
            severity='warn'
        ) }}
    from current_figures as stocks
    inner join current_figures as nets
        on
            nets.metric_id = replace(stocks.metric_id, '_cumulative', '_net')
            and stocks.metric_id <> nets.metric_id
            and stocks.month = nets.month
            and nets.is_complete
    where stocks.mom_change is not null and stocks.channel_id <> 'wechat'

)

{% for checks in ['metric_identities', 'shares', 'rates', 'lists', 'followers_of_months'] -%}
{{ 'union all' if not loop.first }}
select * from {{ checks }}
{% endfor %}

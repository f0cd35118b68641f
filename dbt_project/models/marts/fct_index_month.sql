-- Published indexes of an account and month, only where the office asks for one in 指数表: a sum of weighted logarithms
-- (seed index_term), squared, times a factor. Every article must have its counters, and which one led the day be known.
with indexes as (

    select versions.*, chosen.starts_on, chosen.ends_on
    from {{ source('landing', 'ref_index') }} as chosen
    inner join {{ ref('index_version') }} as versions
        on upper(chosen.index_id) = versions.index_id and chosen.version = versions.version

),

articles as (

    select account as account_id, month, count(*) as articles
    from {{ ref('int_wechat_articles__versions') }}
    where {{ known_now() }}
    group by account, month

),

counters as (

    select
        account as account_id,
        {{ month_of('published_on') }} as month,
        published_on,
        reads,
        wows,
        likes,
        shares,
        coalesce(capped, '') <> '' as is_capped,
        as_of,
        count(*) over (partition by account, published_on) as of_the_day
    from {{ ref('int_wechat_article_counters') }}

),

-- Per account, month and measure: its sum, its largest and what the leading articles have.
measured as (

    {%- for measure in ['reads', 'wows', 'likes', 'shares'] %}
    select
        account_id,
        month,
        '{{ measure }}' as measure,
        count({{ measure }}) as present,
        sum({{ measure }}) as total,
        max({{ measure }}) as peak,
        case when max(of_the_day) = 1 then sum({{ measure }}) end as headline,
        bool_or(is_capped) as is_floor,
        max(as_of) as as_of
    from counters
    group by account_id, month
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

terms as (

    select
        indexes.index_id,
        indexes.version,
        indexes.factor,
        articles.account_id,
        articles.month,
        terms.basis,
        coalesce(measured.present = articles.articles, false) as is_known,
        measured.is_floor,
        measured.as_of,
        terms.weight * ln(terms.inner_factor * case terms.basis
            when 'total' then measured.total
            when 'per_day' then measured.total / indexes.days_of_month
            when 'per_article' then measured.total / articles.articles
            when 'headline_per_day' then measured.headline / indexes.days_of_month
            when 'peak' then measured.peak
        end + 1) as points
    from indexes
    inner join {{ ref('index_term') }} as terms
        on indexes.index_id = terms.index_id and indexes.version = terms.version
    inner join articles
        on
            {{ month_end('articles.month') }} >= {{ since('indexes.starts_on') }}
            and {{ month_start('articles.month') }} <= {{ until('indexes.ends_on') }}
    left join measured
        on
            articles.account_id = measured.account_id
            and articles.month = measured.month
            and terms.measure = measured.measure

)

select
    index_id,
    version,
    account_id,
    month,
    case
        when bool_and(is_known) and count(points) = count(*)
            then {{ rounded('sum(points) * sum(points) * max(factor)', 6) }}
    end as value,
    case
        when not bool_and(is_known) then 'no_counters'
        when count(points) < count(*) then 'headline_unknown'
    end as status_reason,
    coalesce(bool_or(is_floor), false) as is_floor,
    max(as_of) as as_of
from terms
group by index_id, version, account_id, month

-- Since when a month of an export is settled: by the first edition that reaches its end, once anything is known of it; what
-- grows by itself some days later. Only months that came in an edition after the one that settled them: nothing else can
-- have changed.
with editions as {{ once() }}(

    select distinct
        metrics.dataset,
        parts.export_of,
        parts.month,
        case
            -- A ledger tells of whole months: its last row stands for the month it lies in.
            when datasets.coverage_kind in ('ledger', 'register', 'figures') then {{ month_end(month_of('parts.known_from')) }}
            -- Quiet days at the end of a month do not make a list of records incomplete.
            when
                metrics.dataset = 'party_upload'
                and {{ add_days('parts.known_from', var('list_tail_days')) }} >= {{ month_end(month_of('parts.known_from')) }}
                then {{ month_end(month_of('parts.known_from')) }}
            else parts.known_from
        end as edition_on
    from {{ ref('int_metric_contributions__versions') }} as parts
    inner join {{ ref('metric') }} as metrics on parts.metric_id = metrics.metric_id
    left join {{ ref('dataset') }} as datasets on metrics.dataset = datasets.dataset
    -- Days of accounts are settled one by one.
    where
        parts.known_from is not null
        and parts.whole is null
        and (datasets.coverage_kind <> 'daily' or metrics.dataset = 'web_traffic_day')

),

arrivals as (

    select dataset, export_of, month, min(edition_on) as first_on, max(edition_on) as last_on
    from editions
    group by dataset, export_of, month
    having min(edition_on) < max(edition_on)

)

select
    arrivals.dataset,
    arrivals.export_of,
    arrivals.month,
    min(case when editions.edition_on >= {{ month_end('arrivals.month') }} then editions.edition_on end) as listed_on,
    min(case
        when editions.edition_on >= {{ add_days(month_end('arrivals.month'), var('settling_days')) }}
            then editions.edition_on
    end) as counted_on
from arrivals
inner join editions
    on
        arrivals.dataset = editions.dataset
        and arrivals.export_of = editions.export_of
        and editions.edition_on >= arrivals.first_on
        and editions.edition_on < arrivals.last_on
group by arrivals.dataset, arrivals.export_of, arrivals.month

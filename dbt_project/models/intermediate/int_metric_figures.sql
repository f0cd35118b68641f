-- Every monthly figure with its status: computed where exports tell it, printed where only a bulletin does, as corrected.
with computed as (

    select * from {{ ref('int_metric_months') }}

),

-- Printed figures fill only what no export can tell; they never replace a computed figure.
printed as (

    select
        figures.metric_id,
        figures.month,
        case when figures.row_label <> '合计' then departments.department_id end as department_id,
        figures.value,
        figures.bound,
        figures.as_of_printed as as_of,
        row_number() over (
            partition by
                figures.metric_id,
                figures.month,
                case when figures.row_label <> '合计' then departments.department_id end
            order by figures.table_id desc, figures.bulletin, figures.source_file, figures.source_row
        ) as choice
    from {{ ref('int_printed_figures') }} as figures
    inner join {{ ref('metric') }} as metrics on figures.metric_id = metrics.metric_id
    left join {{ ref('int_departments__resolved') }} as departments
        on
            departments.channel_id = 'bulletins'
            and departments.position = 1
            and departments.department_id <> 'unrecognised'
            and figures.row_label = departments.name
            and {{ month_end('figures.month') }} = departments.on_date
    where
        figures.period = figures.month
        and not figures.is_repeat
        and (figures.row_label = '合计' or (metrics.has_departments and departments.department_id is not null))

),

known as (

    select distinct metric_id, month, department_id from computed where value is not null
    union
    select distinct metric_id, month, cast(null as string) from computed where value is not null

),

filling as (

    select printed.*, months.month_end, months.month_start
    from printed
    inner join {{ ref('int_months') }} as months on printed.month = months.month
    left join known
        on
            printed.metric_id = known.metric_id
            and printed.month = known.month
            and printed.department_id is not distinct from known.department_id
    where printed.choice = 1 and known.metric_id is null

),

everything as (

    select
        computed.month,
        computed.metric_id,
        computed.department_id,
        computed.account_id,
        computed.value,
        computed.status,
        computed.as_of,
        computed.days_covered,
        computed.days_from_first,
        computed.days_expected,
        computed.is_complete,
        computed.is_capped,
        computed.is_provisional,
        computed.status_reason,
        case when computed.value is not null then 'export' end as source_kind
    from computed
    left join filling
        on
            computed.metric_id = filling.metric_id
            and computed.month = filling.month
            and computed.department_id is not distinct from filling.department_id
            and computed.account_id is null
    where filling.metric_id is null
    union all
    select
        month,
        metric_id,
        department_id,
        null,
        value,
        case when value is null then 'masked' else 'published' end,
        coalesce(as_of, month_end),
        {{ days_inclusive('month_start', 'coalesce(as_of, month_end)') }},
        null,
        {{ days_inclusive('month_start', 'month_end') }},
        value is not null and coalesce(as_of, month_end) >= month_end,
        bound <> 'exact',
        false,
        null,
        'printed'
    from filling

)

select
    everything.month,
    everything.metric_id,
    everything.department_id,
    coalesce(accounts.channel_id, metrics.channel_id) as channel_id,
    everything.account_id,
    coalesce(corrections.new_value, everything.value) as value,
    case
        when corrections.new_value = 0 then 'zero'
        when corrections.new_value is not null then 'measured'
        else everything.status
    end as status,
    case when corrections.new_value is null then everything.status_reason end as status_reason,
    everything.as_of,
    cast(everything.days_covered as integer) as days_covered,
    cast(everything.days_from_first as integer) as days_from_first,
    cast(everything.days_expected as integer) as days_expected,
    everything.is_complete,
    everything.is_capped and corrections.new_value is null as is_capped,
    everything.is_provisional,
    everything.source_kind,
    case when corrections.new_value is not null then everything.value end as corrected_from,
    case when corrections.new_value is not null then corrections.reason end as correction_reason
from everything
inner join {{ ref('metric') }} as metrics on everything.metric_id = metrics.metric_id
left join {{ ref('int_accounts') }} as accounts on everything.account_id = accounts.account_id
-- A correction holds only while the exports tell what they told when it was written.
left join {{ source('landing', 'ref_correction') }} as corrections
    on
        everything.month = corrections.month
        and everything.metric_id = corrections.metric_id
        and everything.department_id is not distinct from corrections.department_id
        and everything.account_id is not distinct from corrections.account_id
        and everything.source_kind = 'export'
        and abs(everything.value - corrections.expected_value) < 1e-6

"""Which tables of institutions are united, and how their figures are set against each other.

The SQL here is run by DuckDB and by Spark, so it keeps to what both understand.
"""

# Before all others in every table: whose row it is.
KEY = "institution_id"
KEY_NOTE = "单位编号，与同表原来的主键合成主键。"
# What is compared, and what is needed to read it. Facts stay in the institutions' own files.
UNITED = (
    "dim_account", "dim_channel", "dim_date", "dim_department", "dim_department_alias", "dim_menu", "dim_metric",
    "dim_month", "dim_outlet", "dim_party_org", "dim_period", "dim_score_scheme", "dim_score_task", "dim_site_column",
    "dim_target", "fct_metric_redefinition", "rpt_metric_trend", "rpt_metric_period", "rpt_score",
)  # fmt: skip
NOTES = {
    "dim_institution": (
        "单位维：一行一个单位，没有纳入的写明原因。\n"
        "注意：人数是名单或单位信息里填的现在的人数。\n主键：institution_id",
        {
            "institution_id": "单位编号。",
            "name": "单位名称。",
            "people": "师生人数；没有填的为空。",
            "folder": "单位文件夹。",
            "published_at": "它的数据仓库什么时候发布。",
            "newest_month": "数据到哪个月。",
            "is_demo": "是否演示数据。",
            "problem": "没有纳入的原因；纳入了的为空。",
        },
    ),
    "rpt_institution_figure": (
        "单位比较：各单位全校的数字，按月份和时段，连同能不能相互比较。\n"
        "注意：口径、起止日期与多数单位相同，时段齐全、不是下限、期间口径没有改变的才可比（is_comparable）；"
        "每千人只给总量和存量，人数是现在的人数。\n主键：institution_id, metric_id, period_type, period",
        {
            "institution_id": "单位编号。",
            "metric_id": "指标编号。",
            "period_type": "时段种类：month 月；其余同 rpt_metric_period。",
            "period": "时段，如 2020-09、2020-Q3、2020。",
            "value": "数值。",
            "per_thousand": "每千人的数值；比率、人数一类和不知道人数的为空。",
            "status": "同 rpt_metric_trend。",
            "yoy_pct": "与自己去年同期相比的比例；不可比的为空。",
            "is_comparable": "能否与别的单位比较：本单位的数字可用，且至少还有一个单位的也可用。",
            "reason": "不可比的原因：missing 缺数据等同 status；partial_period 时段不全；capped 只有下限；"
            "metric_redefined 期间改过口径；definition_differs 口径与多数单位不同；"
            "period_differs 起止日期与多数单位不同；alone 没有别的单位可比。",
        },
    ),
}
# One row a figure of a whole institution. A definition is that of most institutions; of equally many the first by text.
FIGURES = """
with figures as (

    select institution_id, metric_id, 'month' as period_type, month as period, month as last_month,
        value, status, is_complete, coalesce(is_capped, false) as is_capped, yoy_pct
    from {rpt_metric_trend}
    where scope = 'institution'
    union all
    select periods.institution_id, periods.metric_id, periods.period_type, periods.period,
        substr(cast(spans.last_day as string), 1, 7), periods.value, periods.status, periods.is_complete,
        coalesce(periods.is_capped, false), periods.yoy_pct
    from {rpt_metric_period} as periods
    inner join {dim_period} as spans
        on periods.institution_id = spans.institution_id and periods.period_type = spans.period_type
        and periods.period = spans.period
    where periods.scope = 'institution'

),

definitions as (

    select institution_id, metric_id, additivity, unit, numerator_id,
        concat_ws('|', unit, additivity, definition, coalesce(numerator_id, ''), coalesce(denominator_id, ''),
            coalesce(cast(scale as string), '')) as meaning
    from {dim_metric}

),

usual_definitions as (

    select metric_id, meaning
    from (
        select metric_id, meaning, row_number() over (partition by metric_id order by count(*) desc, meaning) as choice
        from definitions
        group by metric_id, meaning
    ) as counted
    where choice = 1

),

spans as (

    select institution_id, period_type, period, first_day, last_day from {dim_period}

),

usual_spans as (

    select period_type, period, first_day, last_day
    from (
        select period_type, period, first_day, last_day,
            row_number() over (partition by period_type, period order by count(*) desc, first_day, last_day) as choice
        from spans
        group by period_type, period, first_day, last_day
    ) as counted
    where choice = 1

),

redefined as (

    select changes.institution_id, metrics.metric_id, max(changes.month) as month
    from {fct_metric_redefinition} as changes
    inner join {dim_metric} as metrics
        on changes.institution_id = metrics.institution_id
        and changes.metric_id in (metrics.metric_id, metrics.numerator_id, metrics.denominator_id)
    group by changes.institution_id, metrics.metric_id

),

judged as (

    select figures.*, definitions.additivity, definitions.numerator_id,
        case
            when figures.value is null then figures.status
            when not coalesce(figures.is_complete, false) then 'partial_period'
            when figures.is_capped then 'capped'
            when definitions.meaning is distinct from usual_definitions.meaning then 'definition_differs'
            when substr(cast(coalesce(spans.first_day, cast(figures.last_month || '-01' as date)) as string), 1, 7)
                < redefined.month then 'metric_redefined'
            when spans.first_day is distinct from usual_spans.first_day
                or spans.last_day is distinct from usual_spans.last_day then 'period_differs'
        end as own_reason
    from figures
    left join definitions
        on figures.institution_id = definitions.institution_id and figures.metric_id = definitions.metric_id
    left join usual_definitions on figures.metric_id = usual_definitions.metric_id
    left join spans
        on figures.institution_id = spans.institution_id and figures.period_type = spans.period_type
        and figures.period = spans.period
    left join usual_spans on figures.period_type = usual_spans.period_type and figures.period = usual_spans.period
    left join redefined
        on figures.institution_id = redefined.institution_id and figures.metric_id = redefined.metric_id

),

counted as (

    select *,
        count(case when own_reason is null then 1 end) over (partition by metric_id, period_type, period) as usable
    from judged

)

select
    counted.institution_id,
    counted.metric_id,
    counted.period_type,
    counted.period,
    counted.value,
    case
        when counted.additivity in ('additive', 'semi') and counted.numerator_id is null
            then counted.value * 1000 / institutions.people
    end as per_thousand,
    counted.status,
    counted.yoy_pct,
    counted.own_reason is null and counted.usable > 1 as is_comparable,
    case when counted.own_reason is null and counted.usable < 2 then 'alone' else counted.own_reason end as reason
from counted
inner join {dim_institution} as institutions on counted.institution_id = institutions.institution_id
"""

"""Contracts of raw/reference/: what one institution tells us about itself, edited by clerks."""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.dataset import count, dataset, optional, required

ASCII_ID = r"^[a-z0-9][a-z0-9_\-]*$"
MONTH = r"\d{4}-(0[1-9]|1[0-2])"
PERIOD = r"^(\d{4}(-H[12])?|\d{4}-\d{2}(\.\.\d{4}-\d{2})?|\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2})$"
ID_RULE = "编号只能用小写字母、数字、下划线和连字符"


@dataset("ref_institution", "单位信息", key=("item",))
class Institution(pa.DataFrameModel):
    item: pl.String = required()
    content: pl.String = required()


@dataset("ref_department", key=("department_id", "valid_from"))
class Department(pa.DataFrameModel):
    """Department version: the same id again with a later valid_from is a rename; a successor is a merge or split."""

    department_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    name: pl.String = required()
    type: pl.String = required()
    parent_id: pl.String = optional()
    display_order: pl.Int64 = count(required=True)
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()
    successor_id: pl.String = optional()
    in_roster: pl.Boolean = optional()
    headcount: pl.Int64 = count()
    note: pl.String = optional()


@dataset("ref_department_alias", "部门别名", key=("alias", "source", "valid_from"))
class DepartmentAlias(pa.DataFrameModel):
    """alias → department, for one source (empty: every source) and a span of days."""

    alias: pl.String = required()
    department_id: pl.String = required()
    source: pl.String = optional()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()
    note: pl.String = optional()


@dataset("ref_account", key=("account_id", "valid_from"))
class Account(pa.DataFrameModel):
    """Account version: the same id again with a later valid_from is a new name or another department."""

    account_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    channel_id: pl.String = required()
    name: pl.String = required()
    folder: pl.String = optional()
    department_id: pl.String = optional()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()
    is_official: pl.Boolean = optional()
    status: pl.String = optional()
    note: pl.String = optional()


@dataset("ref_site", key=("site_id", "valid_from"))
class Site(pa.DataFrameModel):
    """Site version, like that of an account."""

    site_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    name: pl.String = required()
    folder: pl.String = optional()
    level: pl.String = required()
    department_id: pl.String = optional()
    host: pl.String = optional()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()


@dataset("ref_site_column", "栏目表", key=("site_id", "column_name", "valid_from"))
class SiteColumn(pa.DataFrameModel):
    """column → importance class (重要 / 一般) with dates; column_code is the CMS number seen in logs."""

    site_id: pl.String = optional()
    column_name: pl.String = required()
    column_code: pl.String = optional()
    importance: pl.String = required("应为 重要、一般 或 不统计", isin=["重要", "一般", "不统计"])
    deadline_hours: pl.Int64 = count()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()
    note: pl.String = optional()


@dataset("ref_party_org", "党组织表", key=("party_org_id", "valid_from"))
class PartyOrg(pa.DataFrameModel):
    party_org_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    name: pl.String = required()
    type: pl.String = required()
    kind: pl.String = optional()
    parent_id: pl.String = optional()
    department_id: pl.String = optional()
    display_order: pl.Int64 = count(required=True)
    exempt_types: pl.String = optional()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()


@dataset("ref_party_org_alias", "党组织别名", key=("alias", "source", "valid_from"))
class PartyOrgAlias(pa.DataFrameModel):
    """alias → Party organisation, for one source (empty: every source) and a span of days."""

    alias: pl.String = required()
    party_org_id: pl.String = required()
    source: pl.String = optional()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()
    note: pl.String = optional()


@dataset("ref_party_code", "党建代码表", key=("system", "code_kind", "code"))
class PartyCode(pa.DataFrameModel):
    """Per system: text or code as exported → activity type or status, and whether a status counts."""

    system: pl.String = required()
    code_kind: pl.String = required("应为 活动类型 或 状态", isin=["活动类型", "状态"])
    code: pl.String = required()
    meaning: pl.String = required()
    is_counted: pl.Boolean = optional()


@dataset("ref_status", "稿件状态表", key=("status", "source"))
class PublicationStatus(pa.DataFrameModel):
    """State of an article or post as exported → whether it counts, for one source (empty: every source)."""

    status: pl.String = required()
    source: pl.String = optional()
    is_counted: pl.Boolean = required()


@dataset("ref_outlet", "媒体表", key=("outlet", "valid_from"))
class Outlet(pa.DataFrameModel):
    outlet: pl.String = required()
    level: pl.String = required()
    type: pl.String = optional()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()
    note: pl.String = optional()


@dataset("ref_cutoff", "通报截止日期", key=("month", "source"))
class Cutoff(pa.DataFrameModel):
    """Up to which day the bulletin of a month used a source; nothing said means the whole month."""

    month: pl.String = required("应为 2020-09 这样的月份", str_matches=r"^\d{4}-(0[1-9]|1[0-2])$")
    source: pl.String = required()
    cutoff_on: pl.Date = required()
    issued_on: pl.Date = optional()


@dataset("ref_menu", "菜单表", key=("account_id", "level1", "level2", "valid_from"))
class Menu(pa.DataFrameModel):
    account_id: pl.String = required()
    level1: pl.String = required()
    level2: pl.String = required()
    display_order: pl.Int64 = count(required=True)
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()


@dataset("ref_metric_start", "指标启用月份", key=("metric_id", "account_id"))
class MetricStart(pa.DataFrameModel):
    """From which month a metric has been measured (before it a figure is not_started, not zero), and in which months
    what it counts was redefined (figures on either side are not compared)."""

    metric_id: pl.String = required()
    account_id: pl.String = optional()
    start_month: pl.String = optional("应为 2020-09 这样的月份", str_matches=rf"^{MONTH}$")
    redefined_months: pl.String = optional(
        "应为 2021-10 这样的月份，几次之间用顿号", str_matches=rf"^{MONTH}([、，,；; ]{MONTH})*$"
    )
    note: pl.String = optional()

    @pa.dataframe_check(error="启用月份、口径变更月份至少填一个")
    def says_something(cls, data) -> pl.LazyFrame:
        return data.lazyframe.select(pl.any_horizontal(pl.col("start_month", "redefined_months").is_not_null()))


@dataset("ref_correction", "修正表", key=("month", "metric_id", "department_id", "account_id", "expected_value"))
class Correction(pa.DataFrameModel):
    """A monthly figure the exports tell wrongly. It holds while they tell ``expected_value`` and no longer.

    A figure that changes again and again has a line for each time; one that is there no more has no ``new_value``.
    """

    month: pl.String = required("应为 2020-09 这样的月份", str_matches=r"^\d{4}-(0[1-9]|1[0-2])$")
    metric_id: pl.String = required()
    department_id: pl.String = optional()
    account_id: pl.String = optional()
    expected_value: pl.Float64 = required()
    new_value: pl.Float64 = optional()
    reason: pl.String = required()
    reported_to: pl.String = optional()
    status: pl.String = optional()


@dataset("ref_calendar", "校历", key=("academic_year", "term", "kind", "start_on"))
class Calendar(pa.DataFrameModel):
    """Terms and vacations of the institution; festivals are computed, not kept here."""

    academic_year: pl.String = required()
    term: pl.String = required()
    kind: pl.String = required("应为 学期 或 假期", isin=["学期", "假期"])
    start_on: pl.Date = required()
    end_on: pl.Date = required()


@dataset("ref_event", "事件表", key=("start_on", "title", "scope"))
class Event(pa.DataFrameModel):
    """What happened that a reader of the figures should know of; festivals are computed, not kept here.

    scope: a channel, department or account by id or name, 全校 or nothing for the whole institution.
    """

    start_on: pl.Date = required()
    title: pl.String = required()
    scope: pl.String = optional()
    note: pl.String = optional()


@dataset("ref_theme", "主题表", key=("theme", "starts_on"))
class Theme(pa.DataFrameModel):
    """What a theme is known by: words in titles, tags or collections, columns of a site; within a span of days.

    kind 节点 is a day or days of the calendar (校庆), every year again where ``is_yearly``; nodes that everybody keeps
    (五四, 国庆) are in seed ``campaign_node`` and need no row.
    """

    theme: pl.String = required()
    kind: pl.String = required("应为 主题、栏目、系列 或 节点", isin=["主题", "栏目", "系列", "节点"])
    words: pl.String = optional()
    tags: pl.String = optional()
    columns: pl.String = optional()
    starts_on: pl.Date = optional()
    ends_on: pl.Date = optional()
    is_yearly: pl.Boolean = optional()
    note: pl.String = optional()

    @pa.dataframe_check(error="词语、标签、栏目至少填一项")
    def says_how(cls, data) -> pl.LazyFrame:
        return data.lazyframe.select(pl.any_horizontal(pl.col("words", "tags", "columns").is_not_null()))

    @pa.dataframe_check(error="结束日期不应早于开始日期")
    def ends_after_start(cls, data) -> pl.LazyFrame:
        return data.lazyframe.select((pl.col("ends_on") >= pl.col("starts_on")).fill_null(True))

    @pa.dataframe_check(error="节点要写开始日期和结束日期")
    def node_has_days(cls, data) -> pl.LazyFrame:
        has_days = pl.col("starts_on").is_not_null() & pl.col("ends_on").is_not_null()
        return data.lazyframe.select((pl.col("kind") != "节点") | has_days)


@dataset("ref_index", "指数表", key=("index_id", "version", "starts_on"))
class Index(pa.DataFrameModel):
    """Which published index (seed ``index_version``) the office has computed, and over which days. None by default."""

    index_id: pl.String = required()
    version: pl.String = required("应为 2.0、14.2 或 14.2（含转发）", isin=["2.0", "14.2", "14.2（含转发）"])
    starts_on: pl.Date = optional()
    ends_on: pl.Date = optional()

    @pa.dataframe_check(error="停用日期不应早于启用日期")
    def ends_after_start(cls, data) -> pl.LazyFrame:
        return data.lazyframe.select((pl.col("ends_on") >= pl.col("starts_on")).fill_null(True))


@dataset("ref_column_mapping", "列名对照", key=("format_id", "canonical", "header"))
class ColumnMapping(pa.DataFrameModel):
    """Header names of assumed formats, and extra names a platform has come to use."""

    format_id: pl.String = required()
    canonical: pl.String = required()
    header: pl.String = required()
    note: pl.String = optional()


@dataset("ref_complete_ledger", "台账登全", key=("ledger", "starts_on"))
class CompleteLedger(pa.DataFrameModel):
    """The office's word that a ledger has all there is of a span of days: what is not in it did not happen.

    ledger: its name or the id of its format; both days are included.
    """

    ledger: pl.String = required()
    starts_on: pl.Date = required()
    ends_on: pl.Date = required()
    note: pl.String = optional()

    @pa.dataframe_check(error="登全截止日期不应早于登全起始日期")
    def ends_after_start(cls, data) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col("ends_on") >= pl.col("starts_on"))


@dataset("ref_bulletin_answer", "待确认", key=("item",))
class BulletinAnswer(pa.DataFrameModel):
    """What a person said of a number in an old bulletin that the reader was not certain of.

    item: the number by its form and content; never its words, which may name a person. base_period: that of the
    bulletin the answer was given for, by which period is understood for the next bulletin of the same form.
    """

    item: pl.String = required("应照工作簿里写好的编号", str_matches=r"^[0-9a-f]{12}-[0-9a-f]{12}$")
    decision: pl.String = required()
    metric: pl.String = optional()
    period: pl.String = optional(
        "应为 2020-09、2020、2020-H1、2020-07..2020-09 或 2020-04-12..2020-04-18", str_matches=PERIOD
    )
    base_period: pl.String = optional()
    scope: pl.String = optional()
    qualifier: pl.String = optional()


@dataset("ref_target", "目标表", key=("target_id", "scope", "scope_id", "period_type", "period", "valid_from"))
class Target(pa.DataFrameModel):
    """What was promised: scope × period × comparator. basis tells a printed number from an inferred one.

    subject_types: of departments or Party organisations asked one by one, only those of these types.
    period may be longer than period_type; then every period inside it is judged on its own. Shares are 0-1. A later
    valid_from revises the target; the row valid on the last day of a period judges it.
    """

    target_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    name: pl.String = required()
    metric_id: pl.String = optional()
    denominator_metric_id: pl.String = optional()
    outlet_levels: pl.String = optional()
    scope: pl.String = required()
    scope_id: pl.String = optional()
    subject_types: pl.String = optional()
    period_type: pl.String = required()
    period: pl.String = required(
        "应为 2020、2020-H1、2020-Q3、2020-09、2020-W37、2020-2021 或 2020-2021 第一学期",
        str_matches=r"^\d{4}(-(H[12]|Q[1-4]|0[1-9]|1[0-2]|W[0-5]\d|\d{4}( .+)?))?$",
    )
    comparator: pl.String = required()
    expected_low: pl.Float64 = optional()
    expected_high: pl.Float64 = optional()
    deadline: pl.Date = optional()
    is_vacation_exempt: pl.Boolean = optional()
    base: pl.Float64 = optional()
    actual: pl.Float64 = optional()
    done_on: pl.Date = optional()
    valid_from: pl.Date = optional()
    basis: pl.String = required()
    source_text: pl.String = optional()

    @pa.dataframe_check(
        error="这种比较方式缺少要填的数：≥、= 填下限，≤ 填上限，区间两个都填，期限填截止日期；比例只填下限"
    )
    def bounds_given(cls, data) -> pl.LazyFrame:
        low, high = pl.col("expected_low").is_not_null(), pl.col("expected_high").is_not_null()
        return data.lazyframe.select(
            pl.when(pl.col("comparator").is_in(["at_least", "equal"]))
            .then(low)
            .when(pl.col("comparator") == "at_most")
            .then(high)
            .when(pl.col("comparator") == "range")
            .then(low & high & (pl.col("expected_low") <= pl.col("expected_high")))
            .when(pl.col("comparator") == "deadline")
            .then(pl.col("deadline").is_not_null())
            .when(pl.col("comparator") == "share")
            .then(~high)
            .otherwise(True)
        )

    @pa.dataframe_check(error="对象类型 只用于范围是部门或党组织、范围编号留空的目标")
    def types_are_of_units(cls, data) -> pl.LazyFrame:
        of_units = pl.col("scope").is_in(["department", "party_org"]) & pl.col("scope_id").is_null()
        return data.lazyframe.select(pl.col("subject_types").is_null() | of_units)

    @pa.dataframe_check(error="媒体级别 只用于校外媒体报道（external_media_items）的目标")
    def levels_are_of_media(cls, data) -> pl.LazyFrame:
        of_media = (pl.col("metric_id") == "external_media_items") & pl.col("denominator_metric_id").is_null()
        return data.lazyframe.select(pl.col("outlet_levels").is_null() | of_media.fill_null(False))


@dataset("ref_rule", "规则表", key=("rule_id", "valid_from"))
class Rule(pa.DataFrameModel):
    """Standing rule version: the same id again with a later valid_from is a change; older periods keep theirs.

    threshold is inclusive: hours, times, days or a share (0-1), by rule_kind.
    """

    rule_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    name: pl.String = required()
    rule_kind: pl.String = required()
    subject_kind: pl.String = required()
    subject_id: pl.String = optional()
    subject_type: pl.String = optional()
    item: pl.String = optional()
    threshold: pl.Float64 = required()
    window_days: pl.Int64 = count()
    period_type: pl.String = optional()
    is_vacation_exempt: pl.Boolean = optional()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()
    basis: pl.String = required()
    source_text: pl.String = optional()


@dataset("ref_score_scheme", "计分办法", key=("scheme_id", "valid_from"))
class ScoreScheme(pa.DataFrameModel):
    """How items become points (or a fee) and points a rank; one version per span of days."""

    scheme_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    name: pl.String = required()
    purpose: pl.String = required()
    duplicate_rule: pl.String = required()
    tie_rule: pl.String = required()
    tie_measure_id: pl.String = optional()
    month_rule: pl.String = optional()
    rounding: pl.String = optional()
    unit_types: pl.String = optional()
    excluded_departments: pl.String = optional()
    claim_days: pl.Int64 = count()
    min_items: pl.Int64 = count()
    base_points: pl.Float64 = optional()
    extra_points: pl.Float64 = optional()
    cap_month: pl.Float64 = optional()
    cap_quarter: pl.Float64 = optional()
    cap_year: pl.Float64 = optional()
    work_weight: pl.Float64 = optional("权重应在 0 和 100% 之间", ge=0, le=1)
    bonus_from: pl.Float64 = optional()
    bonus_cap: pl.Float64 = optional("加分上限不应小于 0", ge=0)
    pass_points: pl.Float64 = optional()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()
    source_text: pl.String = optional()

    @pa.dataframe_check(error="并列规则写 并列看考核项 的要写并列考核项，别的不写")
    def second_figure_given(cls, data) -> pl.LazyFrame:
        by_second_figure = pl.col("tie_rule") == "second_figure"
        return data.lazyframe.select(by_second_figure == pl.col("tie_measure_id").is_not_null())


@dataset("ref_score_rule", "计分规则表", key=("scheme_id", "score_rule_id", "valid_from"))
class ScoreRule(pa.DataFrameModel):
    """Conditions → points. An empty condition is no condition; both edges of a tier belong to it.

    Where points_to is given, the rule prints a range: the office says what each piece is worth (``ScoreAdjustment``).
    """

    score_rule_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    scheme_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    name: pl.String = optional()
    points: pl.Float64 = required()
    points_to: pl.Float64 = optional()
    per: pl.String = optional()
    level: pl.String = optional()
    outlet_type: pl.String = optional()
    outlet: pl.String = optional()
    genre: pl.String = optional()
    position: pl.String = optional()
    authorship: pl.String = optional()
    unit_types: pl.String = optional()
    words_from: pl.Int64 = count()
    words_to: pl.Int64 = count()
    reads_from: pl.Int64 = count()
    reads_to: pl.Int64 = count()
    cap_month: pl.Float64 = optional()
    cap_quarter: pl.Float64 = optional()
    cap_year: pl.Float64 = optional()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()


@dataset("ref_score_measure", "计分考核表", key=("scheme_id", "measure_id", "value_from", "valid_from"))
class ScoreMeasure(pa.DataFrameModel):
    """What a unit earns or loses for a period as a whole: by a target, a rule, pieces, a ledger, lateness or ratings.

    Rows of one measure_id are its tiers; both edges belong to a tier and a shared edge to the higher one. value_from,
    value_to and full_value are in the unit of the value (shares 0-1). A bonus counts on the award sheet only; a tier
    may rule a unit out (veto) or take the base points of its month (forfeit) instead of giving points.
    """

    measure_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    scheme_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    name: pl.String = required()
    measure: pl.String = required()
    per: pl.String = required()
    points: pl.Float64 = required()
    basis_id: pl.String = optional()
    period_type: pl.String = optional()
    value_from: pl.Float64 = optional()
    value_to: pl.Float64 = optional()
    full_value: pl.Float64 = optional("满值应大于 0", gt=0)
    cap: pl.Float64 = optional("上限不应小于 0", ge=0)
    is_bonus: pl.Boolean = optional()
    unit_types: pl.String = optional()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()
    source_text: pl.String = optional()

    @pa.dataframe_check(error="目标、规则各项和台账数量要写依据编号")
    def basis_given(cls, data) -> pl.LazyFrame:
        needs = pl.col("measure").str.contains("^(target|rule|entries)")
        return data.lazyframe.select(~needs | pl.col("basis_id").is_not_null())

    @pa.dataframe_check(error="加分项的分值应大于 0；一票否决、取消基础分不是加分项")
    def bonus_adds(cls, data) -> pl.LazyFrame:
        adds = (pl.col("points") > 0) & ~pl.col("per").is_in(["veto", "forfeit"])
        return data.lazyframe.select(~pl.col("is_bonus").fill_null(False) | adds)

    @pa.dataframe_check(error="取消基础分按月算，周期写月或不写")
    def base_is_monthly(cls, data) -> pl.LazyFrame:
        monthly = pl.col("period_type").fill_null("month") == "month"
        return data.lazyframe.select((pl.col("per") != "forfeit") | monthly)

    @pa.dataframe_check(error="数量止不应小于数量起")
    def tier_in_order(cls, data) -> pl.LazyFrame:
        ends = pl.col("value_from").is_null() | pl.col("value_to").is_null()
        return data.lazyframe.select(ends | (pl.col("value_from") <= pl.col("value_to")))


@dataset("ref_score_adjustment", "计分加减", key=("scheme_id", "department_id", "occurred_on", "reason", "title"))
class ScoreAdjustment(pa.DataFrameModel):
    """Points added to or taken from a unit on a day, a bonus of the award sheet, or a veto, with the reason.

    A decision says what one piece is worth whose rule prints a range; its day is the one the piece was published on.
    """

    scheme_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    department_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    occurred_on: pl.Date = required()
    points: pl.Float64 = required()
    reason: pl.String = required()
    effect: pl.String = optional()
    score_rule_id: pl.String = optional()
    title: pl.String = optional()

    @pa.dataframe_check(error="核定 要写计分项编号和稿件标题，别的类别都不写")
    def decision_names_its_piece(cls, data) -> pl.LazyFrame:
        is_decision = pl.col("effect").fill_null("points") == "decision"
        named = pl.sum_horizontal(pl.col("score_rule_id", "title").is_not_null())
        return data.lazyframe.select(named == pl.when(is_decision).then(2).otherwise(0))


@dataset("ref_score_task", "计分任务表", key=("scheme_id", "unit_types", "department_id", "valid_from"))
class ScoreTask(pa.DataFrameModel):
    """Points a unit is to reach in a year: by type of unit, or for one unit, which goes before its type."""

    scheme_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    points: pl.Float64 = required("任务分应大于 0", gt=0)
    unit_types: pl.String = optional()
    department_id: pl.String = optional()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()

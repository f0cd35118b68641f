"""Contracts of raw/reference/: what one institution tells us about itself, edited by clerks."""

import pandera.polars as pa
import polars as pl

from pipelines.contracts.dataset import count, dataset, optional, required

ASCII_ID = r"^[a-z0-9][a-z0-9_\-]*$"
ID_RULE = "编号只能用小写字母、数字、下划线和连字符"


@dataset("ref_institution", "单位信息", key=("item",))
class Institution(pa.DataFrameModel):
    item: pl.String = required()
    content: pl.String = required()


@dataset("ref_department", "部门表", key=("department_id", "valid_from"))
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
    department_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    source: pl.String = optional()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()
    note: pl.String = optional()


@dataset("ref_account", "账号表", key=("account_id",))
class Account(pa.DataFrameModel):
    account_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    channel_id: pl.String = required()
    name: pl.String = required()
    folder: pl.String = optional()
    department_id: pl.String = optional()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()
    status: pl.String = optional()
    note: pl.String = optional()


@dataset("ref_site", "站点表", key=("site_id",))
class Site(pa.DataFrameModel):
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
    importance: pl.String = required("应为 重要 或 一般", isin=["重要", "一般"])
    deadline_hours: pl.Int64 = count()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()


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


@dataset("ref_party_org_alias", "党组织别名", key=("alias", "source"))
class PartyOrgAlias(pa.DataFrameModel):
    alias: pl.String = required()
    party_org_id: pl.String = required(ID_RULE, str_matches=ASCII_ID)
    source: pl.String = optional()


@dataset("ref_party_code", "党建代码表", key=("system", "code_kind", "code"))
class PartyCode(pa.DataFrameModel):
    """Per system: text or code as exported → activity type or status, and whether a status counts."""

    system: pl.String = required()
    code_kind: pl.String = required("应为 活动类型 或 状态", isin=["活动类型", "状态"])
    code: pl.String = required()
    meaning: pl.String = required()
    is_counted: pl.Boolean = optional()


@dataset("ref_outlet", "媒体表", key=("outlet", "valid_from"))
class Outlet(pa.DataFrameModel):
    outlet: pl.String = required()
    level: pl.String = required()
    type: pl.String = optional()
    valid_from: pl.Date = optional()
    valid_to: pl.Date = optional()


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
    """From which month a metric has been measured; before it a figure is not_started, not zero."""

    metric_id: pl.String = required()
    account_id: pl.String = optional()
    start_month: pl.String = required("应为 2020-09 这样的月份", str_matches=r"^\d{4}-(0[1-9]|1[0-2])$")


@dataset("ref_calendar", "校历", key=("academic_year", "term", "kind", "start_on"))
class Calendar(pa.DataFrameModel):
    """Terms and vacations of the institution; festivals are computed, not kept here."""

    academic_year: pl.String = required()
    term: pl.String = required()
    kind: pl.String = required("应为 学期 或 假期", isin=["学期", "假期"])
    start_on: pl.Date = required()
    end_on: pl.Date = required()


@dataset("ref_column_mapping", "列名对照", key=("format_id", "canonical", "header"))
class ColumnMapping(pa.DataFrameModel):
    """Header names of assumed formats, and extra names a platform has come to use."""

    format_id: pl.String = required()
    canonical: pl.String = required()
    header: pl.String = required()
    note: pl.String = optional()

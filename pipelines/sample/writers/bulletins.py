"""raw/bulletins/: printed figures of past months, cell by cell, as a clerk types them from the paper."""

from datetime import date
from pathlib import Path

from pipelines.sample import bulletin_2020_09 as september
from pipelines.sample import institution
from pipelines.sample.formats import Row, write_csv
from pipelines.sample.volumes import Month

HEADER = ("通报", "月份", "表号", "行名", "指标编号", "印刷值", "数值", "限定词", "数据截至", "位置")
REST = "其它部门"


def write(folder: Path, months: list[Month]) -> list[Path]:
    """The bulletin of September 2020 and, where the sample reaches back a year, a short one from 2019."""
    written = []
    for month in months:
        if month.is_printed:
            written.append(write_csv(folder / month.month / "通报数据.csv", [HEADER, *printed_rows()]))
        elif month.age == 12:
            written.append(write_csv(folder / month.month / "通报数据.csv", [HEADER, *short_rows(month)]))
    return written


def figure(table: str, row: str, metric: str, value: int, as_of: date | None = None, place: str = "") -> Row:
    return (
        september.BULLETIN,
        september.MONTH,
        table,
        row,
        metric,
        str(value),
        value,
        "",
        str(as_of or ""),
        place,
    )


def printed_rows() -> list[Row]:
    wechat, party = september.WECHAT_CUTOFF, september.PARTY_CUTOFF
    website = {institution.department_name(dep, september.ISSUED_ON): sum(n) for dep, n in september.WEBSITE.items()}
    important = sum(n[0] for n in september.WEBSITE.values())
    net = september.FOLLOWERS_NEW - september.FOLLOWERS_CANCELLED
    org_names = {row[0]: row[1] for row in institution.PARTY_ORGS}
    rows = [
        figure("正文", "合计", "web_articles_published", sum(website.values()), place="正文二（一）"),
        figure("正文", "合计", "web_articles_important", important, place="正文二（一）"),
        figure("正文", "合计", "web_articles_general", sum(website.values()) - important, place="正文二（一）"),
        figure(
            "正文",
            "合计",
            "wechat_articles_published",
            sum(september.WECHAT_CONTRIBUTIONS.values()),
            place="正文二（一）",
        ),
        figure("正文", "合计", "wechat_reads", september.WECHAT_READS, wechat, "正文二（一）"),
        figure("正文", "合计", "wechat_followers_net", net, wechat, "正文二（一）"),
        figure("正文", "合计", "submissions_received", september.SUBMISSIONS_IN_TEXT, place="正文二（三）"),
        figure("正文", "合计", "training_participants", sum(september.TRAINING.values()), place="正文三（二）"),
        *(
            figure("正文", cohort, "training_participants", n, place="正文三（二）")
            for cohort, n in september.TRAINING.items()
        ),
    ]
    rows += table("表1", "web_articles_published", website)
    rows += [
        figure("表2", "合计", "wechat_followers_new", september.FOLLOWERS_NEW, wechat, "表2第1列"),
        figure("表2", "合计", "wechat_followers_cancelled", september.FOLLOWERS_CANCELLED, wechat, "表2第2列"),
        figure("表2", "合计", "wechat_followers_net", net, wechat, "表2第3列"),
        figure("表2", "合计", "wechat_followers_cumulative", september.FOLLOWERS_TOTAL, wechat, "表2第4列"),
        figure("表2", "合计", "wechat_reads", september.WECHAT_READS, wechat, "表2第5列"),
    ]
    rows += table(
        "表3",
        "wechat_menu_clicks",
        {"/".join(k): n for k, n in september.MENU_CLICKS.items()},
        wechat,
        rest=False,
    )
    rows += table("表4", "wechat_articles_contributed", september.WECHAT_CONTRIBUTIONS)
    rows += table("表5", "submissions_received", {"|".join(k): n for k, n in september.SUBMISSIONS.items()}, rest=False)
    uploads = {org_names[org]: n for org, n in september.PARTY_UPLOADS.items()}
    return rows + table("表6", "party_uploads", uploads, party)


def table(name: str, metric: str, values: dict[str, int], as_of: date | None = None, *, rest: bool = True) -> list[Row]:
    """One printed table; rest adds the closing line of all departments that had none."""
    lines = {**values, REST: 0} if rest else values
    return [
        figure(name, row, metric, value, as_of, f"{name}第{i}行") for i, (row, value) in enumerate(lines.items(), 1)
    ]


def short_rows(month: Month) -> list[Row]:
    """A year earlier the bulletin printed a few totals, reads only as a rounded floor."""
    name = f"{month.first.year}年{month.first.month}月宣传工作通报"
    net = sum(month.new) - sum(month.cancelled)
    thousands = sum(month.reads) // 1000
    figures = [
        ("wechat_followers_net", str(net), net, ""),
        ("wechat_followers_cumulative", str(month.opening + net), month.opening + net, ""),
        ("wechat_articles_published", str(month.wechat_articles), month.wechat_articles, ""),
        ("wechat_reads", f"{thousands / 10:g}万余", thousands * 1000, "余"),
    ]
    return [
        (
            name,
            month.month,
            "正文",
            "合计",
            metric,
            printed,
            value,
            qualifier,
            str(month.last),
            f"正文第{i}句",
        )
        for i, (metric, printed, value, qualifier) in enumerate(figures, 1)
    ]

"""A month at the desk as a clerk plays it in a browser, wherever the desk is served."""

import io
import os
import zipfile

import duckdb
from desk_files import WEBSITE, article

from pipelines.home import Home


def listed(*articles) -> bytes:
    rows = [WEBSITE, *articles]
    return ("\ufeff" + "".join(",".join(row) + "\r\n" for row in rows)).encode()


AUGUST = [article("迎新准备", "外国语学院", "2020-08-20"), article("暑期实践", "党委宣传部", "2020-08-31")]
SEPTEMBER = [
    article("开学典礼", "外国语学院", "2020-09-01"),
    article("教师节", "党委宣传部", "2020-09-10"),
    article("国庆", "外语系", "2020-09-30"),
]


def go(page, name: str) -> None:
    """Open a page by its entry of the navigation and wait until the files have been looked at."""
    press(page, page.locator("nav a", has_text=name))


def press(page, what) -> None:
    """Press what leads to a page, and wait for it."""
    with page.expect_navigation():
        what.click()
    settled(page)


def settled(page) -> None:
    page.wait_for_load_state()
    page.locator("#looking").wait_for(state="detached", timeout=120_000)


def drop(page, name: str, content: bytes) -> None:
    before = page.locator(".cards > li").count()
    page.set_input_files("#pick", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.wait_for_selector(f".cards > li:nth-child({before + 1})", timeout=120_000)
    settled(page)


def work(page, button: str) -> None:
    """Press a button of 预览与发布 and wait for the end of the work."""
    press(page, page.get_by_role("button", name=button))
    finished(page)


def finished(page) -> None:
    page.wait_for_selector('#job[data-running="0"]', timeout=900_000)
    settled(page)


def paste(page, table: str, text: str) -> None:
    """Paste rows of a spreadsheet into the first cell of a table."""
    first = page.locator(
        f'table.fill[aria-label="{table}"] tbody input, table.fill[aria-label="{table}"] tbody select'
    ).first
    first.evaluate(
        """(cell, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def shot(page, name: str) -> None:
    """A picture of the step, for whoever wants to look (TONGBAO_PICTURES names a folder)."""
    if folder := os.environ.get("TONGBAO_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def play(page, address: str, home: Home) -> None:
    """From an empty home to a corrected month that was taken back and brought forward again.

    page: of Playwright; address: what the user opens, token included; home: a new one, which the desk has open.
    """
    # An empty home opens the guide: what the institution is called, departments pasted, accounts and sites.
    page.goto(address)
    settled(page)
    assert "token" not in page.url and page.locator("h1").inner_text() == "从这里开始"
    shot(page, "01-empty")
    page.get_by_label("单位名称").fill("测试职业学院")
    with page.expect_navigation():
        page.get_by_role("button", name="登记").first.press("Enter")
    settled(page)
    assert "测试职业学院" in page.locator(".who").inner_text()
    paste(page, "部门表", "党委宣传部\t党群\r\n外国语学院\t二级学院\r\n音乐学院\t二级学院\r\n")
    shot(page, "02-departments")
    press(page, page.locator("#departments").get_by_role("button", name="登记", exact=True))
    paste(page, "站点表", "官网\t主站\tmain\n")
    shot(page, "03-sites")
    press(page, page.locator('#accounts form[action="/start/sites"]').get_by_role("button", name="登记", exact=True))

    # The month's files: an older one, a zip, a broken workbook, something of another kind, a platform nobody knows.
    press(page, page.locator("#drop").get_by_role("link", name="投放"))
    drop(page, "8月稿件.csv", listed(*AUGUST))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("稿件.csv", listed(*SEPTEMBER))
    drop(page, "9月.zip", packed.getvalue())
    drop(page, "坏了.xlsx", b"PK\x03\x04 half a workbook")
    drop(page, "某平台作品数据.csv", "作品ID,曝光,互动率,钻石\r\n1,20,3%,8\r\n".encode())
    drop(page, "9月 再来一次.csv", listed(*SEPTEMBER))
    shot(page, "04-dropped")
    placed = page.locator(".cards > li.come code").all_inner_texts()
    assert sorted(placed) == ["raw/website/main/2020-08/8月稿件.csv", "raw/website/main/2020-09/稿件.csv"]
    assert page.locator(".cards > li.missing").count() == 2
    assert "内容完全相同" in page.locator(".cards > li.same").inner_text()

    # The unknown department is answered in the form; the unclear classes of columns are let stand.
    go(page, "问题")
    shot(page, "05-faults")
    row = page.locator(".names li", has_text="外语系")
    row.get_by_role("combobox").select_option("waiguoyuxueyuan")
    press(page, row.get_by_role("button", name="登记到"))
    assert page.locator(".names li", has_text="外语系").count() == 0
    section = page.locator("section", has_text="不认识的栏目")
    section.locator("summary", has_text="看过了").last.click()
    section.get_by_label("理由").last.fill("栏目还没有分类")
    section.get_by_label("处室").last.fill("宣传部")
    press(page, section.get_by_role("button", name="不用再提醒").last)
    assert "不再提醒的" in page.locator("main").inner_text()
    shot(page, "06-mended")

    # A ledger is filled in on the page.
    go(page, "台账")
    press(page, page.locator(".cards li", has_text="培训班登记").first.get_by_role("link", name="在这里填"))
    paste(page, "培训班登记", "骨干培训\t2020-09-03\t党员培训\t42")
    press(page, page.get_by_role("button", name="保存"))
    assert "已填 1 行" in page.locator("main").inner_text()
    shot(page, "07-ledger")

    # What would change is shown; then it is published and opened.
    go(page, "预览与发布")
    page.get_by_role("combobox").select_option("2020-09")
    work(page, "先预览")
    assert "第一次发布" in page.locator("main").inner_text(), page.locator("#lines").inner_text()
    assert page.locator("tr", has_text="网站发稿").first.locator("td").all_inner_texts()[1:2] == ["缺"]
    assert not home.published.exists(), "a preview publishes nothing"
    shot(page, "08-preview")
    work(page, "发布")
    assert "完成" in page.locator("#job h2").inner_text(), page.locator("#lines").inner_text()
    assert {"月报页面", "Word 通报", "Excel 附表", "摘要"} <= set(page.locator(".outputs a").all_inner_texts())
    shot(page, "09-published")
    with page.expect_popup() as opening:
        page.get_by_role("link", name="月报页面").click()
    report = opening.value
    report.wait_for_load_state()
    assert "2020年9月" in report.inner_text("body")
    report.close()

    # A figure is followed to its rows; a question is asked.
    go(page, "追溯")
    press(page, page.get_by_role("link", name="网站发稿", exact=True))
    assert "＝ 发布的数字" in page.locator("main").inner_text() and "开学典礼" in page.locator("main").inner_text()
    shot(page, "10-trace")
    go(page, "提问")
    press(page, page.get_by_role("link", name="部门名次和名次变化"))
    press(page, page.get_by_role("button", name="查", exact=True).first)
    assert "外国语学院" in page.locator("#answer").inner_text()
    with page.expect_download() as saving:
        page.get_by_role("button", name="存成 Excel").first.click()
    assert saving.value.suggested_filename == "部门名次和名次变化.xlsx"
    shot(page, "11-ask")

    # A corrected export of August has one more: what differs is said, the preview names the moved figure and its file.
    go(page, "投放")
    added = article("补录", "音乐学院", "2020-08-30")
    drop(page, "8月稿件 更正.csv", listed(*AUGUST, added))
    assert "多 1 行" in page.locator(".cards > li").first.inner_text()
    shot(page, "12-again")
    go(page, "预览与发布")
    page.get_by_role("combobox").select_option("2020-09")
    work(page, "先预览")
    moved = page.locator(".moved", has_text="8月稿件 更正.csv")
    assert "2020-08 网站发稿 音乐学院 0 → 1" in moved.inner_text()
    shot(page, "13-moved")
    moved.get_by_label("原因").fill("漏报补录")
    press(page, moved.get_by_role("button", name="登记到修正表"))
    assert "原因已登记：漏报补录" in page.locator(".moved").inner_text()
    work(page, "发布")
    assert "漏报补录" in reasons(home)

    # Back to the first publication, and forward again; the two are compared.
    go(page, "版本")
    press(page, page.get_by_role("button", name="比较"))
    assert "8月稿件 更正.csv" in page.locator("main").inner_text()
    shot(page, "14-versions")
    press(page, page.get_by_role("button", name="换回这个版本").first)
    finished(page)
    assert august(home) == 2
    go(page, "版本")
    press(page, page.get_by_role("button", name="换回这个版本").first)
    finished(page)
    assert august(home) == 3
    go(page, "本月")
    shot(page, "15-month")


def reasons(home) -> list[str]:
    with duckdb.connect(str(home.published), read_only=True) as connection:
        asked = "SELECT reason FROM quality.restatements WHERE scope_name = '音乐学院'"
        return [reason for (reason,) in connection.execute(asked).fetchall()]


def august(home) -> int:
    with duckdb.connect(str(home.published), read_only=True) as connection:
        return connection.execute(
            "SELECT value FROM rpt_metric_trend WHERE scope = 'institution' AND month = '2020-08' "
            "AND metric_id = 'web_articles_published'"
        ).fetchone()[0]

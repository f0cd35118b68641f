"""Rows that tests of the desk drop."""

WEBSITE = ["标题", "栏目", "发布单位", "作者", "编辑", "审核人", "发布时间", "状态", "点击量"]


def article(title: str, department: str, day: str) -> list[str]:
    return [title, "校园新闻", department, "", "", "", f"{day} 08:00:00", "已发布", "5"]

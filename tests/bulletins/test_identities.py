"""What a sentence prints of parts and wholes is checked, and nothing that may be right is called wrong."""

import pytest

from pipelines.bulletins import read
from pipelines.bulletins.identities import NO_HUNDRED, NO_SHARE, NO_WHOLE, TOO_LARGE, broken
from pipelines.files.discover import RawFile
from pipelines.landing import past_bulletins
from pipelines.sources import catalog


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("官网发布信息33条，其中重要稿件35条", [("35条", TOO_LARGE)]),
        ("参加培训120人，其中教工24人、学生326人", [("326人", TOO_LARGE)]),
        ("收到稿件35篇，其中采用12篇，占34.9%", [("34.9%", NO_SHARE)]),
        ("召开支部党员大会的有11个，占支部总数（12个）的97.1%", []),
        ("外聘讲师7人，占33.9%", [("33.9%", NO_WHOLE)]),
        ("文章来源中学院占45.2%、处室占30.1%、学生占22.7%", [("45.2%、30.1%、22.7%", NO_HUNDRED)]),
    ],
)
def test_what_cannot_be_right_is_told(sentence, told):
    assert broken(sentence) == told


@pytest.mark.parametrize(
    "sentence",
    [
        "官网发布信息33条，其中重要稿件20条，占60.6%",
        "收到稿件35篇，其中采用12篇，占34.2%",
        "外聘讲师7人，占33.3%",
        "文章来源中学院占45.2%、处室占30.1%、学生占24.7%",
        "三类分别占33.3%、33.3%、33.3%",
        "读者中女性占61.5%，25岁以下占40.1%，本省占55.0%",
        # Of another period, in another unit, of several wholes, about so many: none of it proves anything.
        "本月发稿33条，其中今年累计211条",
        "推送23次，其中图文58条",
        "官微96篇、微博45条，其中图片新闻60篇",
        "发布约30条，其中重要稿件31条",
        "本月发稿33条，其中重要稿件20条，占全年的6.7%",
        "发布信息33条；培训学员357人，其中教工24人",
    ],
)
def test_what_may_be_right_is_not_told(sentence):
    assert broken(sentence) == []


def test_it_is_told_with_its_place_in_the_bulletin(word):
    """Also where the figures are known ones."""
    left = read(word("9月.docx", ["2020年9月宣传工作通报", "官网发布信息33条，其中重要稿件35条。"]), "docx").left
    assert [(one.text, one.reason, one.row) for one in left if one.reason == TOO_LARGE] == [("35条", TOO_LARGE, 2)]


def test_the_warning_does_not_say_that_a_contradicted_number_was_not_read(word):
    """35条 is read and told of; of a number without a metric the warning says that it was not read."""
    path = word("9月.docx", ["2020年9月宣传工作通报", "官网发布信息33条，其中重要稿件35条，借阅红岩12本。"])
    form = next(f for f in catalog.load().formats if f.dataset == "published_figure")
    file = RawFile(path, path.name, "", [])
    warnings = list(past_bulletins._left(read(path, "docx").left, file, form))
    # Typing a number that was read once more, as the remedy of unread ones says, would count it twice.
    assert [fault.code for fault in warnings] == ["number_not_taken", "numbers_contradict"]
    told = [fault.message.split("。")[0] for fault in warnings]
    assert told == ["正文第2段的“12本”没有读取：没有对应的指标", f"正文第2段的“35条”：{TOO_LARGE}"]

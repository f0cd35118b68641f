"""Why a figure of a sentence is not certain: what around it may be another scope, channel or time.

Belongs here: one function for each kind of doubt, of a figure that has been read. Does not belong here: what is said
around a whole block (``frames``), which words are known (``words``).
"""

import re

from pipelines.bulletins import clauses, patterns, periods, words
from pipelines.bulletins.clauses import Before, Context, Read
from pipelines.bulletins.periods import Mark, Period

OF_ARTICLES = "是稿件的阅读还是网站的访问，没有写明"
UNDATED = "看不出这份通报是哪一年（月）的"
_SINGLE_DAY = re.compile(r"(?<!截至)(?<!截止)(?<!截至到)\d{1,2}月\d{1,2}[日号](?![-–—―~至到])")
# 3月15日，公众号推送推文6篇: a day that opens what is told.
_OF_DAY = re.compile(r"(?<!截至)(?<!截止)(?<!截至到)\d{1,2}月\d{1,2}[日号](?:当[天日]|上午|下午|晚)?[，,]")
_UNTIL = re.compile("截[至止]")
# 统计周期为2月26日至3月25日, behind the numbers that it dates.
_COUNTED_OVER = re.compile(
    "(?:统计|数据|起止|取数)(?:周期|区间|时段|时间|范围|期间|期(?!内))[^。]*|[自从由][^，。；]{2,12}(?:起算|算起|起统计|开始统计|起计)"
)
# 各学院网站, 54个公众号, 公众号矩阵: more than the institution's own one.
_SEVERAL = re.compile(
    "(?:各(?!项|类|种|级|界|方面|位|[条篇])|[\\d两二三四五六七八九十百]+[余多]?个|[下所]属)[^，。；,;:：]{0,8}?"
    "(?:账号|公众号|平台|网站|官微|支部|党组织|微信|微博|学院|单位|部门|系部|科室|校区|班级)|矩阵"
    "|(?:全[校院系]|各级|主要|重点|所有|全部|部分)的?(?:微信)?(?:账号|公众号|新媒体|网站|微博|抖音号?)"
)
_OF_SEVERAL = re.compile("^(?:external|xuexi|story|platforms|accounts|lecture_coverage)")
# 推文12篇阅读量超5000: a threshold behind the number, or right before it.
_READ_MORE = re.compile(
    "[篇条则个部期](?:推文|文章|图文|视频|作品|稿件)?的?(?:单篇|单条|总)?(?:阅读|点击|浏览|播放|点赞)[量数]?[均都]?"
    "(?:[超破过逾达在]|突破)"
)
# 截至2月底, 年初: the day of a stock.
_LEVEL_DAY = re.compile(
    "(?P<month>\\d{1,2})月[底末初]|(?:年|学期|上月|上个月|去年|上年|上季度|上一季度|上学期|上期)[底末初]"
)
# Behind a number: what it was of. With numbers in it a bracket tells parts.
_BRACKET = re.compile(r"[个篇条次则人名]*[（(]([^（()）]{1,30})[）)]")
_OF_ALL = re.compile(
    "(?<=[，；,;（(）)])(?:均|皆|都|全部|全是|以上|上述|仅|只|不含|不包|不计|除外?|系指?|限于?)[^，。；,;□\\d]{1,30}"
)
# Of unknown words of several sentences so many letters are shown.
_SHOWN = 20
_AT_END = re.compile("[月期年季]末(?:截[至止])?|周末截[至止]|[月年]底")
_STOCKS = re.compile("_cumulative$|_operated$")
_OF_SUBMISSIONS = ("submissions_received", "articles_adopted", "submission_adoption_rate")
# 向市教育局投稿5篇，被采用2篇: what left the house is not what came in.
_HANDED_ON = re.compile("向(?P<whom>[^，。；,;]{2,14}?)(?:投稿|供稿|报送|上报|推荐)")
# 向学习强国报送稿件36篇: handed in, unless it goes on to what was taken.
_HANDED_IN = re.compile(
    "(?:报送|投稿|供稿|投送|推荐|上报|选送|报|投)(?![^，。；,;]*(?:采用|采纳|录用|刊|发布|发表|登|播))"
)
# 增加推文4篇, 审核推文34篇: the span begins at 推文.
_NOT_PUBLISHED = re.compile(
    "(?:审核|审校|增加|减少|多推送|少推送|多发|少发|储备|策划|撤回|退回)(?!制度|后)"
    "(?![^，。；,;]*(?:发布|推送|刊发|推出|更新|发稿))[^，。；,;]{0,10}$"
)
_TAKEN = re.compile("(?:采用|采纳|录用|刊用|编发|刊发)[^，。；,;]*(?:来稿|投稿|供稿)")
# 24篇，转载除外; 24篇。转载未计: what was left out; 为各账号合计: of whom it is.
_EXCLUDED = re.compile(
    "[人次条篇个件则场期名]{0,2}[，,（(][^，。；,;\\d]{0,12}(?:除外|未计|不计|未含|不含|不在内|另计|(?:各|几个|全部)[^，。；,;]{0,6}"
    "(?:合计|之和|汇总|总和))|[人次条篇个件则场期名]{0,2}[（(]全[校院市][^）)]{0,4}[）)]|[人次条篇个件则场期名]{0,2}，(?:获|入选|荣获)[^，。；\\d]*(?:表彰|奖|入选|优秀|通报)"
)
_FILMED = re.compile("(?:拍摄|摄制|录制|制作|剪辑)(?![^，。；,;]*(?:发布|推送|推出|播出|上线))[^，。；,;]*$")
_UNTIL_DAY = re.compile(r"(?:截[至止]到?|统计[至到](?:\d{1,2}月)?)\d{1,2}[日号]")
# 举办各类培训班11期 in a bulletin of a Party school: what it teaches.
_OF_PUBLICITY = re.compile("通讯员|宣传|信息员|新闻|网评员|网络|业务|写作|摄影|骨干|入党积极分子|发展对象")
_ATTENDED = re.compile("(?:参加|听取|列席|出席|应邀|选派|派出|观摩)[^，。；,;]*$")
_THRESHOLD = re.compile(r"[\d十百千万亿+](?:人?次|[篇条人个])?(?:以上|及以上)?的|\d[万千wW][+＋]")
# 有效粉丝: some of them.
_SOME_OF = re.compile("(?:有效|活跃|真实|实名|净|核心|铁杆)(?:粉丝|用户|关注)")
_OWN_PLATFORM_ACCOUNT = re.compile("强国号[^，。；]{0,6}(?:发布|发稿|推送|更新|刊发|上稿)")


def counted_over(line: str) -> str:
    """The words of a line that say over which time was counted, from there on; empty for none."""
    found = _COUNTED_OVER.search(line)
    return found[0] if found else ""


def without_manner(line: str) -> str:
    """A line in which what says only how and why work is done is blank."""
    return _MANNER.sub(lambda m: " " * len(m[0]), line)


def of_note(later: list[str], context: Context) -> tuple[str, ...]:
    """A later sentence may say of what all before it was: 以上均为……."""
    told = (words.without_names(words.note(sentence), context.names) for sentence in later)
    unknown = "".join(words.left_over(patterns.bare(t), with_units=True) for t in told)
    return (f"后面一句的“{unknown}”可能另有范围",) if unknown else ()


def doubts_of(
    one: Read,
    sentence: str,
    worded: str,
    read: list[Read],
    mark: Mark | None,
    marks: list[Mark],
    before: Before,
    context: Context,
) -> tuple[str, ...]:
    """Why a figure is not certain; nothing where every word around it is known and its scope is the institution."""
    first, last = clauses.around(sentence, one.where)
    clause = sentence[first:last]
    rest = clauses.blank(worded, [r.span for r in read] + [(m.start, m.end) for m in marks])[first:last]
    rest += "".join("，" + worded[slice(*gap)] for gap in one.gaps)
    rest = words.without_names(rest, context.names)
    if _STOCKS.search(one.metric):
        rest = _AT_END.sub(" ", rest)
    with_units = one.metric in words.known().units_of
    doubts = [*context.doubts, one.pattern.unsure, mark.doubt if mark else ""]
    if one.metric == "web_page_views" and re.search("阅读|点击", sentence[slice(*one.span)]):
        doubts.append(OF_ARTICLES)
    period = mark.period if mark else context.base
    doubts += _time_doubts(period)
    doubts += [
        why
        for frame in context.frames
        for why in frame.doubts(one.metric, period, clause, says_period=mark is not None)
    ]
    if unknown := words.left_over(patterns.without_channels(rest), with_units=with_units, metric=one.metric):
        doubts.append(f"“{unknown}”可能另有范围")
    around = clauses.blank(sentence, [one.span] if one.pattern.zero or "较上" in sentence[slice(*one.span)] else [])[
        first:last
    ]
    # 其中官方微信公众号发布图文396篇: the channel's own whole.
    of_channel = re.search(f"其中[，,]?(?:学校|我校|校|官方)*(?:{patterns.vocabulary().channels.pattern})", clause)
    named_part = one.pattern.part or of_channel or (mark and mark.start >= first)
    doubts += words.narrowed(around.replace("其中", "") if named_part else around)
    if _is_of_several(one, clause, sentence[: one.span[1]]):
        doubts.append("说的是几个账号或单位的数")
    if "分别" in clause and re.match("[人次条篇个件则场期名]{0,2}[、和及]\\d", sentence[one.where[1] :]):
        doubts.append("几个数分别是谁的，没有写明")
    if _NOT_PUBLISHED.search(sentence[first : one.where[0]]) and one.metric.endswith(("_published", "_posts")):
        doubts.append("审核、增减的和发布的可能不是一回事")
    if one.metric == "submissions_received" and _TAKEN.search(sentence[first : one.where[0]]):
        doubts.append("说的是采用的来稿，不是收到的")
    if _EXCLUDED.match(sentence[one.where[1] :]):
        doubts.append("后面说到不计在内的或只是其中的")
    if _STOCKS.search(one.metric) and _SOME_OF.search(clause):
        doubts.append("可能只是其中的一部分")
    if _READ_MORE.search(clause):
        doubts.append("这一句里有一个门槛")
    if not one.pattern.part and _THRESHOLD.search(clause):
        doubts.append("这一句里有一个门槛")
    doubts += _subject_doubts(one, sentence, worded, read, first, before, context)
    nearer = max([first, *(r.span[1] for r in read if first <= r.span[1] <= one.span[0])])
    doubts += _channel_doubts(one, sentence, (nearer, last), before)
    doubts += _earlier_doubts(one, worded, read, marks, first, context)
    doubts += _before_doubts(one, sentence, before)
    doubts += _later_doubts(one, worded, last, context)
    if sentence[first - 1 : first] in ("（", "(") and not one.pattern.part:
        doubts.append("是括号里的数")
    if sentence.count("“", 0, one.where[0]) > sentence.count("”", 0, one.where[0]):
        doubts.append("是引号里的数")
    doubts += _period_doubts(one, sentence, clause, mark, marks, before, context)
    doubts += _time_behind(one, sentence, marks, period)
    if one.numeral.qualifier == "range":
        doubts.append("印的是一个范围")
    return tuple(dict.fromkeys(filter(None, doubts)))


def _is_of_several(one: Read, clause: str, until: str) -> bool:
    """Whether the accounts or units of which a figure is said are more than the institution's own one."""
    if one.metric in words.known().units_of or _OF_SEVERAL.search(one.metric):
        return False
    is_carried = isinstance(one.pattern.metric, dict) and not patterns.channels_in(clause)
    return bool(_SEVERAL.search(until if is_carried else clause))


def _time_doubts(period: Period) -> list[str]:
    return [*([] if period.is_dated else [UNDATED]), *([periods.BY_CALENDAR] if period.is_term else [])]


def _subject_doubts(
    one: Read, sentence: str, worded: str, read: list[Read], first: int, before: Before, context: Context
) -> list[str]:
    """Somebody else who was spoken of before and from whom the sentence has not come back to the institution."""
    if one.metric.startswith("training_") and not _OF_PUBLICITY.search(sentence[: one.where[0]]):
        return ["培训班是不是宣传业务的培训，没有写明"]
    if one.pattern.part:
        return []
    if one.metric == "xuexi_adoptions" and _HANDED_IN.search(
        sentence[max(one.span[0] - clauses.NEAR, 0) : one.where[0]]
    ):
        return ["说的是投给学习强国的稿件，不是采用的"]
    if one.metric == "xuexi_adoptions" and _OWN_PLATFORM_ACCOUNT.search(sentence[: one.where[0]]):
        return ["可能是自己的强国号发布的，不是平台采用的"]
    if one.metric == "submission_adoption_rate" and re.search("推文|微信|公众号|微博|视频", sentence[: one.where[0]]):
        return ["是一个渠道的采用率，还是全部投稿的，没有写明"]
    if one.metric.endswith("_held") and _ATTENDED.search(sentence[: one.where[0]]):
        return ["可能是去参加的，不是举办的"]
    if one.metric == "short_videos_published" and _FILMED.search(sentence[: one.where[0]]):
        return ["拍摄制作的和发布的可能不是一回事"]
    handed = one.metric in _OF_SUBMISSIONS and _HANDED_ON.search(sentence[: one.where[0]])
    # 向局办公室报送: to an office of its own.
    if handed and words.left_over(words.without_names(handed["whom"], context.names)):
        return ["说的是投给或报给别处的稿件"]
    earlier = words.without_names(clauses.blank(worded, [r.span for r in read])[:first], context.names)
    earlier = without_manner(earlier)
    subject = words.subject_in(words.left_over(patterns.without_channels(earlier), with_units=True))
    back = [m.start() for m in clauses.INSTITUTION.finditer(sentence[: one.where[0]])]
    if subject and not (back and back[-1] > sentence.find(subject[-2:])):
        return [f"前文说的是“{subject}”"]
    return [f"前文说的是“{before.subject}”"] if before.subject and not back else []


# 在校党委的正确领导下, 落实工作要求: how and why work is done says nothing of what is counted.
_MANNER = re.compile(
    "(?<![^，。；,;:：])(?:在[^，。；,;]{2,30}(?:领导|指导|支持|关心|关怀|帮助|配合|努力|重视|统筹|推动)下"
    "|(?:认真|深入|全面|坚决|切实|积极)*(?:贯彻|落实|执行|按照|根据)+[^，。；,;]{2,30}(?:要求|部署|安排|意见|办法|规定|制度|方针)"
    "|(?:始终)?坚持[^，。；,;]{2,20}(?:导向|方针|原则|方向|理念|标准))(?=[，,])"
)


def _earlier_doubts(
    one: Read, worded: str, read: list[Read], marks: list[Mark], first: int, context: Context
) -> list[str]:
    """What stands before the clause in its sentence holds for it too: 暑期，…; 校友会方面，….

    Around the figures of those clauses what is spoken of around them is known.
    """
    earlier = clauses.blank(worded, [r.span for r in read] + [(m.start, m.end) for m in marks])[:first]
    # 较八月增加6条 compares the clause before.
    earlier = words.without_names(clauses.without_parts(earlier, worded), context.names)
    earlier = re.sub("[较比](?:上[周月期年]|上季度?|上学期|上学年)?", lambda m: " " * len(m[0]), earlier)
    earlier = without_manner(earlier)
    if _STOCKS.search(one.metric):
        earlier = _AT_END.sub(" ", earlier)
    metrics = " ".join(r.metric for r in read)
    unknown = words.left_over(patterns.without_channels(earlier), with_units=True, metric=metrics)
    return [f"前半句里的“{unknown}”可能另有范围"] if unknown else []


def _before_doubts(one: Read, sentence: str, before: Before) -> list[str]:
    """Sentences before: one that leads to what follows holds for it, and all of them where the channel is theirs."""
    carried = isinstance(one.pattern.metric, dict) and not patterns.channels_in(sentence[: one.span[1]])
    unknown = before.unknown if carried else before.frame
    return [f"前文的“{unknown[:_SHOWN]}”可能另有范围"] if unknown else []


def _later_doubts(one: Read, worded: str, last: int, context: Context) -> list[str]:
    """A bracket right behind a number and a clause that says of what all of it was (均为外文版) narrow it."""
    told = []
    if (bracket := _BRACKET.match(worded, one.span[1])) and not patterns.PARTS.search(bracket[1]):
        told.append(bracket[1])
    told += [m[0] for m in _OF_ALL.finditer(worded, last)]
    unknown = "".join(
        words.left_over(patterns.without_channels(words.without_names(t, context.names)), metric=one.metric)
        for t in told
    )
    return [f"后面的“{unknown}”可能另有范围"] if unknown else []


def _channel_doubts(one: Read, sentence: str, clause: tuple[int, int], before: Before) -> list[str]:
    """The channel must be named in the clause, or be the only one that sentence or heading names."""
    named = patterns.channels_in(sentence)
    here = {c for at, c in named if clause[0] <= at < max(one.span[1], clause[0] + 1)}
    # 官抖：发布短视频17条 is of 抖音 only, though the word before the number says 短视频.
    said = [c for at, c in patterns.channels_in(sentence) if at < one.span[1] and c != "short_video"] or [
        before.channel
    ]
    is_one_platform = bool(_ONE_PLATFORM & {one.channel, said[-1], *here}) and "短视频平台" not in sentence
    if is_one_platform and one.metric.startswith("short_video"):
        return ["只是短视频平台中的一个"]
    if one.metric in _OF_SUBMISSIONS and one.pattern.metric != "xuexi_adoptions":
        # 报送“学习强国”稿件97篇，采用31篇: handed in to one channel.
        of_one = {c for _, c in patterns.channels_in(sentence[: one.span[1]])} | set(before.of_headings)
        if of_one - _OWN_HOUSE:
            return ["是给一个渠道的供稿，还是全部供稿，没有写明"]
    if isinstance(one.pattern.metric, str):
        family = one.metric.split("_")[0]
        others = {c for c in here if c != family and family in _FAMILIES}
        # 官方微信、微博共推送600条 is of both.
        return ["这一句还说到别的渠道"] if others else []
    told = {one.pattern.metric.get(c, c) for c in here}
    if here:
        return [] if told == {one.metric} else ["这一句说到几个渠道"]
    # A semicolon parts what is said of one channel from what is said of the next.
    first = max((m.end() for m in re.finditer("[；;]", sentence[: one.where[0]])), default=0)
    part = re.split("[；;]", sentence[first:])[0]
    in_sentence = {one.pattern.metric.get(c, c) for _, c in patterns.channels_in(part)}
    in_sentence = in_sentence or {one.pattern.metric.get(c, c) for _, c in patterns.channels_in(sentence)}
    if in_sentence:
        lead = _LEAD.match(sentence)
        led = lead and patterns.channels_in(lead[0]) and not any(c in sentence[lead.end() :] for c in "；;")
        sure = (one.pattern.carries or led) and in_sentence == {one.metric}
        return [] if sure else ["没有写明是哪个渠道"]
    of_headings = {one.pattern.metric.get(c, c) for c in before.of_headings}
    return [] if of_headings == {one.metric} else ["没有写明是哪个渠道"]


# 官方微信：推送23次共58条: what stands before the colon is spoken of to the end of the sentence.
_LEAD = re.compile(r"[^，。；,;:：]{2,20}[:：]")
# Channels that an institution's own newsroom fills with what is handed in.
_OWN_HOUSE = {"web", "wechat", "paper", "party"}
_ONE_PLATFORM = {"douyin", "kuaishou", "bilibili", "channels"}
_FAMILIES = ("wechat", "weibo", "qq", "web", "douyin", "bilibili", "xiaohongshu")


def _period_doubts(
    one: Read,
    sentence: str,
    clause: str,
    mark: Mark | None,
    marks: list[Mark],
    before: Before,
    context: Context,
) -> list[str]:
    doubts = []
    # The days of a span are no single days.
    unspanned = clauses.blank(sentence, [(m.start, m.end) for m in marks])
    if mark and mark.period.text != context.base.text and re.search("[；;]", sentence[mark.end : one.where[0]]):
        doubts.append("时段是前半句说的")
    is_stock = bool(_STOCKS.search(one.metric))
    if mark is None and before.other_period:
        doubts.append(f"前文说的是“{before.other_period}”")
    if _UNTIL.search(sentence[: one.where[0]]) and not is_stock and mark is None and "数据截" not in sentence:
        doubts.append("“截至”没有写明从什么时候算起")
    to_date = "累计" in clause and mark is None and context.base.text == context.base.month
    if to_date and not is_stock:
        doubts.append("“累计”没有写明从什么时候算起")
    is_of_day = _OF_DAY.search(unspanned[: one.where[0]]) or _SINGLE_DAY.search(
        unspanned[slice(*clauses.around(sentence, one.where))]
    )
    if is_of_day and not _UNTIL.search(clause + sentence[: one.where[0]]):
        doubts.append("这一句写着某一天")
    if is_stock and (level := _LEVEL_DAY.search(sentence[: one.where[0]])):
        period = mark.period if mark else context.base
        told = f"{int(level['month']):02d}" if level["month"] else "12" if level[0] in ("年末", "年底") else ""
        is_end = level[0][:2] in ("学期", "学年") and period.text != period.month
        if level[0].endswith("初") or not (is_end or told == period.month[5:]):
            doubts.append(f"写的是“{level[0]}”的数")
    if _UNTIL_DAY.search(sentence):
        doubts.append("只统计到其中某一天")
    told = _COUNTED_OVER.search(sentence, one.where[1])
    if told and periods.in_sentence(told[0], context.base):
        doubts.append("后面另写着统计的时段")
    return doubts


def _time_behind(one: Read, sentence: str, marks: list[Mark], period: Period) -> list[str]:
    """A time behind a number that may be its own: 166条（1-3月）, 166条，为前三个月合计, 166条，其中3月56条."""
    doubts = []
    for mark in (m for m in marks if m.start >= one.where[1] and m.period.text != period.text):
        between = sentence[one.where[1] : mark.start]
        until = re.match("[^，。；,;（()）]*", sentence[mark.end :])
        is_of_number = not patterns.DIGITS.search(between + (until[0] if until else "")) and _SAYS_OF_ALL.search(
            between
        )
        if is_of_number and not clauses.COMPARED.match(sentence[mark.start :]):
            doubts.append("后面另写着时段")
    for mark in (m for m in marks if m.start >= one.where[1] and _OF_PART.search(sentence[: m.start])):
        if periods.is_within(period, mark.period) or not periods.touch(period, mark.period):
            # 其中3月56条 of March's: then the whole is of a longer time.
            doubts.append("后面说到的一部分不在这段时间里")
    if period.text == period.month and _MONTHS_OF_IT.search(sentence, one.where[1]):
        doubts.append("后面说到的一部分不在这段时间里")
    if not _STOCKS.search(one.metric) and _TO_END.search(sentence[: one.where[0]]):
        doubts.append("是到这一天为止的数，没有写明从什么时候算起")
    return doubts


# 到3月末, 目前已推送: a number that may have added up since long ago.
_TO_END = re.compile(r"[至到]\d{1,2}月(?:[底末]|\d{1,2}[日号]止)|(?:目前|迄今)[^。；]{0,16}已")
_MONTHS_OF_IT = re.compile(r"(?:其中|包括|含)[：:，,]?\d{1,2}月")
# Right behind a number, in a bracket or after a comma.
_SAYS_OF_ALL = re.compile(
    "^[人次条篇个件则场期名]{0,2}(?:[（(]|[，,](?:为|系|是|即|属|均为|包括|含))[^，。；,;（(）)]{0,6}$"
)
_OF_PART = re.compile("(?:其中|包括|含)[^，。；,;]{0,6}$")

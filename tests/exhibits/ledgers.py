"""One small workbook for each ledger that is read, with the faults that ledgers have.

It shows, and proves in tests, what each declared register looks like. Persons, telephone
numbers and events are made up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from pipelines.sample.formats import DOCUMENT_DATE, Cell

NAME, PHONE = "演示甲", "00000000000"


@dataclass(frozen=True)
class Ledger:
    """One sheet. merges: (first row, first column, last row, last column) from 0, with the value of the first cell."""

    format_id: str
    file: str
    rows: Sequence[Sequence[Cell]]
    sheet: str = "Sheet1"
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False


LEDGERS = [
    Ledger(
        "register_media",
        "校外媒体报道登记2021年.xlsx",
        [
            ["2021年校外媒体报道登记表"],
            ["序号", "标题", "刊发媒体", None, "刊发时间", "版面/链接", "供稿单位", "作者", "浏览量"],
            [None, None, "媒体名称", "媒体级别", None, None, None, None, None],
            [1, "一堂餐桌上的思政课", "人民日报", "国家级", "3.8", "第7版", "英语学院", NAME, None],
            [None, None, "光明日报", "国家级", "3.9", "https://a.example/1\nhttps://a.example/2", None, NAME, "1.2万"],
            [None, None, "红网", "省级", "3月10日", "https://b.example/3", None, NAME, 860],
            ["3月小计", None, 3, None, None, None, None, None, None],
            [2, "图书馆通宵开放", "长沙晚报、星辰在线", "市级", "2021.9.14", None, "图书馆", NAME, None],
            ["合计", None, 5, None, None, None, None, None, None],
        ],
        sheet="外宣",
        merges=[(0, 0, 0, 8), (1, 2, 1, 3), (3, 1, 5, 1)],
    ),
    Ledger(
        "register_media_crosstab",
        "外宣成果统计2021年5月.xlsx",
        [
            ["2021年5月外宣成果统计表"],
            ["序号", "媒体名称", "党委工作部", "英语学院", "图书馆", "合计"],
            [1, "人民日报", 1, 0, None, 1],
            [2, "红网", 2, 3, 1, 6],
            ["合计", None, 3, 3, 1, 7],
            ["得分", None, 40, 12, 4, 56],
        ],
        merges=[(0, 0, 0, 5)],
    ),
    Ledger(
        "register_xuexi",
        "学习强国采用.xlsx",
        [
            ["序号", "标题", "平台", "发布时间", "链接", "供稿单位"],
            [1, "开学第一课", "总平台", "2021-09-02", "https://c.example/1", "英语学院"],
            [2, "开学第一课", "学习强国湖南平台", "2021-09-03", "https://c.example/2", None],
        ],
    ),
    Ledger(
        "register_xuexi_usage",
        "学习强国使用统计2021年9月.xlsx",
        [
            ["姓名", "手机号", "所在组织", "学习积分"],
            ["演示甲", PHONE, "英语学院", 812],
            ["演示乙", PHONE, "英语学院", 0],
            ["演示丙", PHONE, "图书馆", 455],
        ],
    ),
    Ledger(
        "register_paper",
        "校报出版登记.xlsx",
        [
            ["序号", "报纸名称", "期号", "出版日期", "版本", "字数", "图片数", "编辑"],
            [1, "校报", "第101期", "2021-03-15", "纸质", "2.1万", 18, NAME],
            [2, "校报", "第102期", "2021-04-15", "纸质", 20500, 21, NAME],
        ],
    ),
    Ledger(
        "register_multimedia",
        "图片视频登记2021.xlsx",
        [
            ["拍摄日期", "活动名称", "服务类型", "申请单位", "照片张数", "视频条数", "拍摄人"],
            ["9.10", "教师节表彰会", "摄影", "人事处", 120, None, NAME],
            [None, "教师节表彰会", "摄像", None, None, 1, NAME],
            ["9.18", "迎新晚会", "直播", "校团委", None, None, NAME],
            ["总计", None, None, None, 120, 1, None],
        ],
        merges=[(1, 0, 2, 0), (1, 3, 2, 3)],
    ),
    Ledger(
        "register_training_session",
        "培训登记.xlsx",
        [
            ["培训日期", "培训名称", "培训类型", "主办单位", "参加人数", "培训人次", "学时", "主讲人"],
            ["2021-10-12至2021-10-14", "通讯员培训", "集中培训", "党委工作部", 60, 180, 12, NAME],
            ["2021-11-03", "新闻宣传工作会", "外出培训", "长沙市教育局", None, 2, 8, NAME],
        ],
    ),
    Ledger(
        "register_study",
        "学习活动登记.xlsx",
        [
            ["学习日期", "学习主题", "学习类型", "学习单位", "活动编号", "应到人数", "实到人数", "登记日期"],
            ["2021-06-08", "党史专题", "中心组学习", "党委工作部", "S6", 15, 14, "2021-06-09"],
            [None, "党史专题", "中心组（扩大）学习", None, "S6", 40, 38, "2021-06-30"],
            ["2021-06-15", "政治理论", "教职工学习", "英语学院", None, 50, 47, "2021-06-15"],
        ],
        merges=[(1, 0, 2, 0)],
    ),
    Ledger(
        "register_lectures",
        "讲座登记.xlsx",
        [
            ["讲座日期", "讲座题目", "讲座系列", "主讲人", "听讲人次", "覆盖组织数", "学时"],
            ["2021-10-20", "读懂经典", "大讲坛", NAME, 300, 12, 2],
            ["2021-11-20", "形势与政策", "理论讲堂", NAME, 260, 9, 2],
        ],
    ),
    Ledger(
        "register_banners",
        "条幅悬挂2021年.xlsx",
        [
            ["序号", "悬挂日期", "条幅内容", "申请单位", "条数", "悬挂地点", "经办人", "联系电话"],
            [1, "2021-04-10至2021-04-20", "喜迎校庆", "英语学院", 2, "南门", NAME, PHONE],
            [2, "2021-04-12", "欢迎校友回家", None, None, "北门", NAME, PHONE],
        ],
    ),
    Ledger(
        "register_plain_training",
        "培训登记2021年.xlsx",
        [["日期", "名称", "类型", "数量"], ["2021-06-03", "通讯员培训", "业务培训", 60]],
    ),
    Ledger(
        "register_review_steps",
        "三审三校登记2021年.xlsx",
        [
            ["稿件标题", "供稿单位", "一审日期", "一审人", "二审日期", "二审人", "三审日期", "三审人"],
            ["迎新专题", "英语学院", "2021-09-01", NAME, "2021-09-02", NAME, "2021-09-03", NAME],
            ["军训侧记", "图书馆", "2021-09-05", NAME, None, None, "2021-09-06", NAME],
        ],
    ),
    Ledger(
        "register_review_proofs",
        "三审三校登记（六步）.xlsx",
        [
            ["稿件标题", "供稿单位", "一审日期", "一校日期", "二审日期", "二校日期", "三审日期", "三校日期", "三校人"],
            ["运动会", "英语学院", "2021-10-08", "2021-10-08", "2021-10-09", "2021-10-09", "2021-10-10", None, NAME],
        ],
    ),
    Ledger(
        "register_approvals",
        "推文审批登记.xlsx",
        [
            ["推文标题", "申请单位", "申请人", "申请日期", "审核人", "审核日期", "审批人", "审批日期"],
            ["党史故事", "英语学院", NAME, "2021-10-11", "演示乙", "2021-10-12", "演示丙", "2021-10-12"],
        ],
    ),
    Ledger(
        "register_materials",
        "宣传品登记2021年.xlsx",
        [
            ["宣传品类型", "内容", "悬挂/展出时间", "数量", "计量单位", "申请单位", "地点", "审批情况", "联系电话"],
            ["横幅", "欢迎新同学", "9.1-9.15", 4, "条", "校团委", "南门", "同意", PHONE],
            [None, "庆祝教师节", "9月8日至12日", 2, "条", None, "主干道", "同意", PHONE],
            ["展板", "校史回顾", "9.20", 12, "块", "图书馆", "一楼", None, PHONE],
            ["电子屏", "安全提示", "9.21", 3, "条", "保卫处", "北门", "同意", PHONE],
            ["合计", None, None, 21, None, None, None, None, None],
        ],
        merges=[(1, 0, 2, 0), (1, 5, 2, 5)],
    ),
    Ledger(
        "register_accounts",
        "账号备案登记.xlsx",
        [
            ["备案日期", "账号名称", "平台", "主办单位", "负责人", "账号状态"],
            ["2021-03-01", "示例英语", "公众号", "英语学院", NAME, "在用"],
        ],
    ),
    Ledger(
        "register_account_reviews",
        "账号年审登记.xlsx",
        [
            ["年审截止日期", "账号名称", "平台", "主办单位", "年审日期", "年审结果"],
            ["2021-12-31", "示例英语", "公众号", "英语学院", "2021-12-20", "通过"],
            ["2021-12-31", "示例图书", "公众号", "图书馆", None, None],
        ],
    ),
    Ledger(
        "register_account_months",
        "公众号转载打卡2021年.xlsx",
        [
            ["月份", "公众号名称", "主办单位", "转载篇数", "打卡次数"],
            ["9月", "示例英语", "英语学院", 5, 30],
            ["9月", "示例图书", "图书馆", 0, None],
        ],
    ),
    Ledger(
        "register_inspections",
        "网站检查登记.xlsx",
        [
            ["检查日期", "检查对象", "检查类型", "责任单位", "发现问题数", "已整改数", "错别字数", "检查人"],
            ["2021-10-08", "英语学院网站", "二级网站", "英语学院", 5, 4, 2, NAME],
            [None, "图书馆网站", "二级网站", "图书馆", 0, 0, 0, NAME],
            ["2021-10-09", "南门橱窗", "宣传橱窗", "党委工作部", 1, 1, None, NAME],
        ],
        merges=[(1, 0, 2, 0)],
    ),
    Ledger(
        "register_circulars",
        "情况通报登记.xlsx",
        [
            ["通报日期", "通报名称", "通报类型", "通报部门"],
            ["2021-10-08", "9月稿件采用情况通报", "稿件采用", "党委工作部"],
            ["2021-10-09", "二级网页更新情况通报", "网页更新", "党委工作部"],
        ],
    ),
    Ledger(
        "register_awards",
        "获奖登记.xlsx",
        [
            ["获奖日期", "奖项名称", "获奖级别", "获奖等级", "奖项类别", "获奖人", "颁奖单位"],
            ["2021-11-15", "高校校报好新闻奖", "省级", "一等奖", "新闻作品", NAME, "省记协"],
            [None, None, "省级", "二等奖", "新闻作品", NAME, "省记协"],
            [None, None, "省级", "二等奖", "新闻作品", "演示乙", "省记协"],
            ["2021-12-01", "优秀通讯员", "校级", None, "校内评选", "演示丙", "党委工作部"],
        ],
        merges=[(1, 0, 3, 0), (1, 1, 3, 1)],
    ),
    Ledger(
        "register_event_filing",
        "一会一报登记.xlsx",
        [
            ["活动名称", "活动类型", "活动时间", "主办单位", "报备日期", "审批结果", "资料是否存档", "负责人"],
            ["读书会", "读书会", "2021-10-20", "图书馆", "2021-10-15", "同意", "是", NAME],
            ["学术沙龙", "学术沙龙", "2021-10-22", "英语学院", "2021-10-23", "同意", "否", NAME],
        ],
    ),
    Ledger(
        "register_ideology",
        "意识形态报告登记.xlsx",
        [
            ["应报日期", "党组织名称", "报告类型", "报送日期"],
            ["2021-05-31", "英语学院教工支部", "半年报告", "2021-05-28"],
            ["2021-11-30", "英语学院教工支部", "半年报告", "2021-12-03"],
        ],
    ),
    Ledger(
        "register_sentiment",
        "舆情登记.xlsx",
        [
            ["发现日期", "舆情内容", "舆情等级", "舆情类型", "来源平台", "涉事人员", "办结日期", "数量"],
            ["2021-09-12", f"{NAME}反映食堂排队", "一般", "后勤服务", "论坛", NAME, "2021-09-13", 1],
            ["2021-10-31", None, "无", None, None, None, None, 0],
        ],
    ),
    Ledger(
        "register_fees",
        "稿酬登记.xlsx",
        [
            ["稿酬日期", "标题", "作者", "供稿单位", "稿件类型", "稿酬金额", "银行卡号"],
            ["2021-12-10", "开学第一课", NAME, "英语学院", "消息", 50, PHONE],
            ["2021-12-10", "图书馆通宵开放", NAME, "图书馆", "图片", "30.5", PHONE],
        ],
    ),
    Ledger(
        "register_documents",
        "文件登记.xlsx",
        [
            ["印发日期", "文件名称", "文件类型", "文号", "发文单位"],
            ["2021-03-01", "宣传工作管理办法", "管理办法", "党发〔2021〕3号", "党委工作部"],
            ["2021-04-01", "稿酬办法", "修订", "党发〔2021〕5号", "党委工作部"],
        ],
    ),
    Ledger(
        "register_volunteer",
        "志愿服务登记2021.xlsx",
        [
            ["服务日期", "志愿活动名称", "组织单位", "志愿者人数", "服务人次", "服务时长"],
            ["10.1-10.3", "文明助交通", "校团委", 20, 60, 180],
        ],
    ),
    Ledger(
        "register_meetings",
        "会议登记.xlsx",
        [
            ["会议日期", "会议名称", "会议类型", "召集部门", "主持人", "应到人数", "实到人数"],
            ["2021-09-06", "宣传工作例会", "编前会", "党委工作部", NAME, 12, 11],
        ],
    ),
    Ledger(
        "register_surveys",
        "调研登记.xlsx",
        [["调研日期", "调研主题", "组织单位", "有效份数"], ["2021-10-11", "教职工思想动态", "党委工作部", 213]],
    ),
    Ledger(
        "register_role_models",
        "典型人物登记.xlsx",
        [
            ["推出日期", "典型人物", "典型类型", "推出平台", "所在单位"],
            ["2021-09-10", NAME, "优秀教师", "公众号", "英语学院"],
            ["2021-09-10", "演示乙", "优秀教师", "公众号", "英语学院"],
        ],
    ),
    Ledger(
        "register_visits",
        "走访登记.xlsx",
        [["走访日期", "走访对象", "走访类型", "走访人"], ["2021-10-13", "英语学院", "调研走访", NAME]],
    ),
    Ledger(
        "register_letters",
        "责任书登记.xlsx",
        [
            ["应签日期", "责任书类型", "签订单位", "签订日期", "签订人", "应签份数", "已签份数"],
            ["2021-04-30", "意识形态工作责任书", "英语学院", "2021-04-20", NAME, 1, 1],
            ["2021-04-30", "意识形态工作责任书", "图书馆", None, NAME, 1, 0],
            ["2021-04-30", "教师承诺书", "英语学院", "2021-04-21", None, 50, 49],
        ],
    ),
    Ledger(
        "register_activities",
        "活动登记.xlsx",
        [
            ["活动日期", "活动名称", "活动类别", "主办单位", "参与人数", "活动编号"],
            ["2021-06-30", "建党百年晚会", "晚会", "党委工作部", 800, "A1"],
            ["2021-06-30", "建党百年晚会", "文明创建", "校团委", 800, "A1"],
        ],
    ),
    Ledger(
        "register_plan_items",
        "工作任务登记.xlsx",
        [
            ["任务类别", "任务名称", "牵头部门", "完成时限", "完成日期", "完成情况"],
            ["重点工作", "启用投稿系统", "党委工作部", "2021-06-30", "2021-06-18", "已完成"],
            [None, "校史馆改造", "图书馆", "2021-12-31", None, "进行中"],
        ],
        merges=[(1, 0, 2, 0)],
    ),
    Ledger(
        "register_teams",
        "通讯员名册.xlsx",
        [
            ["姓名", "所在部门", "队伍类型", "聘任日期"],
            ["演示甲", "英语学院", "通讯员", "2021-09-01"],
            ["演示乙", "英语学院", "通讯员", "2021-09-01"],
            ["演示丙", "图书馆", "网络评论员", "2021-09-01"],
        ],
    ),
    Ledger(
        "register_reviews",
        "审核登记.xlsx",
        [
            ["终审日期", "稿件标题", "供稿单位", "应审次数", "实审次数", "审核人"],
            ["2021-09-02", "开学第一课", "英语学院", 3, 3, NAME],
        ],
    ),
    Ledger(
        "register_feedback",
        "意见登记.xlsx",
        [["收到日期", "意见类型", "意见内容", "回复日期"], ["2021-09-20", "服务", f"{NAME}建议延长开放", "2021-09-20"]],
    ),
    Ledger(
        "register_purchases",
        "购书登记.xlsx",
        [["采购日期", "书名", "册数", "金额"], ["2021-09-15", "高校党课教程", 30, 1350]],
    ),
    Ledger(
        "register_adoption",
        "新闻网采用2021年下半年.xlsx",
        [["序号", "学院", "数量"], [1, "英语学院", 12], [2, "东方语言学院", 0], ["合计", None, 12]],
    ),
    Ledger(
        "register_ratings",
        "评分登记2021年.xlsx",
        [
            ["序号", "评分日期", "被评单位", "评分项目", "评委", "评分"],
            [1, "2021-12-20", "英语学院", "年度评议", NAME, 92],
            [2, "2021-12-20", "英语学院", "年度评议", "演示乙", 87.5],
            [3, "2021-12-20", "图书馆", "年度评议", NAME, 80],
        ],
    ),
    Ledger(
        "register_distribution",
        "手册发放登记.xlsx",
        [
            ["发放日期", "书名", "接收单位", "应发数", "签收数", "领取人"],
            ["2021-09-06", "党务工作手册", "英语学院", 10, 10, NAME],
            [None, None, "图书馆", 4, 3, "演示乙"],
        ],
        merges=[(1, 0, 2, 0), (1, 1, 2, 1)],
    ),
    Ledger(
        "register_rosters",
        "名册核对登记.xlsx",
        [
            ["核对日期", "名册名称", "名册类型", "应登记数", "已登记数", "核对结果"],
            ["2021-10-08", "民主党派成员名册", "统战名册", 20, 19, "一人待补"],
            ["2021-10-20", "党员档案", "党员档案", 300, 291, "核对中"],
        ],
    ),
    Ledger(
        "register_completion",
        "普法考试统计.xlsx",
        [
            ["统计日期", "统计事项", "单位", "应考人数", "实考人数", "说明"],
            ["2021-11-30", "普法考试", "英语学院", 60, 58, None],
            ["2021-11-30", "普法考试", "图书馆", 20, 20, None],
        ],
    ),
    Ledger(
        "register_count",
        "数量登记.xlsx",
        [
            ["日期", "部门", "指标编号", "数量", "单位", "说明"],
            ["2021-10", "党委工作部", "democratic_party_branches", 1, "个", "九三学社支社"],
        ],
    ),
]


def write(root: Path) -> list[Path]:
    """One workbook per ledger below ``root``; returns the paths in the order of ``LEDGERS``."""
    root.mkdir(parents=True, exist_ok=True)
    return [write_ledger(root, ledger) for ledger in LEDGERS]


def write_ledger(root: Path, *ledgers: Ledger) -> Path:
    """The sheets of one workbook; numbers stay numbers, everything else is text as a clerk types it."""
    path = root / ledgers[0].file
    with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as book:
        book.set_properties({"created": DOCUMENT_DATE})
        for ledger in ledgers:
            sheet = book.add_worksheet(ledger.sheet)
            for r, row in enumerate(ledger.rows):
                sheet.write_row(r, 0, row)
            for first_row, first_column, last_row, last_column in ledger.merges:
                sheet.merge_range(first_row, first_column, last_row, last_column, ledger.rows[first_row][first_column])
            if ledger.hidden:
                sheet.hide()
    return path

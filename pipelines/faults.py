"""What is wrong with the data, said in Chinese so that a clerk can mend it.

Belongs here: the shape of a fault, the remedy of each kind of fault, and how a fault is printed. Does not belong
here: deciding that something is a fault, or whether it blocks publishing (an error does, a warning never does).
"""

from dataclasses import dataclass

from pipelines.personal import masked

ERROR = "error"
WARNING = "warning"
# What an office has settled itself: kept on record, asked of nobody.
NOTE = "note"

# Code → what to do. Every message built by ``error`` and ``warning`` ends with its remedy.
REMEDIES: dict[str, str] = {
    "personal_data": "数字照常计入；请在原文件里删去它，平台上公开的请一并改正",
    # the file as a whole
    "unreadable_folder": "请检查读取权限；是共享文件夹的，请先连上它再运行",
    "broken_link": "请改正或删去这个链接；是共享文件夹的，请先连上它再运行",
    "outside_link": "确实要读那里的文件，请在 raw/外部文件夹.txt 里写上这个链接的名字（一行一个）；"
    "否则请把文件复制进来，删去链接",
    "no_file": "请删去它，放入平台导出的文件",
    "unreadable_file": "请确认文件能正常打开，并检查读取权限，再重新放入",
    "file_changed": "请等它写完、下载完或保存好，再运行一次",
    "damaged_file": "请用 Excel 或 WPS 打开检查并另存为 .xlsx；打不开的，请从平台重新导出（自己填的表请换回备份）",
    "unfinished_download": "请等它下载完；下载中断了的，删去它重新下载",
    "torn_end": "没有下载完的，请从平台重新导出、重新下载；自己填的表请补全最后一行",
    "encrypted_file": "请在 Excel 或 WPS 中取消打开密码，另存后重新放入",
    "empty_file": "请从平台重新导出；若确无数据，请删除该文件",
    "unsupported_file": "请改用平台导出的原始表格（.xlsx、.xls、.csv），或另存为 .xlsx 后重新放入",
    "no_list": "请从网站后台的稿件列表导出成表格（.csv 或 .xlsx）；没有这个功能的，请网站管理员导出",
    "json_lines": "请改用平台导出的表格；网站访问日志请管理员改成 combined 格式，放入 raw/website 下站点的文件夹",
    "word_table": "请把里面的表格复制到 Excel 或 WPS 表格，表头照“模板”文件夹里的空表，存为 .xlsx 后重新放入",
    "no_columns": "请照“模板”文件夹里的空表登记：一行一件事，一列一个项目",
    "outside_folders": "请把文件移到它来源的文件夹",
    "archive_file": "请先解压，把里面的文件放入原文件夹，再删除压缩包",
    "bad_encoding": "请用记事本或 WPS 打开，另存为 UTF-8 编码后重新放入",
    "too_large": "请按月拆成几个文件，或删去无关的行列后另存",
    "suspicious_file": "请不要使用来历不明的文件；请从平台重新导出",
    "empty_table": "请核对平台页面：确实没有数据的无需处理，否则请重新导出",
    "no_table": "请确认导出的是数据表而不是登录页或错误页，重新登录平台后再导出",
    "bad_json": "请重新调用接口，保存完整的返回内容",
    "double_member": "两个值不知道用哪个；请重新调用接口，保存原样的返回内容",
    "error_body": "文件保存的是接口的报错，不是数据；请按报错处理后重新获取",
    "answer_delayed": "请等次日 8 时以后重新获取，替换这个文件",
    "answer_empty": "可能是读者不足 3 人或数据还没有生成；请核对平台页面，过后重新获取",
    "ambiguous_name": "请改文件名后重新放入",
    "unrecognised_file": "请确认文件放对了文件夹；表头被改过的，请恢复原样，或在列名对照表中登记新表头",
    "unmapped_format": "请在列名对照表中登记它的列名，一列一行；tongbao init 新建的文件夹里有填好的，可以照抄",
    "ambiguous_file": "请恢复完整的原始表头，或把文件放入所属来源的文件夹",
    "no_month": "请把文件放入形如 2020-09 的文件夹，或在文件名中写明统计起止日期",
    "two_months": "文件名里是导出时间的，请改掉文件名；放错文件夹的，请移到那个月",
    "no_such_month": "文件照读，月份按里面的日期；请把文件夹改成形如 2020-09 的名字",
    "complete_when": "写成 2019年（登全） 这样，或在台账登全表写明起止日期",
    "unknown_account": "请把文件放入以账号命名的文件夹，或在账号表中登记该账号",
    "unknown_site": "请把文件放入以站点命名的文件夹，或在站点表中登记该站点",
    "unclaimed_platform": "请把文件移出 raw 文件夹",
    "wrong_folder": "请把文件移到上面写明的文件夹",
    "mixed_formats": "请拆成几个文件，每个文件只放一种导出",
    "wrong_period": "请确认导出的年份和月份，或把文件放到正确的月份文件夹",
    "older_works": "放错了文件夹或导错了年份、月份的请改正；没有错的无需处理",
    "stray_date": "多半是年份写错：请核对改正；没有错的无需处理",
    "future_log_lines": "请检查服务器的时钟；到了那天会计入",
    "future_date": "请检查年份是否写错",
    "duplicate_file": "只读其中一份，可以删去另一份",
    "same_export_twice": "多半是同一份导出放了两次：请换成这个月、这个账号自己的导出；确实相同的无需处理",
    "emptied_later": "已经删除的，请把这个文件移出 raw 文件夹；没有删除的，请删去那份空的",
    "left_out_later": "已经删除的，请把这个文件移出 raw 文件夹，或在后来那份里补上这一行、状态写“撤稿”；"
    "没有删除的无需处理",
    "sheet_skipped": "里面如有要统计的数据，请取消隐藏或改正表头",
    "bad_log_lines": "残缺的行不影响其余统计；如果很多，请检查日志是否完整",
    "log_rules": "改正以前不读日志；程序自带的写法在 pipelines/weblogs/rules.toml，可以照抄",
    "foreign_log": "改好后的日志重新放入，这个文件请移出 raw 文件夹",
    "log_of_little": "不改也照常统计，但请在引用访问次数时说明",
    "other_host": "其中确属本站的域名，请补在站点表的“域名”一列（几个用、分开）；其余的无需处理",
    "several_hosts": "只要本站的，请在站点表的“域名”一列写明本站的域名",
    "cdn_and_origin": "请只放其中一种：有 CDN 的站点放 CDN 的日志",
    # columns
    "missing_column": "平台的导出请重新导出并勾选该列，平台改了列名的在列名对照表中登记；"
    "自己填的表请照“模板”文件夹里的空表写表头（没有这个文件夹的，tongbao init 新文件夹 可得到一套）",
    "duplicate_column": "请只保留一列，另一列改名或删除",
    "unknown_column": "不影响其他列；如果是某个统计列改了名，请在列名对照表中登记新列名",
    "unknown_kind": "要统计的，请改用有相应列的台账空表，或改成认识的类型（tongbao formats 列出格式）",
    "cannot_tell": "不改也照常统计；需要的，请补上相应的列后重新放入",
    # values
    "missing_value": "请在原文件中补填；确实未知的行请与填报单位核实",
    "lone_cell": "没有下载完的，请重新导出；是附注的，请删去这一行；没填完的，请补填",
    "shortened_id": "多半是用 Excel 打开后另存过：请从平台重新导出，原样放入（要看内容，先复制一份再打开）",
    "bad_number": "请在原文件中改为数字（如 1234、1.2万、25.5%）；未知请留空或填 -",
    "failed_formula": "请在原文件里改好公式或直接填写；确实未知请留空",
    "no_number": "公式算不出、程序写不出的数请补上；确实未知请留空或填 -",
    "bad_date": "请在原文件中改为 2020-09-03 这样的日期",
    "bad_month": "请在原文件中改为 2020-09 这样的月份",
    "bad_boolean": "请填 是 或 否",
    "bad_choice": "请改成其中之一",
    "doubtful_choice": "写错了的请改正；没有写错的，在单位信息里登记这一类（部门类型、媒体级别等）的全部写法",
    "same_name": "请把其中一个改成能分清的名称（如加校区、层次）；已经撤销、改名的，填上停用日期",
    "rule_broken": "请核对原文件，改正后重新放入",
    "doubtful_row": "请核对原文件；属实的无需处理，照常计入",
    "duplicate_row": "请核对后只保留一行；同一条本来就分几行列出的无需处理",
    "month_apart": "放错了、日期写错的请改正；中间几个月的导出还没有放的请放入；确实没有的无需处理",
    "torn_row": "多半是某一格里有逗号却没有加引号，请在原文件中改正，或从平台重新导出",
    "share_ambiguous": "照这样计入；要表示的是它的一百倍（如 0.975 是 97.5%）的，请写上百分号",
    "share_out_of_range": "比例写 97.5%、97.5 或 0.975 都可以；确实超过 100% 的无需处理，否则请改正",
    "capped_value": "平台只给出上限或下限，按界值计入并注明；需要准确数请在平台后台导出",
    # names the reference tables do not know
    "unknown_department": "请在部门别名表中登记（漏了的部门加进部门表，不必统计的填 不统计），登记前计入“未识别”",
    "name_not_valid": "请核对这一天和表里的启用日期、停用日期；名字没有写错、要计入现有部门（支部）的，"
    "请在别名表中登记并写明启用日期，改正前计入“未识别”",
    "unknown_site_column": "请在栏目表中登记（不必统计的填 不统计），登记前计入“未识别”",
    "unknown_party_org": "请在党组织别名表中登记（漏了的加进党组织表，不必统计的填 不统计），登记前计入“未识别”",
    "unknown_outlet": "请在媒体表中登记（不必统计的填 不统计），登记前计入“未识别”",
    "unknown_code": "请在党建代码表中登记，登记前不计入统计",
    "unknown_register_status": "请在稿件状态表中登记（办结、通过、在岗的填 是，其余填 否，来源照写），登记前不计入统计",
    "unknown_status": "请在稿件状态表中登记算不算已发布，登记前不计入统计",
    "unknown_metric": "请对照 reports/dictionary.html 改正指标编号，改正前不计入统计",
    # reference tables
    "duplicate_key": "请只保留一行；确实是两个的，请给它们能分清的名称或编号",
    "edited_example": "是本单位的内容，请删去这一行“示例”列里的字；只是样子的不用管",
    "dangling_id": "请改正，或先在对应的表里登记它",
    "unknown_id": "系统自带的编号不能自己添加；请对照 reports/dictionary.html 改正，格式编号对照 tongbao formats",
    "unknown_standard_column": "请改成其中之一（括号里是它通常的列名）",
    "parent_cycle": "请改正其中一个上级编号",
    "version_overlap": "请改正启用日期、停用日期：旧的一行停用以后，新的一行才启用",
    "two_platforms": "请给不同平台的账号各编一个编号",
    "shared_folder": "请给它们各用一个文件夹",
    "target_of_rate": "占比类的请这样写：指标编号填分子，分母指标编号填分母，比较方式填 比例，下限填要达到的百分数；"
    "篇均、人均等请改定分子的目标",
    "stock_as_whole": "请改用可以按月相加的指标作分母，或分别给两个数定目标",
    "corrected_rate": "请修正其分子或分母",
    "two_official_accounts": "请只留一个“是”；换了官方账号，就在新旧账号各加一行，旧的填“否”，写明从哪天起",
    "no_official_before": "以前也是它，就把前面的行也填“是”；是别的账号，在那个账号当时的行填“是”",
    "official_not_marked": "请在账号表的“是否官方”一列给官方账号填 是（没有这一列就加上）",
    # over time
    "late_upload": "请核对上传时间；确属迟报的无需处理",
    "coverage_gap": "请补充缺少日期的导出文件；补充前相关数字按“缺数据”显示",
    "reconciliation_failed": "请核对两边的来源与截止日期，并在说明中写明原因",
    "number_not_taken": "需要的数字可在通报数据登记表中补录",
    "numbers_contradict": "请对照通报原件：原件就是这样印的，照原样保留；转成文字时弄错的，改正文件再放入",
    "number_waits": "请用 tongbao check --xlsx 待办.xlsx，在“待确认”表里确认、改正或不采用，放进 raw/reference",
    "no_figure": "不影响发布",
    "same_day": "请只留一个；要以这个文件为准，请删去另一个，或在这个文件名里写上“更正”二字",
    "restated_value": "已结月份的数字发生变化，请核对新导出的文件",
}
# What differs where past bulletins lie: they are Word or Excel, and no platform exports them again.
BULLETINS = "bulletins/"
BULLETIN_REMEDIES: dict[str, str] = {
    "damaged_file": "请用 Word 或 WPS 打开检查，另存为 .docx（Excel 通报为 .xlsx）；打不开的，请另找一份原文",
    "unsupported_file": "请用 Word 或 WPS 打开，另存为 .docx（Excel 通报为 .xlsx）后重新放入；"
    "只有扫描件的，请把数字填入通报数据登记表",
    "encrypted_file": "请在 Word、Excel 或 WPS 中取消打开密码，另存后重新放入",
    "empty_file": "请另找一份原文重新放入，或删除该文件",
    "unrecognised_file": "请确认放入的是通报（.docx 或 .xlsx）或通报数据登记表；登记表的表头被改过的，请恢复原样",
}


@dataclass(frozen=True)
class Fault:
    """One thing wrong, and where.

    severity: ``error`` (blocks publishing) or ``warning``. code: short ASCII id, usually a key of ``REMEDIES``.
    message: Chinese; what is wrong, the rule, what to do. path: below ``raw/``, with ``/``. row: from 1, as Excel or
    a text editor shows it. value: the offending text. month: ``YYYY-MM``. count: rows that this one fault is told for.
    """

    severity: str
    code: str
    message: str
    path: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    month: str = ""
    dataset: str = ""
    count: int = 1


class FileFault(Exception):
    """Raised where a fault stops a whole file; carries the ``Fault``."""

    def __init__(self, fault: Fault):
        super().__init__(describe(fault))
        self.fault = fault


def error(code: str, what: str, **where) -> Fault:
    """A fault that blocks publishing; ``what`` is completed by the remedy of ``code``."""
    return _fault(ERROR, code, what, where)


def warning(code: str, what: str, **where) -> Fault:
    """A fault that is reported and never blocks; ``what`` is completed by the remedy of ``code``."""
    return _fault(WARNING, code, what, where)


def _fault(severity: str, code: str, what: str, where: dict) -> Fault:
    """What a file says is quoted without numbers of persons; its own name has to stay what it is."""
    quoted = {name: masked(where[name], is_id=True)[0] for name in ("value", "column") if where.get(name)}
    what = masked(what, is_id=True)[0]
    return Fault(severity, code, with_remedy(code, what, where.get("path", "")), **{**where, **quoted})


def with_remedy(code: str, what: str, path: str = "") -> str:
    """``what`` and the default remedy of ``code`` for a file below ``path`` as Chinese sentences."""
    return "".join(f"{sentence.rstrip('。')}。" for sentence in (what, _remedy(code, path)) if sentence)


def remedy(fault: Fault) -> str:
    """The sentence that ends the message of ``fault`` and of all of its kind."""
    sentence = _remedy(fault.code, fault.path)
    return f"{sentence}。" if sentence and fault.message.endswith(f"{sentence}。") else ""


def _remedy(code: str, path: str) -> str:
    remedies = REMEDIES | BULLETIN_REMEDIES if path.startswith(BULLETINS) else REMEDIES
    return remedies.get(code, "")


def describe(fault: Fault) -> str:
    """One line for the place (left out when unknown) and one for the message."""
    label = "错误" if fault.severity == ERROR else "提醒"
    place = "｜".join(
        part
        for part in (
            fault.path and f"文件 {fault.path}",
            fault.sheet and f"工作表 {fault.sheet}",
            f"第 {fault.row} 行" if fault.row is not None else "",
            fault.column and f"列 {shorten(fault.column)}",
            fault.value and f"值 {shorten(fault.value)}",
        )
        if part
    )
    message = one_line(fault.message)
    return f"【{label}】{one_line(place)}\n  {message}" if place else f"【{label}】{message}"


def shorten(text: str, length: int = 60) -> str:
    """Text on one line, cut to ``length`` characters."""
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1] + "…"


def one_line(text: str) -> str:
    """Text from a file without line breaks and control characters, so that it cannot steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)

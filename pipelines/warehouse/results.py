"""What a build came to, whoever ran its statements."""

from dataclasses import dataclass

FAILED = {"error", "fail", "runtime error"}
# What the engine says when its limit (memory_limit in the dbt profile) is too low for the volume, where its own advice
# begins, and ours.
OUT_OF_MEMORY = "Out of Memory Error"
ADVICE = "Possible solutions"
MORE_MEMORY = "数据量大，内存上限（通常 768MB）不够：设环境变量 TONGBAO_MEMORY=2GB 再运行；不要超过这台电脑内存的一半。"


@dataclass(frozen=True)
class NodeResult:
    """One model or test of a build. status: success, pass, warn, fail, error or skipped."""

    unique_id: str
    status: str
    failures: int
    message: str
    seconds: float


class BuildFailed(Exception):
    """The warehouse could not be built or did not pass its own tests; carries all results."""

    def __init__(self, results: list[NodeResult], reason: str = ""):
        failed = [r for r in results if r.status in FAILED]
        lines = [f"{r.unique_id}：{r.message}" for r in failed] or [reason]
        if any(OUT_OF_MEMORY in line for line in lines):
            lines = [line.partition(ADVICE)[0].strip() for line in lines] + [MORE_MEMORY]
        super().__init__("数据仓库没有通过检验，已发布的文件保持不变：\n" + "\n".join(lines))
        self.results = results

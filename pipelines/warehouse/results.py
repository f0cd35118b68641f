"""What a build came to, whoever ran its statements."""

from dataclasses import dataclass

FAILED = {"error", "fail", "runtime error"}


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
        super().__init__("数据仓库没有通过检验，已发布的文件保持不变：\n" + "\n".join(lines))
        self.results = results

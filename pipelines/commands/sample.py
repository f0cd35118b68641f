"""``tongbao sample``: a synthetic institution's exports."""

from pathlib import Path

from pipelines.commands.usage import WrongUse


def sample(directory: str, months: int, scale: float, seed: int) -> None:
    from pipelines.sample import write_sample

    root = Path(directory).expanduser().resolve()
    if (root / "raw").exists() and any((root / "raw").iterdir()):
        raise WrongUse(f"{root / 'raw'} 里已经有文件，不会覆盖。请换一个文件夹。")
    written = write_sample(root, months=months, scale=scale, seed=seed)
    print(f"已写入 {len(written)} 个文件（合成的演示数据）：{root / 'raw'}")
    print(f"接着运行：tongbao run --home {root}")

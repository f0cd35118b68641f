"""``tongbao sample``: a synthetic institution's exports."""

import csv
from pathlib import Path

from pipelines.commands.usage import all_at_once, new_place
from pipelines.errors import WrongUse
from pipelines.sources.catalog import mapping_rows


def sample(directory: str, months: int, scale: float, seed: int) -> None:
    from pipelines.sample import write_sample

    root = new_place(directory)
    if (root / "raw").exists() and any((root / "raw").iterdir()):
        raise WrongUse(f"{root / 'raw'} 里已经有文件，不会覆盖。请换一个文件夹。")
    with all_at_once(root) as partial:
        written = write_sample(partial, months=months, scale=scale, seed=seed)
        written.append(write_mapping(partial / "raw" / "reference"))
    print(f"已写入 {len(written)} 个文件（合成的演示数据）：{root / 'raw'}")
    print(f"接着运行：tongbao run --home {root}")


def write_mapping(folder: Path) -> Path:
    """列名对照 with the headers we assume; the sample's exports are written with just these."""
    path = folder / "列名对照.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["格式编号", "标准列", "文件中的列名", "说明"])
        writer.writerows(mapping_rows())
    return path

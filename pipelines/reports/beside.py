"""What lies beside the page of a month: documents, slides, pictures and texts to pass on."""

from pathlib import Path

DOCUMENTS = {
    "Word 通报": "bulletins/{}.docx",
    "Excel 附表": "bulletins/{}.xlsx",
    "幻灯": "slides/{}.pptx",
    "图": "share/{}.png",
    "长图": "share/{}-长图.png",
    "摘要": "share/{}-摘要.txt",
    "催办清单": "share/{}-催办.xlsx",
}


def documents(out: Path, month: str) -> list[tuple[str, str]]:
    """(name, way from the folder of the index) of what was made of a month and is there."""
    named = {name: place.format(month) for name, place in DOCUMENTS.items()}
    return [(name, place) for name, place in named.items() if (out / place).exists()]

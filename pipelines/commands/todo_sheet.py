"""How a sheet of the workbook to work in is made: header, comments, texts, drop-downs."""

from collections.abc import Mapping, Sequence

from pipelines.recognition.recognise import ASIDE_SHEETS

CHOICES, _ = ASIDE_SHEETS


def new_sheet(book, title: str, widths: Mapping[str, int], help: Mapping[str, str]):
    """A sheet with its header and the format of its texts. widths: header → width; help: header → comment."""
    sheet = book.add_worksheet(title)
    bold, text = book.add_format({"bold": True, "bg_color": "#E8EEF4"}), book.add_format({"num_format": "@"})
    for at, (header, width) in enumerate(widths.items()):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, header, bold)
        if header in help:
            sheet.write_comment(0, at, help[header])
    sheet.freeze_panes(1, 0)
    return sheet, text


def choices_at(book, column: int, choices: Sequence[str]) -> dict:
    """A drop-down that other texts may still be typed into. Excel takes a long list from a sheet only: a hidden one.

    column: of the hidden sheet, one for each list.
    """
    hidden = book.get_worksheet_by_name(CHOICES) or book.add_worksheet(CHOICES)
    hidden.hide()
    for number, choice in enumerate(choices):
        hidden.write_string(number, column, choice)
    letter = chr(ord("A") + column)
    source = f"={CHOICES}!${letter}$1:${letter}${max(len(choices), 1)}"
    return {"validate": "list", "source": source, "error_type": "warning", "error_message": "表里没有这个名字。"}

"""Sentences and the numbers in them."""

from dataclasses import dataclass

from pipelines.reports import format as fmt


@dataclass(frozen=True)
class Number:
    """A number in a sentence. ``text`` is how it is printed with its unit, ``value`` what it was made from, ``source``
    where the published tables have it, and ``place`` the id of the part of the page that proves it."""

    text: str
    value: float
    source: str
    place: str


@dataclass(frozen=True)
class Name:
    """A name that came from a file: a title, a department."""

    text: str


Sentence = list[str | Number | Name]


def plain(sentence: Sentence) -> str:
    """The sentence as text, for documents and messages."""
    return "".join(part if isinstance(part, str) else part.text for part in sentence)


def joined(sentences: list[Sentence], by: str, end: str) -> Sentence:
    """Several statements as one sentence."""
    parts: Sentence = []
    for i, sentence in enumerate(sentences):
        parts += [by] if i else []
        parts += sentence
    return [*parts, end] if parts else []


def quantity(value: float, unit: str, place: str, source: str, is_floor: bool = False) -> Number:
    """19,149 次, 12.1 万次; a floor has a ≥."""
    text = fmt.share(value) if unit == "%" else counted(value, unit)
    return Number(f"≥{text}" if is_floor else text, value, source, place)


def counted(value: float, unit: str) -> str:
    """A number and its unit as they stand in a sentence."""
    said = fmt.short_number(value)
    return f"{said[:-1]} 万{unit}" if said.endswith("万") else f"{said} {unit}"


def place_of(metric_id: str) -> str:
    """The id of the proof of a headline figure."""
    return f"proof-{metric_id}"

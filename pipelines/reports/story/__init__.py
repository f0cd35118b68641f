"""What happened in a month, said in sentences that rules make from published tables.

``tell`` is the only entrance. ``rules`` says when a figure is worth a sentence, ``caveats`` what must be known beside
it, ``attention`` who has something to do, ``read`` selects the rows, ``words`` holds sentences and their numbers. No
rule knows a cause or an adjective.
"""

from dataclasses import dataclass

from pipelines.reports.story import attention, caveats, read, rules
from pipelines.reports.story.words import Sentence


@dataclass(frozen=True)
class Story:
    """headline: one sentence; second: up to two statements more, empty where nothing else qualifies; caveats: what
    stands in the grey note; attention: at most three lines of who must do what; heroes: the four figures shown big."""

    headline: Sentence
    second: Sentence
    caveats: list[Sentence]
    attention: list[Sentence]
    heroes: list[str]


def tell(connection, month: str, points: list[dict]) -> Story:
    """The story of ``month``. points: ``read.trend`` of 13 months of the whole institution, headline metrics."""
    facts = read.facts(points)
    statements = rules.statements(facts, read.movers(connection, month), read.works(connection, month))
    targets = rules.of_targets(read.targets(connection, month))
    headline, second = rules.compose(facts, statements, targets)
    calendar = read.calendar(connection, month)
    return Story(
        headline=headline,
        second=second,
        caveats=caveats.of_month(facts, calendar, read.cut_offs(connection, month)),
        attention=attention.of_month(read.attention(connection, month)),
        heroes=rules.heroes(facts),
    )

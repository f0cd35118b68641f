"""No figure of a bulletin enters while one word around it is unknown, wherever the word stands.

``TONGBAO_SEED`` chooses other words and places than the usual ones.
"""

import os

import pytest
from bulletins.corpus import CORPORA
from bulletins.narrowing import chosen, mutants, read_corpus, survivors

SEED = int(os.environ.get("TONGBAO_SEED", "20261130"))
# Of some 3,500 places in all corpora so many are tried; every slot has enough of them.
SHARE = 0.15


@pytest.mark.parametrize("corpus", CORPORA.values(), ids=CORPORA)
def test_a_word_more_anywhere_around_a_figure_keeps_it_from_entering(corpus) -> None:
    let_through = [
        (str(mutant.bulletin.path.name), mutant.slot, mutant.word, mutant.where, left)
        for mutant in chosen(read_corpus(corpus), SEED, SHARE)
        if (left := survivors(mutant))
    ]
    assert let_through == []


def test_every_kind_of_place_is_tried() -> None:
    read = [bulletin for corpus in CORPORA.values() for bulletin in read_corpus(corpus)]
    slots = {mutant.slot for bulletin in read for mutant in mutants(bulletin, iter(lambda: "校友会", ""))}
    assert slots >= {
        "title",
        "file name",
        "sheet",
        "heading",
        "caption",
        "header",
        "row label",
        "note below a table",
        "note behind",
        "frame before",
        "frame before a table",
        "line before",
        "sentence before",
        "sentence behind",
        "clause before",
        "clause behind",
        "clause, before the number",
        "clause, behind the number",
        "bracket behind",
        "limit behind",
    }

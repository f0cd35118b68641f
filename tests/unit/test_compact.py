"""What is left out of a page changes nothing of it."""

from pipelines.reports.compact import compact, used_style

STYLE = ".heroes a,.strip a{color:red}.strip{display:grid}table{width:100%}@media print{.strip{display:none}}"


def test_rules_of_what_is_not_on_the_page_are_left_out_and_their_media_with_them():
    left = used_style(STYLE, "<ul class=heroes><li><a href=x>")
    assert left == ".heroes a{color:red}table{width:100%}"


def test_a_class_in_quotes_among_others_or_made_by_a_script_keeps_its_rules():
    assert used_style(STYLE, '<p class="a strip">') == STYLE.replace(".heroes a,", "")
    assert ".strip{display:grid}" in used_style(STYLE, '<script>place.className = "strip";</script>')


def test_a_rule_for_whatever_has_not_a_class_stays():
    style = "details:not([open]):not(.paper){display:none}@page{size:A4}:root{--ink:#111}"
    assert used_style(style, "<p>") == style


def test_words_of_a_text_keep_no_rule_and_lose_none():
    assert used_style(".a{x:y}.b{x:y}", "<p class=b>a strip heroes</p>") == ".b{x:y}"


def test_what_html_leaves_to_choice_goes_and_text_stays():
    page = '<style>.n{a:b}</style>\n  <table><tr><td class="n">1</td>\n<td>“</td></tr></table>\n'
    assert compact(page) == "<style>.n{a:b}</style>\n<table><tr><td class=n>1\n<td>“</tr></table>"

"""A page without what only those who write it need: indentation, what HTML leaves to choice, style rules for what is
not on it. A page of sixty departments has thousands of cells, and each is passed on alone."""

import re

# End tags that the next tag implies.
END_TAGS = re.compile(
    r"</t[dh]>(?=\s*(?:<t[dh]|</tr|</?tr))|</tr>(?=\s*(?:<tr|</tbody|</thead))|</li>(?=\s*(?:<li|</ul|</ol))"
)
# Quotes that HTML leaves to choice. Not before a slash: it would become part of the value.
SIMPLE_ATTRIBUTE = re.compile(r'(?<= )(class|scope|text-anchor|x|y|width|height|fill|stroke)="([\w.()-]+)"(?=[ >])')
STYLE = re.compile(r"(?<=<style>).*?(?=</style>)", re.DOTALL)
RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")
EMPTY = re.compile(r"@media[^{}]*\{\}")
CLASS = re.compile(r"\.([a-z][\w-]*)")
# A rule for whatever has not a class holds also where nothing has it.
NOT = re.compile(r":not\([^)]*\)")


def compact(page: str) -> str:
    """The same page to a browser."""
    text = "\n".join(line.strip() for line in page.splitlines() if line.strip())
    text = SIMPLE_ATTRIBUTE.sub(r"\1=\2", END_TAGS.sub("", text))
    return STYLE.sub(lambda found: used_style(found[0], text), text)


def used_style(style: str, page: str) -> str:
    """Of a style sheet without blanks the rules whose classes occur in ``page``, in its tags or its scripts."""
    named = re.findall(r'class="?([\w -]+)', page) + re.findall(r"<script.*?</script>", page, re.DOTALL)
    classes = {name for text in named for name in re.findall(r"[\w-]+", text, re.ASCII)}

    def rule(found: re.Match) -> str:
        kept = [one for one in found[1].split(",") if classes.issuperset(CLASS.findall(NOT.sub("", one)))]
        return f"{','.join(kept)}{{{found[2]}}}" if kept else ""

    return EMPTY.sub("", RULE.sub(rule, style))

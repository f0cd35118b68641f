"""Finding the one thing a word on the command line means: by id, name, synonym or alias."""

from pipelines.errors import WrongUse

SUGGESTIONS = 3


def find(kind: str, text: str, known: list[tuple[str, str]]) -> str:
    """The id that ``text`` names among ``known`` (id, a name of it); ids are names of themselves.

    Raises:
        WrongUse: nobody has that name (the nearest known ones are given), or several do.
    """
    if text in {id_ for id_, _ in known}:
        return text
    wanted = _plain(text)
    found = sorted({id_ for id_, name in known if wanted == _plain(name) or text == id_})
    if len(found) == 1:
        return found[0]
    if found:
        raise WrongUse(f"“{text}”指的不止一个{kind}：{'、'.join(found)}。请写编号。")
    raise WrongUse(f"没有叫“{text}”的{kind}。{_nearest(text, known)}")


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _nearest(text: str, known: list[tuple[str, str]]) -> str:
    from rapidfuzz import fuzz, process

    spellings = {name: id_ for id_, name in known} | {id_: id_ for id_, _ in known}
    near = process.extract(text, spellings.keys(), scorer=fuzz.WRatio, limit=SUGGESTIONS)
    listed = [name if name == spellings[name] else f"{name}（{spellings[name]}）" for name, _, _ in near]
    return f"相近的有：{'、'.join(listed)}。" if listed else ""

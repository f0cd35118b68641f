"""Reasons that are said once below what they hold for."""


class Reasons:
    """Footnotes: a reason is said once, and every figure it holds for carries its sign."""

    def __init__(self):
        self._said: list[str] = []

    def sign(self, reason: str) -> str:
        if reason not in self._said:
            self._said.append(reason)
        return _sign(self._said.index(reason))

    @property
    def listed(self) -> list[tuple[str, str]]:
        return [(_sign(i), reason) for i, reason in enumerate(self._said)]


def _sign(position: int) -> str:
    return chr(ord("①") + position) if position < 20 else f"[{position + 1}]"

"""Colours and type of everything leaders see: the one source for style sheets, pictures and Plotly figures.

A figure names the colours of the light theme. In a page its picture takes the variable of that colour, so it follows
the reader's light or dark; outside a page (documents, share pictures) it keeps the colour itself.
"""

# role: light, dark. No colour means good or bad; a sign and a word do.
PALETTE = {
    "paper": ("#FFFFFF", "#14181B"),
    "ink": ("#1B2024", "#E8ECEF"),
    "muted": ("#59646C", "#9AA6AE"),
    "rule": ("#DFE4E8", "#2C343A"),
    "wash": ("#F4F6F7", "#1C2226"),
    "red": ("#9E1B1B", "#EF8A80"),
    "now": ("#1F5A8C", "#7DB4E0"),
    "other": ("#B4BEC6", "#56626B"),
    "attention": ("#7A5200", "#E0B252"),
    "heat1": ("#DBE7F1", "#1D2D3A"),
    "heat2": ("#A9C6DE", "#27465E"),
    "heat3": ("#6FA3CC", "#3D739F"),
    "heat4": ("#1F5A8D", "#7DB4E1"),
}
LIGHT = {role: light for role, (light, _) in PALETTE.items()}
DARK = {role: dark for role, (_, dark) in PALETTE.items()}
PAPER, INK, MUTED, RULE, WASH = (LIGHT[role] for role in ("paper", "ink", "muted", "rule", "wash"))
RED, NOW, OTHER, ATTENTION = (LIGHT[role] for role in ("red", "now", "other", "attention"))

SANS = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC",sans-serif'
SERIF = '"Songti SC","SimSun","Noto Serif CJK SC","Source Han Serif SC",serif'
SIZES = (12, 13, 14, 16, 18, 20, 28)

_ROLE = {light: role for role, light in LIGHT.items()}


def variable(colour: str) -> str:
    """The style-sheet variable of a colour of the light theme; any other colour as it is."""
    return f"var(--{_ROLE[colour]})" if colour in _ROLE else colour


def same(colour: str) -> str:
    """The colour itself, for pictures that stand outside a page."""
    return colour


def css() -> str:
    """Both themes as style-sheet variables."""

    def declared(theme: dict[str, str]) -> str:
        return "".join(f"--{role}:{colour};" for role, colour in theme.items())

    fonts = f"--sans:{SANS};--serif:{SERIF};"
    return (
        f":root{{{declared(LIGHT)}{fonts}}}@media screen and (prefers-color-scheme:dark){{:root{{{declared(DARK)}}}}}"
    )


# What every figure has in common. A chart carries its own ranges and labels and leaves nothing to be guessed.
LAYOUT = {
    "template": {},
    "font": {"family": SANS, "size": 12, "color": MUTED},
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "showlegend": False,
    "dragmode": False,
}
# The mode bar of Plotly 7 offers to upload the data to the vendor's cloud; nothing here may leave the page.
CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": False,
    "scrollZoom": False,
}

"""Lines of a combined log made by code."""

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) Mobile/15E148 MicroMessenger/8.0.42"


def line(
    request="GET /info/1021/4567.htm HTTP/1.1",
    *,
    address="203.0.113.7",
    time="18/Sep/2020:10:51:35 +0800",
    status=200,
    size="1234",
    agent=BROWSER,
    behind="",
) -> str:
    """One combined line; ``behind`` is what the school appended to the format."""
    return f'{address} - - [{time}] "{request}" {status} {size} "-" "{agent}"{behind}'

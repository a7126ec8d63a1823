"""A text without its layout, to be searched and read aloud: blocks become lines, items get a dash, pictures speak."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    (
        *("p", "h2", "h3", "h4", "blockquote", "ul", "ol", "hr", "div", "section"),
        *("table", "tr", "caption", "figure", "figcaption"),
    )
)
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n\s*\n+")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS or tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "img" and (alternative := dict(attrs).get("alt")):
            self.parts.append(f" Hình: {alternative}. ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))


def plain_text(html: str) -> str:
    """What is read aloud of sanitised ``html``."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = _SPACES.sub(" ", "".join(reader.parts))
    lines = (line.strip() for line in _EMPTY_LINES.sub("\n", text).splitlines())
    return "\n".join(line for line in lines if line and line != "-")

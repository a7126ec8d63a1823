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
    def __init__(self, *, addresses: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._addresses = addresses
        self._leads_to = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS or tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "a":
            self._leads_to = dict(attrs).get("href") or ""
        elif tag == "img":
            self._picture(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a" and self._addresses and self._leads_to:
            self.parts.append(f" ({self._leads_to})")
            self._leads_to = ""

    def _picture(self, attributes: dict[str, str | None]) -> None:
        if alternative := attributes.get("alt"):
            self.parts.append(f" Hình: {alternative}. ")
        if self._addresses:
            self.parts.append(f" ({attributes.get('src')}) ")

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))


def plain_text(html: str) -> str:
    """What is read aloud of sanitised ``html``."""
    return _text(html, addresses=False)


def text_with_addresses(html: str) -> str:
    """The same with the address of each link and picture behind it: two that differ only there differ for an eye."""
    return _text(html, addresses=True)


def _text(html: str, *, addresses: bool) -> str:
    reader = _Reader(addresses=addresses)
    reader.feed(html)
    reader.close()
    text = _SPACES.sub(" ", "".join(reader.parts))
    lines = (line.strip() for line in _EMPTY_LINES.sub("\n", text).splitlines())
    return "\n".join(line for line in lines if line and line != "-")

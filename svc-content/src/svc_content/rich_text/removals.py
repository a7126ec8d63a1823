"""What the sanitiser takes out of an editor's text, said to who wrote it: it would vanish without a word otherwise."""

from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser

from svc_content.rich_text.sanitiser import ATTRIBUTES, GONE_WITH_CONTENT, SCHEMES, TAGS, own_address

MOST_REMOVALS = 20
LONGEST_DETAIL = 200
_BROWSERS_ADD = frozenset(("html", "head", "body"))
_WRITTEN_ANEW = frozenset(("rel",))


class Removed(StrEnum):
    PICTURE = "picture"
    LINK = "link"
    EMBEDDED = "embedded"
    TAG = "tag"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True)
class Removal:
    """``detail``: the element, and what it named."""

    kind: Removed
    detail: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[Removal, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: (value or "").strip() for name, value in attrs}
        if tag in GONE_WITH_CONTENT:
            self._add(Removed.EMBEDDED, f"<{tag}> {named.get('src', '')}")
        elif tag == "img" and not own_address(named.get("src", "")):
            self._add(Removed.PICTURE, f"<img> {named.get('src', '')}")
        elif tag in TAGS:
            self._attributes(tag, named)
        elif tag not in _BROWSERS_ADD:
            self._add(Removed.TAG, f"<{tag}>")

    def _attributes(self, tag: str, named: dict[str, str]) -> None:
        for name, value in named.items():
            if name == "href" and tag == "a":
                scheme, colon, _ = value.partition(":")
                if colon and scheme.isalpha() and scheme.lower() not in SCHEMES:
                    self._add(Removed.LINK, f"<a> {value}")
            elif name not in ATTRIBUTES.get(tag, set()) | _WRITTEN_ANEW:
                self._add(Removed.ATTRIBUTE, f"<{tag}> {name}")

    def _add(self, kind: Removed, detail: str) -> None:
        if len(self.found) < MOST_REMOVALS:
            self.found[Removal(kind, detail.strip()[:LONGEST_DETAIL])] = None


def removals(html: str) -> list[Removal]:
    """What ``sanitised`` takes out of ``html``, each once, at most ``MOST_REMOVALS``."""
    reader = _Reader()
    reader.feed(html)  # what is never closed is no element, and is not waited for
    return list(reader.found)

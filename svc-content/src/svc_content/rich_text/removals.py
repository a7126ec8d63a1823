"""What the sanitiser takes out of an editor's text, said to who wrote it: it would vanish without a word otherwise."""

from dataclasses import dataclass
from enum import StrEnum
from html import escape
from html.parser import HTMLParser

from svc_content.rich_text.sanitiser import ATTRIBUTES, GONE_WITH_CONTENT, TAGS, own_address, sanitised

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
    """``found``: what is taken out, and what may be, the links: each with the address that it leads to."""

    # What stands in these is text, whatever it is spelt like.
    CDATA_CONTENT_ELEMENTS = (  # type: ignore[misc]
        *HTMLParser.CDATA_CONTENT_ELEMENTS,
        *("title", "textarea", "iframe", "noscript", "noembed", "noframes", "xmp"),
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[Removal, str] = {}

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
                self._add(Removed.LINK, f"<a> {value}", value)
            elif name not in ATTRIBUTES.get(tag, set()) | _WRITTEN_ANEW:
                self._add(Removed.ATTRIBUTE, f"<{tag}> {name}")

    def _add(self, kind: Removed, detail: str, leads_to: str = "") -> None:
        self.found[Removal(kind, " ".join(detail.split())[:LONGEST_DETAIL])] = leads_to


def removals(html: str) -> list[Removal]:
    """What ``sanitised`` takes out of ``html``, each once, at most ``MOST_REMOVALS``."""
    reader = _Reader()
    reader.feed(html)  # what is never closed is no element, and is not waited for
    kept = _kept({one: leads_to for one, leads_to in reader.found.items() if one.kind is Removed.LINK})
    return [one for one in reader.found if one not in kept][:MOST_REMOVALS]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lead: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.lead.append("href" in dict(attrs))


def _kept(links: dict[Removal, str]) -> set[Removal]:
    """Those of ``links`` that still lead somewhere: the sanitiser itself is asked, all at once."""
    reader = _Links()
    reader.feed(sanitised("".join(f'<a href="{escape(leads_to)}"></a>' for leads_to in links.values())))
    return {one for one, leads in zip(links, reader.lead, strict=True) if leads}

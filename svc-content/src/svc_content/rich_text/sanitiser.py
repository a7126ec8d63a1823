"""Only what a text needs is let through: everything that could run, frame, track or cover the page is taken out.

nh3 is the Rust library ammonia: it parses as a browser does and writes the tree anew, so that nothing is judged by its
spelling. Pictures come only from our own files: a foreign one would tell its server who reads.
"""

import re
from collections.abc import Callable

import nh3

from shared.text import seen

MAX_HTML = 100_000
"""Characters of one article."""

TAGS = frozenset(
    (
        *("p", "br", "hr", "h2", "h3", "h4", "blockquote", "ul", "ol", "li"),
        *("strong", "b", "em", "i", "u", "s", "sub", "sup", "a"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img"),
    )
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
SCHEMES = frozenset(("https", "http", "tel", "mailto"))
GONE_WITH_CONTENT = frozenset(
    ("script", "style", "iframe", "object", "embed", "template", "noscript", "svg", "math", "form")
)
_OWN_FILE = re.compile(
    r"(?:https?://[^/?#]+/|/|(?:\.\.?/)*)v1/(?:staff/)?media/(fil_[0-9A-Z]{26})(?:\?size=thumbnail)?"
)
"""However an editor's program spells the address: from the page that it is written on, whole, or as the preview."""
_WITHOUT_SOURCE = re.compile(r'<img(?: (?!src=)[a-z]+="[^"]*")*>')

_Filter = Callable[[str, str, str], str | None]


def own_address(address: str) -> str | None:
    """``address`` as everybody reads one of our files; ``None`` for every other."""
    own = _OWN_FILE.fullmatch(address.strip())
    return f"/v1/media/{own[1]}" if own else None


def sanitised(html: str) -> str:
    """``html`` with nothing in it that is not in ``TAGS``; links open in a new window and tell nobody where from."""
    return _shown(html, _attribute)


def sanitised_foreign(html: str) -> str:
    """The same of another portal's ``html``, in which no address names a file of ours."""
    return _shown(html, _foreign_attribute)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("img", "src"):
        return own_address(value)
    if (tag, name) == ("a", "href"):
        return own_address(value) or value
    return value


def _foreign_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src" or (name == "href" and own_address(value)):
        return None
    return value


def _shown(html: str, attribute: _Filter) -> str:
    clean = _clean(html, attribute)
    # Entities can spell characters that show nothing. What has lost them may read differently, and is cleaned again.
    return clean if seen(clean) == clean else _clean(seen(clean), attribute)


def _clean(html: str, attribute: _Filter) -> str:
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        clean_content_tags=set(GONE_WITH_CONTENT),
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer nofollow",
        attribute_filter=attribute,
        strip_comments=True,
    )
    return _WITHOUT_SOURCE.sub("", clean).strip()

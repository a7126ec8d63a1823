"""Only what a text needs is let through: everything that could run, frame, track or cover the page is taken out.

nh3 is the Rust library ammonia: it parses as a browser does and writes the tree anew, so that nothing is judged by its
spelling. Pictures come only from our own files: a foreign one would tell its server who reads.
"""

import re

import nh3

MAX_HTML = 100_000
"""Characters of one article."""

TAGS = frozenset(
    (
        *("p", "br", "hr", "h2", "h3", "h4", "blockquote", "ul", "ol", "li"),
        *("strong", "b", "em", "i", "u", "s", "sub", "sup", "a"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img"),
    )
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
_GONE_WITH_CONTENT = {"script", "style", "iframe", "object", "embed", "template", "noscript", "svg", "math", "form"}
_OWN_PICTURE = re.compile(r"/v1/media/fil_[0-9A-Z]{26}")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("img", "src"):
        return value if _OWN_PICTURE.fullmatch(value) else None
    return value


def sanitised(html: str) -> str:
    """``html`` with nothing in it that is not in ``TAGS``; links open in a new window and tell nobody where from."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        clean_content_tags=_GONE_WITH_CONTENT,
        url_schemes={"https", "http", "tel", "mailto"},
        link_rel="noopener noreferrer nofollow",
        attribute_filter=_attribute,
        strip_comments=True,
    ).strip()

"""An article as a page of its own: what a search engine finds and what a forwarded address shows, without the app."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, Template

from shared.clock import VIETNAM, rfc3339
from svc_content.api.articles.responses import ArticleDetail
from svc_content.api.open_formats.site import Site

_FOLDER = Path(__file__).parent
_STYLE = (_FOLDER / "article.css").read_text(encoding="utf-8")

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "img-src 'self'",
            f"style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
}
"""Nothing runs on this page, whatever an editor wrote."""


def article_page(site: Site, article: ArticleDetail) -> bytes:
    """``article.html`` was sanitised before it was kept, and stands as it is.

    Open Graph is what Zalo and others show of an address. Source: https://ogp.me.
    """
    shown = {
        **dict(article),
        "published_at": article.published_at.astimezone(VIETNAM),
        "updated_at": article.updated_at.astimezone(VIETNAM),
    }
    page = _template().render(shown, site=site, address=site.article(article.id), style=_STYLE)
    return page.encode()


@cache
def _template() -> Template:
    environment = Environment(autoescape=True)
    environment.filters["rfc3339"] = rfc3339
    return environment.from_string((_FOLDER / "article.html").read_text(encoding="utf-8"))

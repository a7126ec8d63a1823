"""The steps that are open with an article or an entry, each with the request that takes it."""

from collections.abc import Mapping
from datetime import datetime

from shared.clock import Clock
from shared.identity import Caller
from shared.offers import Method, Offer, OffersOf
from svc_content.api.officers import acting
from svc_content.domain.article import TABLE, Action, Article
from svc_content.domain.editor import Editor
from svc_content.domain.entry import Entry

ACTION_LABELS: Mapping[Action, str] = {
    Action.WRITE: "Viết",
    Action.EDIT: "Sửa",
    Action.DISCARD: "Bỏ bản thảo",
    Action.SUBMIT: "Trình duyệt",
    Action.RECALL: "Rút lại để sửa",
    Action.RETURN: "Trả lại người viết",
    Action.APPROVE: "Duyệt",
    Action.REOPEN: "Mở lại để sửa",
    Action.SCHEDULE: "Hẹn giờ xuất bản",
    Action.PUBLISH: "Xuất bản",
    Action.RELEASE: "Xuất bản theo hẹn",
    Action.PIN: "Ghim hoặc bỏ ghim",
    Action.REVISE: "Sửa bài đã đăng",
    Action.WITHDRAW: "Gỡ bài",
    Action.EXPIRE: "Hết hạn",
}
_PATHS: Mapping[Action, tuple[Method, str]] = {
    Action.EDIT: ("PUT", ""),
    Action.REVISE: ("PUT", ""),
    Action.SCHEDULE: ("POST", "/publish"),
}
"""Where a step is not ``POST /<action>``."""


def article_offers(article: Article, who: Editor, now: datetime) -> list[Offer]:
    """What this editor may do ``now``."""
    offers = []
    for action in TABLE.allowed(article.context_at(now, who.id), who.roles_in(article.unit)):
        method, path = _PATHS.get(action, ("POST", f"/{action}"))
        href = f"/v1/staff/articles/{article.id}{path}"
        label, version = ACTION_LABELS[action], article.version
        offers.append(Offer.of(action.value, label, href, version=version, needs_if_match=True, method=method))
    return offers


def entry_offers(entry: Entry) -> list[Offer]:
    href, label = f"/v1/staff/content/{entry.kind}/{entry.key}", "Sửa, ẩn hoặc hiện"
    return [Offer.of("change", label, href, version=entry.version, needs_if_match=True, method="PUT")]


def offers_of(clock: Clock) -> OffersOf:
    """Whoever calls: what they may do."""

    def of_article(article: Article, caller: Caller) -> list[Offer]:
        return article_offers(article, acting(caller), clock.now())

    def of_entry(entry: Entry, _caller: Caller) -> list[Offer]:
        return entry_offers(entry)

    return {Article: of_article, Entry: of_entry}

"""What services publish, so that no public page outlives what it shows.

While nothing can be heard, no page is kept longer than two seconds anyway (``public_page.LONGEST_FRESH``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from shared.events import Event

SHOWN_BY: Mapping[str, tuple[str, ...]] = {
    "article.events.v1": ("svc-content",),
    "guide.events.v1": ("svc-content",),
    "channel.events.v1": ("svc-content",),
    "procedure.events.v1": ("svc-dossier", "svc-content"),
    "calendar.events.v1": ("svc-dossier", "svc-content"),
    "feedback.events.v1": ("svc-feedback",),
    "question.events.v1": ("svc-feedback", "svc-content"),
}
"""The services whose public pages show what is announced on each topic."""

_TAKES_BACK = ("withdrawn", "unpublished", "refused", "referred", "merged", "reclassified")
"""How the names of events end after which something is no longer to be read by everybody."""
_NEW_WORDS = frozenset({"vn.quangngai.feedback.report_published.v1", "vn.quangngai.question.published.v1"})
"""Events after which other words may stand where some stood: nothing in them says whether it is for the first time."""


class Pages(Protocol):
    def changed(self, service: str, *, withdrawn: bool) -> None: ...


@dataclass(frozen=True)
class TellPages:
    pages: Pages

    def __call__(self, topic: str, event: Event) -> None:
        for service in SHOWN_BY[topic]:
            self.pages.changed(service, withdrawn=takes_back(event))


def takes_back(event: Event) -> bool:
    """Whether something that citizens could read is no longer to be read, or no longer in these words."""
    if event.type in _NEW_WORDS or event.data.get("first_at") != event.data.get("published_at"):
        return True  # an article that was published before has both moments, and is corrected
    what = event.type.rsplit(".", 2)[-2] if event.type.count(".") > 1 else event.type
    return what.endswith(_TAKES_BACK) or event.data.get("active") is False

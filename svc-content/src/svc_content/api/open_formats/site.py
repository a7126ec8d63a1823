"""Who publishes, as open formats and public pages name it."""

from dataclasses import dataclass

from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import SINGLE, Organisation


@dataclass(frozen=True)
class Site:
    """Where the gateway is reached, and who speaks: by a name, a short one, a description and a website."""

    base: str
    name: str = ""
    short_name: str = ""
    description: str = ""
    website: str = ""

    @classmethod
    def of(cls, arrangement: Arrangement, public_url: str) -> "Site":
        row = arrangement.find(Organisation, SINGLE)
        if row is None:
            return cls(public_url)
        content = row.content
        return cls(public_url, content.name, content.short_name, content.description, content.website)

    def article(self, article_id: str) -> str:
        """The address of an article's own page."""
        return f"{self.base}/v1/news/{article_id}/page"

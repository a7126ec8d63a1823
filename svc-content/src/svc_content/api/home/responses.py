"""The home screen as an app draws it."""

from collections.abc import Sequence

from pydantic import BaseModel

from svc_content.api.arrangement.responses import HotlineView, OrganisationView
from svc_content.api.articles.responses import ArticleRow, Picture, media_url
from svc_content.api.channels.responses import ChannelView
from svc_content.api.guides.responses import GuideRow
from svc_content.api.labels import Names
from svc_content.api.targets import TargetView
from svc_content.catalogue.arrangement import Row
from svc_content.catalogue.entry_kinds import Banner, Utility
from svc_content.use_cases.read_home import Home


class BannerView(BaseModel):
    title: str
    image: Picture | None
    target: TargetView

    @classmethod
    def of(cls, row: Row[Banner]) -> "BannerView":
        content = row.content
        image = Picture(url=media_url(content.image), text=content.image_text) if content.image else None
        return cls(title=content.title, image=image, target=TargetView.of(content.target))


class UtilityView(BaseModel):
    key: str
    label: str
    icon: str
    target: TargetView
    in_development: bool

    @classmethod
    def of(cls, row: Row[Utility]) -> "UtilityView":
        content = row.content
        return cls(
            key=row.key,
            label=content.label,
            icon=content.icon,
            target=TargetView.of(content.target),
            in_development=content.in_development,
        )


class HomeView(BaseModel):
    organisation: OrganisationView | None
    banners: list[BannerView]
    utilities: list[UtilityView]
    pinned: list[ArticleRow]
    news: list[ArticleRow]
    channels: list[ChannelView]
    guides: list[GuideRow]
    hotlines: list[HotlineView]

    @classmethod
    def of(cls, home: Home, names: Names, articles: Sequence[ArticleRow]) -> "HomeView":
        """``articles``: those that are pinned, then the news."""
        above = len(home.pinned)
        return cls(
            organisation=OrganisationView.of(home.organisation) if home.organisation else None,
            banners=[BannerView.of(row) for row in home.banners],
            utilities=[UtilityView.of(row) for row in home.utilities],
            pinned=[*articles[:above]],
            news=[*articles[above:]],
            channels=[ChannelView.of(one) for one in home.channels],
            guides=[GuideRow.of(row, names) for row in home.guides],
            hotlines=[HotlineView.of(row) for row in home.hotlines],
        )

"""The home screen as an app draws it."""

from collections.abc import Sequence

from pydantic import BaseModel

from svc_content.api.arrangement.responses import HotlineOut, OrganisationOut
from svc_content.api.articles.responses import ArticleRow, Picture, media_url
from svc_content.api.channels.responses import ChannelOut
from svc_content.api.guides.responses import GuideRow
from svc_content.api.labels import Names
from svc_content.api.targets import TargetOut
from svc_content.catalogue.arrangement import Row
from svc_content.catalogue.entry_kinds import Banner, Utility
from svc_content.use_cases.read_home import Home


class BannerOut(BaseModel):
    title: str
    image: Picture | None
    target: TargetOut

    @classmethod
    def of(cls, row: Row[Banner]) -> "BannerOut":
        content = row.content
        image = Picture(url=media_url(content.image), text=content.image_text) if content.image else None
        return cls(title=content.title, image=image, target=TargetOut.of(content.target))


class UtilityOut(BaseModel):
    key: str
    label: str
    icon: str
    target: TargetOut
    in_development: bool

    @classmethod
    def of(cls, row: Row[Utility]) -> "UtilityOut":
        content = row.content
        return cls(
            key=row.key,
            label=content.label,
            icon=content.icon,
            target=TargetOut.of(content.target),
            in_development=content.in_development,
        )


class HomeOut(BaseModel):
    organisation: OrganisationOut | None
    banners: list[BannerOut]
    utilities: list[UtilityOut]
    pinned: list[ArticleRow]
    news: list[ArticleRow]
    channels: list[ChannelOut]
    guides: list[GuideRow]
    hotlines: list[HotlineOut]

    @classmethod
    def of(cls, home: Home, names: Names, articles: Sequence[ArticleRow]) -> "HomeOut":
        """``articles``: those that are pinned, then the news."""
        above = len(home.pinned)
        return cls(
            organisation=OrganisationOut.of(home.organisation) if home.organisation else None,
            banners=[BannerOut.of(row) for row in home.banners],
            utilities=[UtilityOut.of(row) for row in home.utilities],
            pinned=[*articles[:above]],
            news=[*articles[above:]],
            channels=[ChannelOut.of(one) for one in home.channels],
            guides=[GuideRow.of(row, names) for row in home.guides],
            hotlines=[HotlineOut.of(row) for row in home.hotlines],
        )

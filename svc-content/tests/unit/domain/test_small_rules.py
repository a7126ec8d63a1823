"""Feed items, links, favourites."""

from datetime import UTC, datetime

import pytest

from svc_content.domain.entry import MAX_RECORD, Edit, EditEntry, Entry
from svc_content.domain.favourites import MAX_FAVOURITES, TooManyFavourites, with_favourite, without_favourite
from svc_content.domain.feed_item import FeedItem, distinct, identity, plain_link
from svc_content.domain.screens import LONGEST_FOR_PRINT, PLACES, LinkRefusal, LinkRefused, Screen, link

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
APP = "5000000000000000005"


def item(guid: str, url: str, title: str = "Tin") -> FeedItem:
    return FeedItem(guid, url, title, "", "", "", None)


def test_the_same_page_is_the_same_item() -> None:
    first = item("1", "https://QuangNgai.gov.vn/tin/a/?utm_source=rss&id=7#top")
    again = item("2", "https://quangngai.gov.vn/tin/a?id=7")
    assert plain_link(first.link) == "https://quangngai.gov.vn/tin/a?id=7"
    assert distinct([first, again]) == [first]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://bao.vn/tin?101", "https://bao.vn/tin?102", False),
        ("https://bao.vn/#/tin/1", "https://bao.vn/#/tin/2", False),
        ("https://bao.vn/tin/1#binh-luan", "https://bao.vn/tin/1", True),
        ("http://bao.vn/tin/1", "https://bao.vn/tin/1", True),
    ],
)
def test_two_addresses_are_one_page_or_two(one: str, other: str, same: bool) -> None:
    assert (identity(item("1", one)) == identity(item("2", other))) is same


def test_an_item_that_leads_nowhere_has_its_own_name() -> None:
    assert identity(item("", "", "Tin  Mới")) == identity(item("", "", "tin mới"))
    assert identity(item("9", "")) == "guid:9"


@pytest.mark.parametrize("screen", list(Screen))
def test_every_screen_has_a_link_that_can_be_printed(screen: Screen) -> None:
    place = PLACES[screen]
    subject = {r"\d\.\d{6}": "1.001193", r"[a-z0-9-]{2,40}": "qngtv1"}.get(place.id_pattern or "", "art_01J")
    address = link(APP, screen, subject if place.id_pattern else None)
    assert address.startswith(f"https://zalo.me/s/{APP}/")
    assert len(address) <= LONGEST_FOR_PRINT
    assert "{" not in address


@pytest.mark.parametrize(
    ("screen", "subject", "reason"),
    [
        (Screen.ARTICLE, None, LinkRefusal.NEEDS_ID),
        (Screen.HOME, "x", LinkRefusal.NEEDS_NO_ID),
        (Screen.PROCEDURE, "../etc", LinkRefusal.BAD_ID),
        (Screen.ARTICLE, "a?env=TESTING", LinkRefusal.BAD_ID),
    ],
)
def test_a_link_that_cannot_be(screen: Screen, subject: str | None, reason: LinkRefusal) -> None:
    with pytest.raises(LinkRefused) as refused:
        link(APP, screen, subject)
    assert refused.value.reason is reason


def test_a_link_to_a_version_that_is_being_tried() -> None:
    assert link(APP, Screen.NEWS, testing_version=7) == f"https://zalo.me/s/{APP}/news?env=TESTING&version=7"


def test_favourites_are_a_short_list_without_repeats() -> None:
    codes = with_favourite(with_favourite((), "qngtv1"), "qngtv2")
    assert with_favourite(codes, "qngtv1") == codes
    assert without_favourite(codes, "qngtv1") == ("qngtv2",)
    with pytest.raises(TooManyFavourites):
        with_favourite(tuple(str(number) for number in range(MAX_FAVOURITES)), "x")


def test_an_edit_names_what_it_changed() -> None:
    first = EditEntry(1, Edit.ADDED, "stf_1", NOW, "cmd_1", "f")
    entry = Entry("hotline", "1022", 1, 1, True, {"name": "Tổng đài", "phone": "1022"}, (first,))
    second = EditEntry(2, Edit.CHANGED, "stf_2", NOW, "cmd_2", "f")
    after = entry.edited(second, {"name": "Tổng đài 1022", "phone": "1022"}, 1, False)
    assert after.record[-1].changed == ("active", "name")
    for version in range(3, 80):
        after = after.edited(EditEntry(version, Edit.CHANGED, "stf_2", NOW, "c", "f"), {"name": str(version)}, 1, True)
    assert len(after.record) == MAX_RECORD

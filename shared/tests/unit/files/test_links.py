"""What a link to a file opens, for whom and for how long."""

from datetime import timedelta

import pytest

from shared.crypto import generate_key
from shared.errors import NotFound
from shared.files.links import LONGEST_KEY, WINDOW, FileLinks
from shared.identity import Caller, Role
from shared.testing import FakeClock

PATH = "/v1/open-files/dossier"
TARGET = "/v1/staff/dossiers/dos_01KAXN7Q8W5M3Z9T2B4C6D8E0F/files/fil_01KAXN7Q8W5M3Z9T2B4C6D8E0F?size=thumbnail"
ROLES = ("one_stop", "specialist", "administrator")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def links(clock: FakeClock) -> FileLinks:
    return FileLinks.parse(PATH, generate_key(), clock)


def officer(units: int) -> Caller:
    roles = frozenset(Role(name, str(20_938 + 3 * unit)) for name in ROLES for unit in range(units))
    return Caller("staff", "stf_01KAXN7Q8W5M3Z9T2B4C6D8E0F", roles, "", "Nguyễn Thị Phương Thảo")


def key_of(link: str) -> str:
    path, _, key = link.partition("?key=")
    assert path == PATH
    return key


def test_a_link_stands_for_its_caller_and_its_file(links: FileLinks) -> None:
    caller = officer(2)
    assert links.open(key_of(links.link(caller, TARGET))) == (caller, TARGET)


def test_whoever_holds_a_role_in_every_commune_has_a_link_that_its_route_takes(links: FileLinks) -> None:
    caller = officer(96)
    key = key_of(links.link(caller, TARGET))
    assert len(key) <= 1500 <= LONGEST_KEY
    assert links.open(key) == (caller, TARGET)


def test_a_role_that_was_withdrawn_opens_nothing_ten_minutes_later(links: FileLinks, clock: FakeClock) -> None:
    key = key_of(links.link(officer(1), TARGET))
    clock.advance(WINDOW - timedelta(seconds=1))
    links.open(key)
    clock.advance(timedelta(minutes=10) - WINDOW + timedelta(seconds=1))
    with pytest.raises(NotFound):
        links.open(key)


def test_what_was_altered_or_made_elsewhere_opens_nothing(links: FileLinks, clock: FakeClock) -> None:
    key = key_of(links.link(officer(1), TARGET))
    swapped = "A" if key[30] != "A" else "B"
    foreign = key_of(FileLinks.parse(PATH, generate_key(), clock).link(officer(1), TARGET))
    other_service = FileLinks("/v1/open-files/payment", [b"0" * 32], clock)
    for wrong in (key[:30] + swapped + key[31:], foreign, key[:-4], key[:9] + "!" + key[9:], "é" * 50, "A" * 60):
        with pytest.raises(NotFound):
            links.open(wrong)
    same_key_elsewhere = key_of(FileLinks(PATH, [b"0" * 32], clock).link(officer(1), TARGET))
    with pytest.raises(NotFound):
        other_service.open(same_key_elsewhere)

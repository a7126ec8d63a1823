from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc_notify.domain.policy import Channel
from svc_notify.domain.preferences import CONTACT_METHOD_OF, DEFAULTS, ContactMethod, Preferences, Purpose

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CHOICES = st.dictionaries(st.tuples(st.sampled_from(Purpose), st.sampled_from(ContactMethod)), st.booleans())


@pytest.mark.parametrize(
    ("purpose", "channel", "allowed"),
    [
        (Purpose.DOSSIERS, Channel.ZNS, True),
        (Purpose.WARNINGS, Channel.ZALO_MINI_APP, True),
        (Purpose.NEWS, Channel.ZNS, False),
        (Purpose.NEWS, Channel.ZALO_MINI_APP, False),
        (Purpose.NEWS, Channel.ZALO_OA_TEMPLATE, True),
    ],
)
def test_without_a_choice_news_goes_only_to_those_who_follow(purpose: Purpose, channel: Channel, allowed: bool) -> None:
    assert Preferences().allows(purpose, channel) is allowed


@given(CHOICES)
def test_a_choice_counts_for_every_channel_of_its_way_and_for_nothing_else(
    choices: dict[tuple[Purpose, ContactMethod], bool],
) -> None:
    preferences = Preferences().chosen(choices, ())
    for purpose in Purpose:
        for channel, method in CONTACT_METHOD_OF.items():
            expected = choices.get((purpose, method), DEFAULTS[purpose, method])
            assert preferences.allows(purpose, channel) is expected


@given(CHOICES, CHOICES)
def test_a_choice_left_out_stays(
    first: dict[tuple[Purpose, ContactMethod], bool], then: dict[tuple[Purpose, ContactMethod], bool]
) -> None:
    assert Preferences().chosen(first, ()).chosen(then, ()).choices == {**first, **then}


@given(CHOICES)
def test_the_inbox_cannot_be_switched_off(choices: dict[tuple[Purpose, ContactMethod], bool]) -> None:
    preferences = Preferences(consent_revoked_at=NOW).chosen(choices, ())
    assert all(preferences.allows(purpose, Channel.INBOX) for purpose in Purpose)


@pytest.mark.parametrize(
    ("revoked", "consented", "silent"),
    [
        (None, None, False),
        (NOW, None, True),
        (NOW, NOW - timedelta(days=1), True),
        (NOW, NOW + timedelta(seconds=1), False),
        (None, NOW, False),
    ],
)
def test_nothing_is_pushed_from_a_revoked_consent_to_the_next_sign_in(
    revoked: datetime | None, consented: datetime | None, silent: bool
) -> None:
    preferences = Preferences(consent_revoked_at=revoked, consented_at=consented)
    assert preferences.allows(Purpose.DOSSIERS, Channel.ZALO_OA_TEMPLATE) is not silent


def test_what_a_citizen_reads_is_in_vietnamese() -> None:
    assert all(len(term.label) > 10 for term in (*Purpose, *ContactMethod))

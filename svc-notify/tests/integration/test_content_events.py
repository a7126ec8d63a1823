"""What svc-content tells: a reminder reaches its citizen, a warning waits for a second officer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.clock import SystemClock, rfc3339
from shared.events import Event
from shared.ids import random_id
from shared.testing import FakeClock
from svc_notify.domain.broadcast import Action, BroadcastRefused, Entry, Refusal, State
from svc_notify.sources.article import PUBLISHED, WITHDRAWN
from svc_notify.store.broadcasts import Broadcasts

from .harness import MakeNotify, Notify, Zalo, contact_event

pytestmark = pytest.mark.parametrize("database", ["pymongo"], indirect=True)


async def test_a_reminder_of_a_programme_reaches_who_asked_for_it(make_notify: MakeNotify, zalo: Zalo) -> None:
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(clock=clock)
    notify.start()
    citizen_id, person = random_id("cit"), await zalo.person(follows=True)
    await notify.happens(contact_event(citizen_id, person))
    data = {
        "citizen_id": citizen_id,
        "channel_code": "qngtv1",
        "channel_name": "QNgTV1",
        "title": "Dân ca bài chòi",
        "starts_at": rfc3339(clock.now() + timedelta(minutes=10)),
    }
    due = Event(
        random_id("evt"),
        "vn.quangngai.programme.reminder_due.v1",
        "svc-content",
        random_id("rem"),
        clock.now(),
        2,
        data,
        "",
        "",
    )
    await notify.happens(due)
    await notify.happens(due)
    await zalo.receives(1)
    message = await notify.one()
    assert "Dân ca bài chòi" in message["body"]
    assert message["milestone"] == "programme_reminder"
    assert message["href"] == "/v1/tv/channels/qngtv1"
    dropped = replace(due, id=random_id("evt"), type="vn.quangngai.programme.reminder_dropped.v1", version=3)
    await notify.happens(dropped)
    await zalo.receives(2)
    [message] = [one for one in await notify.stored() if one["milestone"] == "programme_dropped"]
    assert "không còn trong lịch phát sóng" in message["body"]


async def test_a_warning_is_drafted_once_and_sent_to_nobody(make_notify: MakeNotify, zalo: Zalo) -> None:
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(clock=clock)
    notify.start()
    data = {
        "unit": "province",
        "issuer": "UBND tỉnh Quảng Ngãi",
        "title": "Bão số 12",
        "summary": "Người dân vùng trũng sơ tán trước 18 giờ.",
        "warning": True,
        "published_at": rfc3339(clock.now()),
        "writers": ["stf_writer"],
        "published_by": "stf_approver",
    }
    published = Event(random_id("evt"), PUBLISHED, "svc-content", random_id("art"), clock.now(), 4, data, "", "")
    news = Event(
        random_id("evt"), PUBLISHED, "svc-content", random_id("art"), clock.now(), 4, {**data, "warning": False}, "", ""
    )
    await notify.staff_called({"stf_writer": "Trần Văn Soạn", "stf_approver": "Lê Thị Duyệt"})
    await notify.happens(published)
    await notify.happens(published)
    await notify.happens(news)
    drafts = await Broadcasts(notify.database["broadcasts"]).page(frozenset({"province"}), None, 10)
    assert [(draft.state, draft.content.subject) for draft in drafts] == [(State.DRAFT, "Bão số 12")]
    assert drafts[0].writer_names == {"stf_writer": "Trần Văn Soạn", "stf_approver": "Lê Thị Duyệt"}
    assert await notify.stored() == []


async def test_a_warning_that_is_withdrawn_is_not_sent(make_notify: MakeNotify, zalo: Zalo) -> None:
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(clock=clock)
    notify.start()
    broadcasts = Broadcasts(notify.database["broadcasts"])
    province = frozenset({"province"})
    article_id = random_id("art")
    data = {
        "unit": "province",
        "issuer": "UBND tỉnh Quảng Ngãi",
        "title": "Bão số 12",
        "summary": "Người dân vùng trũng sơ tán trước 18 giờ.",
        "warning": True,
        "published_at": rfc3339(clock.now()),
        "writers": ["stf_writer"],
        "published_by": "stf_approver",
    }

    def event(kind: str, version: int) -> Event:
        clock.advance(timedelta(seconds=1))
        corrected_data = {**data, "title": f"Bão số 12, tin thứ {version}", "published_at": rfc3339(clock.now())}
        return Event(random_id("evt"), kind, "svc-content", article_id, clock.now(), version, corrected_data, "", "")

    await notify.happens(event(PUBLISHED, 4))
    [approved] = await broadcasts.page(province, None, 10)
    later = clock.now() + timedelta(hours=1)
    waiting = replace(approved, content=replace(approved.content, send_from=later))
    await broadcasts.save(waiting.moved(Entry(Action.APPROVE, "stf_second", clock.now())))
    corrected = event(PUBLISHED, 7)
    await notify.happens(corrected)
    withdrawn = event(WITHDRAWN, 8)
    await notify.happens(withdrawn)
    await notify.happens(replace(corrected, id=random_id("evt")))
    await notify.happens(event(PUBLISHED, 12))
    await notify.happens(withdrawn)
    states = {
        one.news.version if one.news else 0: (one.state, one.withdrawn)
        for one in await broadcasts.page(province, None, 10)
    }
    assert states == {4: (State.STOPPED, True), 7: (State.DISCARDED, True), 12: (State.DRAFT, False)}
    for broadcast in await broadcasts.page(province, None, 10):
        if broadcast.withdrawn:
            for action in (Action.APPROVE, Action.RESUME):
                with pytest.raises(BroadcastRefused) as refused:
                    broadcast.moved(Entry(action, "stf_second", clock.now()))
                assert refused.value.reason is Refusal.NEWS_WITHDRAWN


async def test_a_correction_warns_anew_only_where_the_warning_has_changed(make_notify: MakeNotify, zalo: Zalo) -> None:
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(clock=clock)
    notify.start()
    broadcasts = Broadcasts(notify.database["broadcasts"])
    article_id = random_id("art")

    def event(version: int, title: str) -> Event:
        data = {
            "unit": "province",
            "issuer": "UBND tỉnh Quảng Ngãi",
            "title": title,
            "summary": "Người dân vùng trũng sơ tán trước 18 giờ.",
            "warning": True,
            "published_at": rfc3339(clock.now()),
            "writers": ["stf_writer"],
            "published_by": "stf_approver",
        }
        return Event(random_id("evt"), PUBLISHED, "svc-content", article_id, clock.now(), version, data, "", "")

    async def states() -> dict[int, State]:
        page = await broadcasts.page(frozenset({"province"}), None, 10)
        return {one.news.version: one.state for one in page if one.news}

    corrected = event(7, "Bão số 12 đổi hướng")
    for each in (event(4, "Bão số 12"), event(5, "Bão số 12"), corrected, corrected):
        await notify.happens(each)
    assert await states() == {4: State.DISCARDED, 7: State.DRAFT}
    page = await broadcasts.page(frozenset({"province"}), None, 10)
    draft = next(one for one in page if one.state is State.DRAFT)
    await broadcasts.save(draft.moved(Entry(Action.APPROVE, "stf_second", clock.now())))
    await notify.happens(event(9, "Bão số 12 đổi hướng"))
    await notify.happens(event(11, "Bão số 12 đã tan"))
    assert await states() == {4: State.DISCARDED, 7: State.APPROVED, 11: State.DRAFT}
    # What an officer has made of a draft is no reason to draft it again, and what was said before is told again.
    page = await broadcasts.page(frozenset({"province"}), None, 10)
    draft = next(one for one in page if one.state is State.DRAFT)
    reworded = replace(draft.content, text="Bà con yên tâm, bão đã tan.")
    await broadcasts.save(draft.edited(reworded, Entry(Action.EDIT, "stf_second", clock.now())))
    await notify.happens(event(13, "Bão số 12 đã tan"))
    assert set(await states()) == {4, 7, 11}
    await notify.happens(event(15, "Bão số 12 đổi hướng"))
    assert set(await states()) == {4, 7, 11, 15}

"""Channels, guides, reminders, favourites, and streams that die and come back."""

import asyncio
from datetime import UTC, datetime, timedelta

from prometheus_client import REGISTRY

from shared.clock import VIETNAM
from svc_content.domain.channel_health import DOWN_AFTER, ChannelHealth, Finding, Observation
from svc_content.domain.reminder import MAX_OF_CITIZEN
from svc_content.use_cases.forget_citizen import ForgetCitizen
from svc_content.use_cases.give_reminders import GiveReminders
from svc_content.use_cases.probe_channels import ProbeChannels, forget_found

from .service import Service, key

GUIDE = """Ngày,Bắt đầu,Kết thúc,Chương trình,Hình thức
27/11/2026,08:30,09:30,Thời sự,trực tiếp
27/11/2026,09:30,10:00,Dân ca bài chòi,
27/11/2026,20:00,20:30,Phim: Đất và người,phát lại
28/11/2026,05:30,06:00,Thể dục buổi sáng,
"""


async def take_in(service: Service, guide: str | bytes, channel: str = "qngtv1", *, query: str = "", status: int = 200):
    answer = await service.http.post(
        f"/v1/staff/tv/channels/{channel}/programmes{query}",
        files={"file": ("lich.csv", guide.encode() if isinstance(guide, str) else guide)},
        headers=service.editor,
    )
    assert answer.status_code == status, answer.text
    return answer.json()


async def broadcast_at(service: Service, **addresses: str) -> None:
    """An editor gives the first channel its addresses."""
    row = await service.get("/v1/staff/content/channels/qngtv1", service.editor)
    await service.arrange("channels", "qngtv1", row["content"] | addresses, row["version"])


async def test_a_guide_is_imported_and_shows_what_is_on(service: Service) -> None:
    checked = await take_in(service, GUIDE, query="?check_only=true")
    assert (checked["programmes"], checked["stored"]) == (4, False)
    assert (await service.get("/v1/tv/channels/qngtv1/programmes"))["items"] == []
    assert (await take_in(service, GUIDE))["days"] == ["2026-11-27", "2026-11-28"]
    channels = (await service.get("/v1/tv/channels"))["items"]
    first = next(one for one in channels if one["code"] == "qngtv1")
    assert (first["now"]["title"], first["next"]["title"]) == ("Thời sự", "Dân ca bài chòi")
    assert first["now"]["showing_label"] == "Trực tiếp"
    day = await service.get("/v1/tv/channels/qngtv1/programmes?day=2026-11-28")
    assert [one["title"] for one in day["items"]] == ["Thể dục buổi sáng"]
    radio = (await service.get("/v1/tv/channels?medium=radio"))["items"]
    assert {(one["medium"], one["medium_label"]) for one in radio} == {("radio", "Phát thanh")}
    calendar = await service.http.get("/v1/tv/channels/qngtv1/programmes.ics")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert calendar.text.count("BEGIN:VEVENT") == 4


async def test_an_overlap_refuses_the_whole_guide_and_keeps_what_was_there(service: Service) -> None:
    await take_in(service, GUIDE)
    wrong = GUIDE + "27/11/2026,09:45,10:15,Chen ngang,\n"
    refused = await take_in(service, wrong, status=422)
    assert [(one["field"], "Chen ngang" in one["message"]) for one in refused["errors"]] == [("line 6", True)]
    # Also with a neighbouring day that the file does not hold.
    late = "Ngày,Bắt đầu,Kết thúc,Chương trình\n26/11/2026,23:00,09:00,Suốt đêm\n"
    assert "Thời sự" in (await take_in(service, late, status=422))["errors"][0]["message"]
    day = await service.get("/v1/tv/channels/qngtv1/programmes")
    assert len(day["items"]) == 3
    await take_in(service, GUIDE, channel="khong-co", status=404)
    assert (await take_in(service, b"\x00\x01", status=422))["title"] == "Lịch phát sóng không đọc được"


async def test_lines_that_are_wrong_and_lines_that_overlap_are_named_at_once(service: Service) -> None:
    wrong = GUIDE.replace("28/11/2026,05:30", "28/13/2026,05:30") + "27/11/2026,09:45,10:15,Chen ngang,mơ hồ\n"
    wrong += "27/11/2026,20:15,21:00,Trùng giờ,\n27/11/2026,21:00,22:00,Ca nhạc,\n27/11/2026,21:00,22:00,Ca nhạc,\n"
    refused = await take_in(service, wrong, status=422)
    assert [(one["field"], one["message"].partition("”")[0].partition("“")[2]) for one in refused["errors"]] == [
        ("line 5", "28/13/2026"),
        ("line 6", "mơ hồ"),
        ("line 7", "Trùng giờ"),
        ("line 9", "Ca nhạc"),
    ]
    far = GUIDE + "27/11/2027,08:00,09:00,Năm sau,\n27/11/2026,9 giờ,,Chen ngang,\n"
    refused = await take_in(service, far, status=422)
    assert (refused["title"], refused["errors"][0]["field"]) == ("Lịch phát sóng quá dài", "line 7")


async def test_a_guide_says_which_of_its_columns_were_not_used(service: Service) -> None:
    taken = await take_in(service, GUIDE.replace("Hình thức", "Phát: trực tiếp / phát lại"))
    assert taken["unused_columns"] == ["Phát: trực tiếp / phát lại"]
    day = await service.get("/v1/tv/channels/qngtv1/programmes")
    assert {(one["showing"], one["showing_label"]) for one in day["items"]} == {("unknown", "")}


async def test_a_reminder_is_given_once_and_moves_with_its_programme(service: Service) -> None:
    await take_in(service, GUIDE)
    wanted = {"channel": "qngtv1", "starts_at": "2026-11-27T20:00:00+07:00"}
    first = await service.http.put("/v1/tv/reminders", json=wanted, headers=service.citizen)
    again = await service.http.put("/v1/tv/reminders", json=wanted, headers=service.citizen)
    assert first.status_code == 200, first.text
    assert first.json() == again.json()
    assert first.json()["remind_at"] == "2026-11-27T19:50:00.000+07:00"
    await take_in(service, GUIDE.replace("20:00,20:30", "20:30,21:00"))
    [moved] = (await service.get("/v1/tv/reminders", service.citizen))["items"]
    assert (moved["starts_at"], moved["remind_at"]) == (
        "2026-11-27T20:30:00.000+07:00",
        "2026-11-27T20:20:00.000+07:00",
    )
    give = GiveReminders(service.stores.reminders, service.clock)
    await give()
    assert await service.outbox("reminders") == []
    service.clock.set(datetime(2026, 11, 27, 13, 20, tzinfo=UTC))
    await give()
    await give()
    [(kind, data)] = await service.outbox("reminders")
    assert kind == "vn.quangngai.programme.reminder_due.v1"
    assert (data["citizen_id"], data["title"]) == (service.citizen_id, "Phim: Đất và người")


async def test_a_programme_that_moved_is_not_reminded_of_twice(service: Service) -> None:
    await take_in(service, GUIDE)
    wanted = {"channel": "qngtv1", "starts_at": "2026-11-27T20:00:00+07:00"}
    await service.http.put("/v1/tv/reminders", json=wanted, headers=service.citizen)
    await take_in(service, GUIDE.replace("20:00,20:30", "20:30,21:00"))
    moved = {"channel": "qngtv1", "starts_at": "2026-11-27T20:30:00+07:00"}
    await service.http.put("/v1/tv/reminders", json=moved, headers=service.citizen)
    assert len((await service.get("/v1/tv/reminders", service.citizen))["items"]) == 1
    # Taken out of the guide, and back again.
    await take_in(service, GUIDE.replace("Phim: Đất và người", "Ca nhạc"))
    [dropped] = (await service.get("/v1/tv/reminders", service.citizen))["items"]
    assert dropped["remind_at"] is None
    await take_in(service, GUIDE.replace("20:00,20:30", "20:30,21:00"))
    again = await service.http.put("/v1/tv/reminders", json=moved, headers=service.citizen)
    assert again.json()["remind_at"] == "2026-11-27T20:20:00.000+07:00"


async def test_a_reminder_is_never_lost_without_a_word(service: Service) -> None:
    await take_in(service, GUIDE)
    wanted = {"channel": "qngtv1", "starts_at": "2026-11-27T20:00:00+07:00"}
    await service.http.put("/v1/tv/reminders", json=wanted, headers=service.citizen)

    async def shown() -> tuple[str, str, str | None, str]:
        [one] = (await service.get("/v1/tv/reminders", service.citizen))["items"]
        return one["title"], one["starts_at"], one["remind_at"], one["note"]

    def at(moment: str) -> str:
        return f"{moment}:00.000+07:00"

    # Renamed, and a little earlier.
    await take_in(service, GUIDE.replace("20:00,20:30,Phim: Đất và người", "19:55,20:30,Đất và người"))
    assert await shown() == ("Đất và người", at("2026-11-27T19:55"), at("2026-11-27T19:45"), "")
    # Late in the evening, then past midnight: in two files, one for each day.
    await take_in(service, GUIDE.replace("20:00,20:30,Phim: Đất và người", "23:30,23:59,Đất và người"))
    assert (await shown())[1] == at("2026-11-27T23:30")
    today, tomorrow = (
        "Ngày,Bắt đầu,Kết thúc,Chương trình\n27/11/2026,",
        "Ngày,Bắt đầu,Kết thúc,Chương trình\n28/11/2026,",
    )
    await take_in(service, f"{today}20:00,21:00,Ca nhạc\n")
    note = "Chương trình không còn trong lịch phát sóng nên sẽ không nhắc."
    assert await shown() == ("Đất và người", at("2026-11-27T23:30"), None, note)
    await take_in(service, f"{tomorrow}00:15,01:00,Đất và người\n")
    assert await shown() == ("Đất và người", at("2026-11-28T00:15"), at("2026-11-28T00:05"), "")


async def test_who_waits_for_a_programme_that_left_the_guide_is_told_once(service: Service) -> None:
    await take_in(service, GUIDE)
    wanted = {"channel": "qngtv1", "starts_at": "2026-11-27T20:00:00+07:00"}
    await service.http.put("/v1/tv/reminders", json=wanted, headers=service.citizen)
    await take_in(service, GUIDE.replace("Phim: Đất và người", "Ca nhạc"))
    give = GiveReminders(service.stores.reminders, service.clock)
    await give()
    assert await service.outbox("reminders") == [], "it may come back until it should begin"
    service.clock.set(datetime(2026, 11, 27, 12, 50, tzinfo=UTC))
    await give()
    await give()
    [(kind, data)] = await service.outbox("reminders")
    assert kind == "vn.quangngai.programme.reminder_dropped.v1"
    assert (data["citizen_id"], data["title"]) == (service.citizen_id, "Phim: Đất và người")


async def test_what_is_on_instead_can_be_asked_for_under_its_own_title(service: Service) -> None:
    await take_in(service, GUIDE)
    wanted = {"channel": "qngtv1", "starts_at": "2026-11-27T20:00:00+07:00"}
    await service.http.put("/v1/tv/reminders", json=wanted, headers=service.citizen)
    await take_in(service, GUIDE.replace("Phim: Đất và người", "Ca nhạc"))
    instead = await service.http.put("/v1/tv/reminders", json=wanted, headers=service.citizen)
    assert (instead.json()["title"], instead.json()["note"]) == ("Ca nhạc", "")


async def test_a_reminder_of_what_is_not_in_the_guide_or_over_is_refused(service: Service) -> None:
    await take_in(service, GUIDE)
    for start, status in (("2026-11-27T20:01:00+07:00", 404), ("2026-11-27T08:30:00+07:00", 409)):
        body = {"channel": "qngtv1", "starts_at": start}
        answer = await service.http.put("/v1/tv/reminders", json=body, headers=service.citizen)
        assert answer.status_code == status


async def test_as_many_reminders_as_are_asked_for_at_once_are_no_more_than_there_may_be(service: Service) -> None:
    day = datetime(2026, 11, 28, tzinfo=UTC)
    starts = [day + timedelta(minutes=10 * number) for number in range(100)]
    rows = [f"{at:%d/%m/%Y},{at:%H:%M},,Chương trình {number}" for number, at in enumerate(starts)]
    await take_in(service, "\n".join(["Ngày,Bắt đầu,Kết thúc,Chương trình", *rows]))

    async def ask(at: datetime) -> int:
        body = {"channel": "qngtv1", "starts_at": at.replace(tzinfo=VIETNAM).isoformat()}
        return (await service.http.put("/v1/tv/reminders", json=body, headers=service.citizen)).status_code

    answers = await asyncio.gather(*map(ask, starts))
    assert {*answers} <= {200, 409, 503}
    for at in starts:  # whoever clashed too often asks again
        await ask(at)
    assert await service.database["reminders"].count_documents({}) == MAX_OF_CITIZEN
    assert answers.count(200) <= MAX_OF_CITIZEN
    service.clock.advance(timedelta(days=2))
    service.editor = service.mint.staff("content_editor@province", staff_id="stf_editor")
    later = day + timedelta(days=5)
    await take_in(service, f"Ngày,Bắt đầu,Kết thúc,Chương trình\n{later:%d/%m/%Y},08:00,,Thời sự\n")
    service.citizen = service.mint.citizen(service.citizen_id)
    assert await ask(later.replace(hour=8)) == 200, "what has begun leaves its place"


async def test_reminders_and_favourites_are_ones_own_and_go_with_the_citizen(service: Service) -> None:
    await take_in(service, GUIDE)
    body = {"channel": "qngtv1", "starts_at": "2026-11-27T20:00:00+07:00"}
    reminder = (await service.http.put("/v1/tv/reminders", json=body, headers=service.citizen)).json()
    other = service.mint.citizen("cit_binh")
    await service.http.delete(f"/v1/tv/reminders/{reminder['id']}", headers=other)
    assert len((await service.get("/v1/tv/reminders", service.citizen))["items"]) == 1
    for code, status in (("qngtv2", 200), ("qngtv1", 200), ("qngtv2", 200), ("khong-co", 404)):
        answer = await service.http.put(f"/v1/tv/favourites/{code}", headers=service.citizen)
        assert answer.status_code == status
    assert (await service.get("/v1/tv/favourites", service.citizen))["channels"] == ["qngtv2", "qngtv1"]
    await service.http.delete("/v1/tv/favourites/qngtv2", headers=service.citizen)
    assert (await service.get("/v1/tv/favourites", service.citizen))["channels"] == ["qngtv1"]
    await ForgetCitizen(service.stores.reminders, service.stores.favourites)(service.citizen_id)
    assert (await service.get("/v1/tv/favourites", service.citizen))["channels"] == []
    assert (await service.get("/v1/tv/reminders", service.citizen))["items"] == []


async def test_favourites_chosen_at_the_same_moment_are_all_kept(service: Service) -> None:
    codes = ["qngtv1", "qngtv2"]
    for _ in range(5):
        answers = await asyncio.gather(
            *(service.http.put(f"/v1/tv/favourites/{code}", headers=service.citizen) for code in codes)
        )
        assert [answer.status_code for answer in answers] == [200, 200]
        assert sorted((await service.get("/v1/tv/favourites", service.citizen))["channels"]) == codes
        for code in codes:
            await service.http.delete(f"/v1/tv/favourites/{code}", headers=service.citizen)


class Scripted:
    """A probe that finds what the test says, everywhere but where it says otherwise."""

    def __init__(self) -> None:
        self.finding = Finding.PLAYS
        self.at: dict[str, tuple[Finding, int | None]] = {}

    async def __call__(self, url: str, place: str, before: ChannelHealth) -> Observation:
        finding, number = self.at.get(url, (self.finding, None))
        return before.judged(Observation(finding, {} if number is None else {place: number}))


def measured(channel: str) -> float | None:
    """What the alert StreamDown reads."""
    return REGISTRY.get_sample_value("content_stream_up", {"channel": channel})


async def test_a_channel_that_dies_is_marked_and_comes_back(service: Service) -> None:
    await broadcast_at(service, stream_url="https://live.example/qngtv1.m3u8")
    probe = Scripted()
    look = ProbeChannels(service.stores.channel_health, service.arrangement, probe, service.clock)  # type: ignore[arg-type]

    async def state() -> bool | None:
        channels = (await service.get("/v1/tv/channels"))["items"]
        up: bool | None = next(one["up"] for one in channels if one["code"] == "qngtv1")
        return up

    async def looks(finding: Finding, times: int) -> bool | None:
        probe.finding = finding
        for _ in range(times):
            service.clock.advance(timedelta(seconds=30))
            await look()
        return await state()

    assert await state() is None
    assert await looks(Finding.PLAYS, 1) is True
    assert await looks(Finding.UNREACHABLE, 2) is True
    assert await looks(Finding.UNREACHABLE, 1) is False
    assert await looks(Finding.PLAYS, 1) is False
    assert await looks(Finding.PLAYS, 1) is True
    changes = [(data["up"], data["finding"]) for _, data in await service.outbox("channel_health")]
    assert changes == [(False, "unreachable"), (True, "plays")]
    figures = await service.get("/v1/staff/content-figures", service.editor)
    assert figures["streams_up"] == 1
    shown = [(one["channel"], one["channel_name"], one["finding_label"]) for one in figures["streams"] if one["up"]]
    assert shown == [("qngtv1", "QNgTV1", "Đang phát")]


async def test_a_channel_that_is_not_shown_any_more_is_not_measured_any_more(service: Service) -> None:
    row = await service.get("/v1/staff/content/channels/qngtv1", service.editor)
    content = row["content"] | {"stream_url": "https://live.example/qngtv1.m3u8"}
    path, headers = "/v1/staff/content/channels/qngtv1", {**service.editor, "If-Match": f'"{row["version"]}"'}
    probe = Scripted()
    look = ProbeChannels(service.stores.channel_health, service.arrangement, probe, service.clock)  # type: ignore[arg-type]
    probe.finding = Finding.NOT_MEDIA
    for number, (shown, value) in enumerate([(True, 0.0), (False, None), (True, 0.0)]):
        body = {"content": content, "position": 5, "active": shown}
        headers["If-Match"] = f'"{row["version"] + number}"'
        assert (await service.http.put(path, json=body, headers={**headers, **key()})).status_code == 200
        await look()
        assert measured("qngtv1") == value
    await service.arrange("channels", "qngtv1", content | {"stream_url": ""}, row["version"] + 3)
    await look()
    assert measured("qngtv1") is None
    figures = await service.get("/v1/staff/content-figures", service.editor)
    assert [one["channel"] for one in figures["streams"] if one["channel"] == "qngtv1"] == []


async def test_a_process_that_no_longer_looks_measures_nothing(service: Service) -> None:
    await broadcast_at(service, stream_url="https://live.example/qngtv1.m3u8")
    look = ProbeChannels(service.stores.channel_health, service.arrangement, Scripted(), service.clock)  # type: ignore[arg-type]
    await look()
    assert measured("qngtv1") == 1.0
    forget_found()
    assert measured("qngtv1") is None


async def test_a_stream_beside_the_first_one_must_move_on_too(service: Service) -> None:
    first, beside = "https://live.example/1.m3u8", "https://live.example/2.m3u8"
    await broadcast_at(service, stream_url=first, fallback_url=beside)
    probe = Scripted()
    probe.at = {first: (Finding.UNREACHABLE, None), beside: (Finding.PLAYS, 7)}
    look = ProbeChannels(service.stores.channel_health, service.arrangement, probe, service.clock)  # type: ignore[arg-type]
    for _ in range(1 + DOWN_AFTER):
        await look()
    [why] = [
        one["finding_label"]
        for one in (await service.get("/v1/staff/content-figures", service.editor))["streams"]
        if one["channel"] == "qngtv1"
    ]
    assert why == "Không kết nối được tới địa chỉ phát", "what is wrong with the first one is said"
    assert measured("qngtv1") == 0.0


async def test_where_the_first_stream_stands_still_the_one_beside_it_plays(service: Service) -> None:
    first, beside = "https://live.example/1.m3u8", "https://live.example/2.m3u8"
    await broadcast_at(service, stream_url=first, fallback_url=beside)
    probe = Scripted()
    look = ProbeChannels(service.stores.channel_health, service.arrangement, probe, service.clock)  # type: ignore[arg-type]
    for number in range(2 + DOWN_AFTER):
        probe.at = {first: (Finding.PLAYS, 900), beside: (Finding.PLAYS, number)}
        await look()
        assert measured("qngtv1") == 1.0


async def test_a_programme_of_xmltv_that_is_wrong_is_named_by_its_place_in_the_file(service: Service) -> None:
    programmes = (
        "<programme start='20261127060000' channel='vtv1'><title>Khác</title></programme>"
        "<programme start='20261127060000' stop='20261127070000' channel='qngtv1'><title>Thời sự</title></programme>"
        "<programme start='20261127063000' stop='20261127073000' channel='qngtv1'><title>Chen ngang</title></programme>"
        "<programme start='gần trưa' channel='qngtv1'><title>Sai</title></programme>"
    )
    refused = await take_in(service, f"<tv>{programmes}</tv>", status=422)
    assert [one["field"] for one in refused["errors"]] == ["programme 3", "programme 4"]


async def test_an_import_needs_its_editor(service: Service) -> None:
    answer = await service.http.post(
        "/v1/staff/tv/channels/qngtv1/programmes", files={"file": ("a.csv", b"x")}, headers={**service.writer, **key()}
    )
    assert answer.status_code == 403

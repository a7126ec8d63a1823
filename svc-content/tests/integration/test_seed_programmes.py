"""The guide of a demonstration."""

from datetime import timedelta

from shared.clock import VIETNAM
from svc_content.catalogue.entry_kinds import Channel
from svc_content.catalogue.shipped import demonstration_programmes
from svc_content.domain.programme import faults
from svc_content.store.programme_days import ProgrammeDay
from svc_content.use_cases.seed_programmes import AHEAD, SeedProgrammes

from .service import Service


async def test_every_channel_shows_what_is_on_and_what_a_station_gave_stays(service: Service) -> None:
    today = service.clock.now().astimezone(VIETNAM).date()
    given = ProgrammeDay("qngtv1", today + timedelta(days=1), (), "stf_editor", service.clock.now())
    await service.stores.programme_days.replace([given])
    seed = SeedProgrammes(service.stores.programme_days, demonstration_programmes(), service.clock)
    await seed()
    await seed()
    last = today + timedelta(days=AHEAD)
    for channel in service.arrangement.all(Channel):
        days = await service.stores.programme_days.days(channel.key, today, last)
        assert len(days) == AHEAD
        assert faults([programme for day in days for programme in day.programmes], VIETNAM) == []
    [kept] = await service.stores.programme_days.days("qngtv1", given.day, given.day)
    assert (kept.programmes, kept.imported_by) == ((), "stf_editor")
    shown = (await service.get("/v1/tv/channels"))["items"]
    assert all(one["now"] for one in shown)

"""Legal codes when many officers accept at the same moment."""

import asyncio
from datetime import UTC, date, datetime

from .service import Service


async def test_many_accept_at_once_and_every_dossier_has_its_own_number(service: Service) -> None:
    # Twice as many are fewer than the service has connections to MongoDB: nobody is sent away on a slow machine.
    dossiers = await asyncio.gather(*(service.submit() for _ in range(30)))
    # Each is accepted by two officers at once: one of them is told so, and no number is given twice.
    attempts = [service.act(dossier["id"], "accept", service.one_stop, 1) for dossier in dossiers for _ in range(2)]
    answers = await asyncio.gather(*attempts)
    accepted = [answer.json()["code"] for answer in answers if answer.status_code == 200]
    assert {answer.status_code for answer in answers} == {200, 412}
    assert len({*accepted}) == len(accepted) == len(dossiers)
    assert all(code.startswith("000.01.99.H48-261123-") for code in accepted)


async def test_the_day_is_that_of_vietnam_and_each_day_counts_anew(service: Service) -> None:
    async def code(at: datetime) -> str:
        service.clock.set(at)
        dossier_id = (await service.submit(who=service.mint.citizen("cit_an")))["id"]
        officer = service.mint.staff("one_stop@21025", staff_id="stf_one_stop")
        return str((await service.act(dossier_id, "accept", officer, 1)).json()["code"])

    assert await code(datetime(2026, 11, 25, 16, 59, tzinfo=UTC)) == "000.01.99.H48-261125-0001"
    assert await code(datetime(2026, 11, 25, 17, 0, tzinfo=UTC)) == "000.01.99.H48-261126-0001"
    assert await code(datetime(2026, 11, 25, 17, 1, tzinfo=UTC)) == "000.01.99.H48-261126-0002"


async def test_numbers_are_unique_and_whole_however_many_ask_at_once(service: Service) -> None:
    day = date(2026, 11, 27)
    numbers = await asyncio.gather(*(service.stores.code_numbers.next("21025", day) for _ in range(300)))
    assert sorted(numbers) == list(range(1, 301))
    assert await service.stores.code_numbers.next("21028", day) == 1


async def test_a_counter_that_was_set_back_gives_no_code_a_second_time(service: Service) -> None:
    first = (await service.submit())["id"]
    assert (await service.act(first, "accept", service.one_stop, 1)).status_code == 200
    await service.database["code_numbers"].delete_many({})
    second = (await service.submit())["id"]
    assert (await service.act(second, "accept", service.one_stop, 1)).json()["code"].endswith("-0002")

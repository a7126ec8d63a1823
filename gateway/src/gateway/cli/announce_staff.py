"""``announce-staff``: all who were ever granted a role once more, after Kafka was lost.

A worker sends it; whoever knows it already leaves it out.
"""

from gateway.settings import Settings
from gateway.use_cases.staff_events import staff_event
from gateway.wiring import prepared_stores
from shared.command_words import refuse_words
from shared.crypto import FieldCipher


async def announce_staff(settings: Settings, words: list[str]) -> int:
    refuse_words(words)
    cipher = FieldCipher.parse(settings.staff_keys.get_secret_value())
    async with prepared_stores(settings) as (stores, clock):
        now = clock.now()
        announced = await stores.staff.announce_again(lambda member: staff_event(member, now, cipher))
    print(f"{announced} cán bộ được gửi lại.")  # noqa: T201  a command's answer
    return 0

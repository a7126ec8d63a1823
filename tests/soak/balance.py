"""The books after a soak: every submission made one message, each is accounted for, none was sent twice unstated."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient

from local_stack.endpoints import Endpoints
from svc_notify.domain.outcomes import MAY_HAVE_ARRIVED
from tests.journeys.people import JSON, World, call

SENT, SKIPPED, FAILED = "accepted", "inbox_only", "undeliverable"
OPEN = ("planned", "deferred", "sending")
_PAGE = 1_000


@dataclass(frozen=True)
class Balance:
    """``planned`` counts the filings, each of which plans one message; the rest counts messages."""

    planned: int
    sent: int
    skipped: int
    failed: int
    open: int
    second_messages: int
    """Messages that Zalo took more than once, beyond the first."""
    window: int
    """Calls recorded as possibly repeated: no answer, a server error, a claim lost in a kill."""
    faults: Sequence[str] = field(default=())

    def __str__(self) -> str:
        accounted = self.sent + self.skipped + self.failed + self.open
        sign = "=" if self.planned == accounted else "≠"
        return (
            f"planned {self.planned} {sign} sent {self.sent} + skipped {self.skipped} + failed {self.failed} "
            f"+ open {self.open}; second messages {self.second_messages}, stated window {self.window}"
        )


def still_open(messages: Sequence[JSON]) -> int:
    return sum(message["state"] in OPEN for message in messages)


async def dossiers_in(endpoints: Endpoints) -> set[str]:
    async with _administrator(endpoints) as mongo:
        return {one["_id"] async for one in mongo["svc_dossier"]["dossiers"].find({}, {"_id": 1})}


async def messages_about(endpoints: Endpoints, dossiers: set[str]) -> list[JSON]:
    async with _administrator(endpoints) as mongo:
        return [one async for one in mongo["svc_notify"]["messages"].find() if one["subject_id"] in dossiers]


async def taken_by_zalo(world: World, after: int, messages: Sequence[JSON]) -> Counter[str]:
    """How often each of ``messages`` came to Zalo, by id, of what it accepted after that number. A message in the
    Official Account's own words carries no id; its text names the dossier, the step and the time.
    """
    by_text = {f"{message['title']}\n\n{message['body']}": message["_id"] for message in messages}
    taken: Counter[str] = Counter()
    while items := (await call(world.zalo, "GET", f"/control/messages?after={after}&limit={_PAGE}", 200)).json()[
        "items"
    ]:
        taken.update(item["tracking_id"] or by_text.get(item["text"], "unknown") for item in items)
        after = items[-1]["seq"]
    return taken


def balance_of(
    acknowledged: Sequence[str], dossiers: set[str], messages: Sequence[JSON], taken: Mapping[str, int]
) -> Balance:
    states = Counter(message["state"] for message in messages)
    by_dossier = Counter(message["subject_id"] for message in messages)
    window = {message["_id"]: sum(map(_may_repeat, message["attempts"])) for message in messages}
    seconds = {message_id: times - 1 for message_id, times in taken.items() if times > 1}
    faults = {
        "filings that were acknowledged and are not stored": [one for one in acknowledged if one not in dossiers],
        "filings that were acknowledged twice": [one for one, times in Counter(acknowledged).items() if times > 1],
        "filings without a message": sorted(dossiers - set(by_dossier)),
        "filings with more than one message": [one for one, times in by_dossier.items() if times > 1],
        "messages in a state that is none": [one["_id"] for one in messages if one["state"] not in _STATES],
        "sent messages that Zalo does not have": [
            one["_id"] for one in messages if one["state"] == SENT and one["_id"] not in taken
        ],
        "messages that Zalo has and that are not ours": sorted(set(taken) - set(window)),
        "second messages outside the stated window": [one for one, n in seconds.items() if n > window.get(one, 0)],
    }
    return Balance(
        planned=len(dossiers),
        sent=states[SENT],
        skipped=states[SKIPPED],
        failed=states[FAILED],
        open=still_open(messages),
        second_messages=sum(seconds.values()),
        window=sum(window.values()),
        faults=[f"{len(found)} {what}, the first: {found[0]}" for what, found in faults.items() if found],
    )


_STATES = {SENT, SKIPPED, FAILED, *OPEN}


def _may_repeat(attempt: Mapping[str, Any]) -> bool:
    """Whether Zalo may have taken the message although this call was not recorded as accepted."""
    outcome = attempt.get("outcome")
    return outcome is None or outcome in MAY_HAVE_ARRIVED


def _administrator(endpoints: Endpoints) -> AsyncMongoClient[JSON]:
    return AsyncMongoClient(Path(endpoints.mongo_url_file).read_text(), tz_aware=True)

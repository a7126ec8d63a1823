"""What a channel is to the dispatcher."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from svc_notify.domain.outcomes import Outcome


@dataclass(frozen=True)
class Delivery:
    """One message as a channel needs it. ``recipient`` is the citizen's id on that channel."""

    message_id: str
    recipient: str
    template_id: str
    params: Mapping[str, str]


class ChannelAdapter(Protocol):
    @property
    def ready(self) -> bool:
        """Whether a call could be made at all now (there is a credential)."""
        ...

    async def send(self, delivery: Delivery) -> Outcome:
        """One call. Whatever goes wrong outside is an outcome, not an exception."""
        ...

    async def alive(self) -> bool:
        """Whether the provider answers at all; sends nothing to anybody."""
        ...

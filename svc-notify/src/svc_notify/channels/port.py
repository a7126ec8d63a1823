"""What a channel is to the dispatcher."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from svc_notify.domain.outcomes import DeliveryOutcome


@dataclass(frozen=True)
class Delivery:
    """One message as a channel needs it.

    ``message_id`` goes along as the tracking id: at most 48 letters, digits, ``-`` and ``_``. ``recipient`` is the
    citizen's id on that channel: OA user id, user id of the mini app, or phone as ``84900000001``. ``template_id`` is
    that channel's, empty where it knows no templates; there ``title`` and ``text`` are sent, whole and without markup.
    """

    message_id: str
    recipient: str = field(repr=False)
    template_id: str
    params: Mapping[str, str] = field(repr=False)
    title: str
    text: str = field(repr=False)


class ChannelAdapter(Protocol):
    @property
    def ready(self) -> bool:
        """Whether a call could be made at all now (there is a credential)."""
        ...

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        """One call. Whatever goes wrong outside is an outcome, not an exception."""
        ...

    async def alive(self) -> bool:
        """Whether the provider answers at all; sends nothing to anybody."""
        ...

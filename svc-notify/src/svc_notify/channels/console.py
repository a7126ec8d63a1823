"""The channel for development: what would go out is a line in the log, without a word of the text, and nobody is
told.
"""

from shared.logs import get_logger
from svc_notify.channels.port import Delivery
from svc_notify.domain.outcomes import DeliveryOutcome, OutcomeClass

log = get_logger()


class Console:
    @property
    def ready(self) -> bool:
        return True

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        log.info("message_to_console", message_id=delivery.message_id, title=delivery.title)
        return DeliveryOutcome(OutcomeClass.ACCEPTED, provider_id=delivery.message_id)

    async def alive(self) -> bool:
        return True

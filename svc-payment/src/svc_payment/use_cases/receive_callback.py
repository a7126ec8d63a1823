"""A provider calls: verified on the very bytes, kept, taken in, answered in the provider's own words.

Nothing is asked of anybody in here. What is verified and fits no payment is kept and tried again; money goes to its
bill in the background.
"""

from dataclasses import dataclass
from itertools import product

from prometheus_client import Counter

from shared.errors import Conflict, NotFound, Unavailable
from shared.logs import get_logger
from shared.mongo import MONGO_UNAVAILABLE
from svc_payment.providers.port import Answer, BadCallback, Callback, CallbackOutcome
from svc_payment.providers.registry import Providers
from svc_payment.use_cases.take_in_callback import TakeInCallback

_callbacks = Counter("payment_callbacks_total", "Calls of providers, by what became of them", ["provider", "outcome"])

log = get_logger()


@dataclass(frozen=True)
class ReceiveCallback:
    providers: Providers
    take_in: TakeInCallback

    def __post_init__(self) -> None:
        for provider, outcome in product(self.providers.by_name, CallbackOutcome):
            _callbacks.labels(provider, outcome)

    async def __call__(self, provider_name: str, callback: Callback) -> Answer:
        """Raises ``NotFound`` for a provider that is not in use."""
        provider = self.providers.find(provider_name)
        if provider is None:
            raise NotFound()
        try:
            outcome = await self.take_in(provider_name, provider.read(callback), callback)
        except BadCallback as bad:
            log.warning("callback_refused", provider=provider_name, outcome=bad.outcome, why=str(bad))
            outcome = bad.outcome
        except (*MONGO_UNAVAILABLE, Unavailable, Conflict) as error:
            log.error("callback_not_taken_in", provider=provider_name, error=type(error).__name__)
            outcome = CallbackOutcome.OUR_FAULT
        _callbacks.labels(provider_name, outcome).inc()
        return provider.answer(outcome)

"""The providers that this province has switched on, and why others that it asked for are not."""

from collections.abc import Mapping
from dataclasses import dataclass

from svc_payment.providers.port import Provider, Traits


@dataclass(frozen=True)
class Providers:
    by_name: Mapping[str, Provider]

    def find(self, name: str) -> Provider | None:
        return self.by_name.get(name)

    def offered(self) -> list[Traits]:
        return [provider.traits for provider in self.by_name.values()]

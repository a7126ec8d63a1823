"""A sealed contact is opened under the context that it was sealed under, by the service that it is for."""

import pytest

from gateway.domain import events
from svc_notify.dispatch import delivery_contexts
from svc_notify.sources import citizen
from svc_payment.use_cases import take_shop_step


@pytest.mark.parametrize(
    ("sealed_under", "opened_under"),
    [
        pytest.param(events.CONTACT_CONTEXT, citizen.CONTEXT, id="gateway"),
        pytest.param(take_shop_step.CONTACT_CONTEXT, delivery_contexts.CONTACT_CONTEXT, id="svc-payment"),
    ],
)
def test_who_seals_and_who_opens_use_one_context(sealed_under: str, opened_under: str) -> None:
    assert sealed_under == opened_under

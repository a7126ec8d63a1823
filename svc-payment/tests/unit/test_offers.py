"""Whatever goes by offers has them offered anew when a step of it is refused."""

import inspect
from typing import get_type_hints

from shared.offers import Offer
from svc_payment.api import offers
from svc_payment.domain.refund import Refund


def test_a_refused_step_offers_anew_whatever_has_offers() -> None:
    of = {
        next(iter(hints.values()))
        for name, function in inspect.getmembers(offers, inspect.isfunction)
        if name.endswith("_offers") and (hints := get_type_hints(function))["return"] == list[Offer]
    }
    assert of == offers.OFFERS.keys()
    assert Refund not in of, "its steps are those of its payment"

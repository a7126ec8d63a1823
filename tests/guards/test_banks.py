"""The mini app offers the banks that svc-payment takes, under the same names and in the same order."""

import re

from svc_payment.catalogue.wording import read_banks
from tests.guards.sources import ROOT


def test_the_mini_app_offers_the_banks_that_the_service_takes() -> None:
    written = (ROOT / "web/mini-app/src/banks.ts").read_text()
    offered = re.findall(r'^  \["(\d{6})", "(.+)"\],$', written, re.MULTILINE)
    assert offered == list(read_banks().items())

"""A receipt as the paper that is printed, for whoever paid and for the counter alike."""

from dataclasses import dataclass

from starlette.responses import Response

from shared.errors import Unavailable
from shared.files.download import made_file
from shared.printing.printer import Printer
from svc_payment.api.receipt_checks.routes import check_address
from svc_payment.domain.receipt import ReceiptText
from svc_payment.papers.facts import receipt_facts
from svc_payment.providers.labels import PROVIDER_LABELS


@dataclass(frozen=True)
class ReceiptPaper:
    printer: Printer
    public_url: str

    async def __call__(self, issued: ReceiptText) -> Response:
        """PDF/A with the address at which it can be checked. Raises ``Unavailable``."""
        facts = receipt_facts(issued, PROVIDER_LABELS[issued.payment.provider])
        try:
            pdf = await self.printer.pdf("receipt", check_address(self.public_url, issued), facts)
        except TimeoutError:
            raise Unavailable() from None
        return made_file(pdf, f"{issued.number}.pdf", "application/pdf")

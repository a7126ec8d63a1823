"""A shop of Cửa hàng 4.0: registered by its owner, reviewed by the commune, paid by a QR code of its own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import Enum, StrEnum, auto

from svc_payment.domain.account_holder import is_own
from svc_payment.domain.party import Party
from svc_payment.domain.tax_code import TaxCodeForm

MOST_SHOPS = 10
"""The most shops that one owner has at a time: what was closed, revoked or rejected makes room for another."""
MOST_PAYEE_CHANGES = 5
"""That an owner may ask for until the office has decided on one. What the office does is never bounded: a shop can
always be suspended and revoked."""
MAX_PHOTOS = 6
MAX_PRODUCTS = 50


class ShopState(StrEnum):
    REGISTERED = "registered"
    IN_REVIEW = "in_review"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    REJECTED = "rejected"
    CLOSED = "closed"


class ShopAction(StrEnum):
    REGISTER = "register"
    REVIEW = "review"
    REQUEST_SUPPLEMENT = "request_supplement"
    SUPPLEMENT = "supplement"
    APPROVE = "approve"
    REJECT = "reject"
    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"
    CLOSE = "close"
    CHANGE_PAYEE = "change_payee"
    APPROVE_PAYEE = "approve_payee"
    REJECT_PAYEE = "reject_payee"


OWNER, REVIEWER = "owner", "reviewer"


@dataclass(frozen=True)
class ShopTransition:
    source: ShopState
    action: ShopAction
    by: str
    target: ShopState
    event: str | None = None


_S, _A = ShopState, ShopAction
_WITH_OFFICE = (_S.REGISTERED, _S.IN_REVIEW)
UNDECIDED = frozenset({*_WITH_OFFICE, _S.SUPPLEMENT_REQUESTED})
"""The office has not yet said whether there is such a shop."""
TABLE: tuple[ShopTransition, ...] = (
    ShopTransition(_S.REGISTERED, _A.REVIEW, REVIEWER, _S.IN_REVIEW),
    *(
        ShopTransition(state, _A.REQUEST_SUPPLEMENT, REVIEWER, _S.SUPPLEMENT_REQUESTED, "supplement_requested")
        for state in _WITH_OFFICE
    ),
    ShopTransition(_S.SUPPLEMENT_REQUESTED, _A.SUPPLEMENT, OWNER, _S.IN_REVIEW, "supplemented"),
    *(ShopTransition(state, _A.APPROVE, REVIEWER, _S.APPROVED, "approved") for state in _WITH_OFFICE),
    *(
        ShopTransition(state, _A.REJECT, REVIEWER, _S.REJECTED, "rejected")
        for state in (*_WITH_OFFICE, _S.SUPPLEMENT_REQUESTED)
    ),
    ShopTransition(_S.APPROVED, _A.SUSPEND, REVIEWER, _S.SUSPENDED, "suspended"),
    ShopTransition(_S.SUSPENDED, _A.RESUME, REVIEWER, _S.APPROVED, "resumed"),
    *(ShopTransition(s, _A.REVOKE, REVIEWER, _S.REVOKED, "revoked") for s in (_S.APPROVED, _S.SUSPENDED)),
    *(
        ShopTransition(state, _A.CLOSE, OWNER, _S.CLOSED)
        for state in (*_WITH_OFFICE, _S.SUPPLEMENT_REQUESTED, _S.APPROVED, _S.SUSPENDED)
    ),
    # Nobody has paid to it yet, and the office approves the shop with the account that it has then.
    *(ShopTransition(state, _A.CHANGE_PAYEE, OWNER, state) for state in _WITH_OFFICE),
    # The account stays the old one until the office has approved the new one; the old contact is told at once.
    ShopTransition(_S.APPROVED, _A.CHANGE_PAYEE, OWNER, _S.APPROVED, "payee_change_requested"),
    ShopTransition(_S.APPROVED, _A.APPROVE_PAYEE, REVIEWER, _S.APPROVED, "payee_changed"),
    ShopTransition(_S.APPROVED, _A.REJECT_PAYEE, REVIEWER, _S.APPROVED, "payee_change_rejected"),
)
_BY_STEP: Mapping[tuple[ShopState, ShopAction, str], ShopTransition] = {(t.source, t.action, t.by): t for t in TABLE}

LISTED = frozenset({ShopState.APPROVED})
"""The states in which a shop is in the public directory."""
ENDED = frozenset({ShopState.REVOKED, ShopState.REJECTED, ShopState.CLOSED})
TO_REVIEW = frozenset(t.source for t in TABLE if t.action is ShopAction.APPROVE)
PAYEE_TO_REVIEW = frozenset(t.source for t in TABLE if t.action is ShopAction.APPROVE_PAYEE)
"""Where a new account waits for the office, if the owner has sent one."""


PAYEE_NOTICES = frozenset({ShopAction.CHANGE_PAYEE, ShopAction.APPROVE_PAYEE})
"""Told to the shop's phone too: an account that is paid to and was changed by another is the main fraud."""


class LegalType(StrEnum):
    HOUSEHOLD = "household"
    COMPANY = "company"
    COOPERATIVE = "cooperative"
    UNREGISTERED = "unregistered"


class ShopRefusal(Enum):
    HOLDER_DIFFERS = auto()
    TAX_CODE_WRONG = auto()
    TAX_CODE_NEEDED = auto()
    TAX_CODE_OF_OTHERS = auto()
    """The tax code is of another legal type: a company has no personal number."""
    OUTSIDE_PROVINCE = auto()
    HOURS_EMPTY = auto()
    """A span ends when it begins."""
    HOURS_OVERLAP = auto()
    """A day has two spans at the same time."""
    UNKNOWN_BANK = auto()
    NO_PAYEE_CHANGE = auto()
    TOO_MANY_PAYEE_CHANGES = auto()
    NOTHING_SUPPLEMENTED = auto()
    """The office asked for something, and nothing is another than before."""


class ShopRefused(Exception):
    """``place``: which of the spans of hours, from 0; ``day``: on which day, 1 Monday to 7 Sunday."""

    def __init__(self, reason: ShopRefusal, place: int = 0, day: int = 0) -> None:
        super().__init__(reason.name)
        self.reason = reason
        self.place = place
        self.day = day


class IllegalShopStep(Exception):
    def __init__(self, state: ShopState, action: ShopAction) -> None:
        super().__init__(f"{action} in {state}")
        self.state = state


@dataclass(frozen=True)
class BankAccount:
    """``bank`` is the six-digit number of NAPAS, ``holder`` as the bank writes it: capitals without accents."""

    bank: str
    number: str
    holder: str

    @property
    def masked(self) -> str:
        return f"{'*' * max(0, len(self.number) - 4)}{self.number[-4:]}"


@dataclass(frozen=True)
class Place:
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Hours:
    """Open on ``days`` (1 Monday to 7 Sunday) from ``opens`` to ``closes``; past midnight when it closes earlier."""

    days: frozenset[int]
    opens: time
    closes: time


@dataclass(frozen=True)
class Product:
    name: str
    price: int | None
    unit: str


@dataclass(frozen=True)
class ShopProfile:
    """What an owner says of a shop. ``registered_name``: of the business, where it has one. ``place``: on the map, if
    the owner's phone or pin told it; the address says it in words.
    """

    name: str
    legal_type: LegalType
    owner_name: str
    registered_name: str
    tax_code: str | None
    commune: str
    address: str
    place: Place | None
    categories: tuple[str, ...]
    hours: tuple[Hours, ...]
    phone: str
    description: str = ""
    photos: tuple[str, ...] = ()
    products: tuple[Product, ...] = ()


@dataclass(frozen=True)
class ShopEntry:
    """``by_name`` is what an officer was called at the time."""

    version: int
    action: ShopAction
    state: ShopState
    at: datetime
    by: str
    command_id: str
    fingerprint: str
    reason: str | None = None
    by_name: str = ""


@dataclass(frozen=True)
class Shop:
    """``wanted_account``: the one that waits for approval, beside the ``account`` that is paid to."""

    id: str
    version: int
    owner_id: str
    code: str
    profile: ShopProfile
    account: BankAccount
    state: ShopState
    created_at: datetime
    changed_at: datetime
    timeline: tuple[ShopEntry, ...]
    wanted_account: BankAccount | None = None
    approved_at: datetime | None = None
    place: int | None = None
    """Which of its owner's ``MOST_SHOPS`` places it has; none of one that has ended, or from before there were
    places."""

    def allowed(self, by: str) -> list[ShopAction]:
        closed = _PAYEE if self.wanted_account is None else frozenset()
        if self._payee_changes() >= MOST_PAYEE_CHANGES:
            closed |= {ShopAction.CHANGE_PAYEE}
        return [t.action for t in TABLE if t.source is self.state and t.by == by and t.action not in closed]

    def transition(self, action: ShopAction, by: str) -> ShopTransition:
        """Raises ``IllegalShopStep`` or ``ShopRefused``."""
        found = _BY_STEP.get((self.state, action, by))
        if found is None or (action in _PAYEE and self.wanted_account is None):
            raise IllegalShopStep(self.state, action)
        if action is ShopAction.CHANGE_PAYEE and self._payee_changes() >= MOST_PAYEE_CHANGES:
            raise ShopRefused(ShopRefusal.TOO_MANY_PAYEE_CHANGES)
        return found

    def changes(self, profile: ShopProfile | None, account: BankAccount | None) -> bool:
        """Whether what an owner sends is another than what is there."""
        return profile not in (None, self.profile) or account not in (None, self.account)

    def _payee_changes(self) -> int:
        """How many were asked for since the office decided on an account."""
        count = 0
        for entry in reversed(self.timeline):
            if entry.action in _DECISIONS:
                break
            count += entry.action is ShopAction.CHANGE_PAYEE
        return count

    def stepped(
        self,
        transition: ShopTransition,
        *,
        at: datetime,
        by: Party,
        command_id: str,
        fingerprint: str,
        reason: str | None = None,
        profile: ShopProfile | None = None,
        account: BankAccount | None = None,
    ) -> "Shop":
        """``profile`` and ``account`` replace what an owner supplements; ``account`` waits where one is paid to."""
        action, target = transition.action, transition.target
        entry = ShopEntry(self.version + 1, action, target, at, by.id, command_id, fingerprint, reason, by.name)
        wanted, now_paid = self.wanted_account, self.account
        if action is ShopAction.CHANGE_PAYEE and self.state in PAYEE_TO_REVIEW:
            wanted = account
        elif account is not None:
            now_paid = account
        if action is ShopAction.APPROVE_PAYEE and wanted is not None:
            now_paid = wanted
        if action in _PAYEE:
            wanted = None
        return replace(
            self,
            version=entry.version,
            state=target,
            changed_at=at,
            profile=profile or self.profile,
            account=now_paid,
            wanted_account=wanted,
            approved_at=at if action is ShopAction.APPROVE else self.approved_at,
            timeline=(*self.timeline, entry),
        )


_PAYEE = frozenset({ShopAction.APPROVE_PAYEE, ShopAction.REJECT_PAYEE})
_DECISIONS = _PAYEE | {ShopAction.APPROVE, ShopAction.REQUEST_SUPPLEMENT}

_PROVINCE = ((13.9, 15.7), (107.2, 109.4))
"""Latitudes and longitudes around the new Quảng Ngãi with Lý Sơn."""
TAX_CODES: Mapping[LegalType, frozenset[TaxCodeForm]] = {
    LegalType.HOUSEHOLD: frozenset(TaxCodeForm),
    LegalType.COMPANY: frozenset({TaxCodeForm.ORGANISATION, TaxCodeForm.DEPENDENT_UNIT}),
    LegalType.COOPERATIVE: frozenset({TaxCodeForm.ORGANISATION, TaxCodeForm.DEPENDENT_UNIT}),
    LegalType.UNREGISTERED: frozenset({TaxCodeForm.ORGANISATION, TaxCodeForm.PERSONAL_NUMBER}),
}
"""Which forms a legal type may have: a personal number is a person's or a household's. Households still have the ten
digits that they were given before 1/7/2025."""


def check_profile(profile: ShopProfile, form: TaxCodeForm | None) -> None:
    """``form`` of its tax code, ``None`` where it can be none. Raises ``ShopRefused``."""
    if profile.tax_code is None and profile.legal_type is not LegalType.UNREGISTERED:
        raise ShopRefused(ShopRefusal.TAX_CODE_NEEDED)
    if profile.tax_code is not None and form is None:
        raise ShopRefused(ShopRefusal.TAX_CODE_WRONG)
    if form is not None and form not in TAX_CODES[profile.legal_type]:
        raise ShopRefused(ShopRefusal.TAX_CODE_OF_OTHERS)
    if profile.place is not None and not _in_province(profile.place):
        raise ShopRefused(ShopRefusal.OUTSIDE_PROVINCE)
    check_hours(profile.hours)


WEEK_MINUTES = 7 * 24 * 60


def check_hours(hours: Sequence[Hours]) -> None:
    """No span is empty, and none begins while another is open, also past midnight. Raises ``ShopRefused``."""
    stretches: list[tuple[int, int, int, int]] = []
    for place, span in enumerate(hours):
        if span.opens == span.closes:
            raise ShopRefused(ShopRefusal.HOURS_EMPTY, place)
        length = (_minute(span.closes) - _minute(span.opens)) % (24 * 60)
        for day in span.days:
            begins = (day - 1) * 24 * 60 + _minute(span.opens)
            stretches.append((begins, begins + length, place, day))
    stretches.sort()
    # After Sunday comes Monday: the first stretch of a week follows the last.
    following = [*stretches[1:], *((b + WEEK_MINUTES, e, p, d) for b, e, p, d in stretches[:1])]
    for (_, ends, place, _), (begins, _, other, day) in zip(stretches, following, strict=True):
        if begins < ends:
            raise ShopRefused(ShopRefusal.HOURS_OVERLAP, max(place, other), day)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _in_province(place: Place) -> bool:
    (south, north), (west, east) = _PROVINCE
    return south <= place.latitude <= north and west <= place.longitude <= east


def business_name(legal_type: LegalType, registered_name: str) -> str:
    """The name in which a bank may keep an account: who is not registered has none but the owner's."""
    return "" if legal_type is LegalType.UNREGISTERED else registered_name


def check_account(account: BankAccount, owner: str, business: str, known_banks: Collection[str]) -> None:
    """It is at a known bank, and the ``owner``'s or their ``business``'s own. Raises ``ShopRefused``."""
    if account.bank not in known_banks:
        raise ShopRefused(ShopRefusal.UNKNOWN_BANK)
    if not is_own(account.holder, owner, business):
        raise ShopRefused(ShopRefusal.HOLDER_DIFFERS)


def open_at(hours: tuple[Hours, ...], weekday: int, moment: time) -> bool:
    """``weekday`` 1 Monday to 7 Sunday, local time."""
    before = 7 if weekday == 1 else weekday - 1
    for span in hours:
        if span.opens < span.closes:
            if weekday in span.days and span.opens <= moment < span.closes:
                return True
        elif (weekday in span.days and moment >= span.opens) or (before in span.days and moment < span.closes):
            return True
    return False

"""The people who use Zalo here. Each has two ids: one for the app and one for the Official Account."""

import hashlib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice


def fold(text: str) -> str:
    """Lower case without accents, so that `tran thi` finds `Trần Thị`."""
    plain = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def phone_hash(phone: str) -> str:
    return hashlib.sha256(phone.encode()).hexdigest()


@dataclass(slots=True)
class Person:
    user_id: str
    """Scoped to the Zalo App: the `id` of /v2.0/me."""
    oa_user_id: str
    """Scoped to the Official Account: the recipient of its messages."""
    name: str
    created_at: int
    phone: str | None = None
    is_follower: bool = False
    has_consent: bool = True
    is_sensitive: bool = False
    latitude: float | None = None
    longitude: float | None = None
    last_interaction_at: int | None = None
    replies_in_window: int = 0
    """Free replies already used in the 48 hours after the last interaction."""
    promotions_at: list[int] = field(default_factory=list)
    message_count: int = 0
    tags: list[str] = field(default_factory=list)
    is_admin: bool = False
    """Whether they administer the app or the Official Account: then they get messages in development mode."""
    accepts_notifications: bool = False
    """Agreed to requestSendNotification() of the mini app."""
    seen_seq: int = 0
    """The person has looked at the messages up to this one."""
    opened_at: int | None = None
    """When the mini app was last opened."""

    def interact(self, now_ms: int) -> None:
        self.last_interaction_at = now_ms
        self.replies_in_window = 0

    def follow(self, now_ms: int) -> None:
        self.is_follower = True
        self.interact(now_ms)

    def avatar(self, size: int) -> str:
        return f"https://s{size}-ava-talk.zadn.vn/{self.oa_user_id}.jpg"

    def user_id_by_app(self, equals_user_id: bool) -> str:
        """What the Official Account's API calls the person's app id; integrators say the two are one."""
        return self.user_id if equals_user_id else f"6{self.user_id[1:]}"


class People:
    """Ordered by last activity, the latest last."""

    def __init__(self, new_number: Callable[[], int]) -> None:
        self._new_number = new_number
        self._by_user_id: dict[str, Person] = {}
        self._by_oa_user_id: dict[str, Person] = {}
        self._by_phone: dict[str, Person] = {}

    def __len__(self) -> int:
        return len(self._by_user_id)

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_user_id.values())

    def latest_first(self) -> Iterator[Person]:
        return reversed(self._by_user_id.values())

    def new_id(self, first_digit: int) -> str:
        """19 digits; the first shows a reader which id it is: 3 for the app, 2 for the Official Account."""
        return f"{first_digit}{self._new_number() % 10**18:018d}"

    def add(self, person: Person) -> None:
        self._by_user_id[person.user_id] = person
        self._by_oa_user_id[person.oa_user_id] = person
        self.number_changed(person, None)

    def number_changed(self, person: Person, old: str | None) -> None:
        """A number belongs to the person who was given it last. ZNS takes the number itself or its hash."""
        if old and self._by_phone.get(old) is person:
            del self._by_phone[old], self._by_phone[phone_hash(old)]
        if person.phone:
            self._by_phone[person.phone] = self._by_phone[phone_hash(person.phone)] = person

    def clear(self) -> None:
        self._by_user_id.clear()
        self._by_oa_user_id.clear()
        self._by_phone.clear()

    def by_user_id(self, user_id: str) -> Person | None:
        return self._by_user_id.get(user_id)

    def by_oa_user_id(self, oa_user_id: str) -> Person | None:
        return self._by_oa_user_id.get(oa_user_id)

    def by_phone(self, number_or_hash: str) -> Person | None:
        return self._by_phone.get(number_or_hash)

    def by_any_id(self, any_id: str) -> Person | None:
        return self._by_user_id.get(any_id) or self._by_oa_user_id.get(any_id)

    def mark_active(self, person: Person) -> None:
        self._by_user_id[person.user_id] = self._by_user_id.pop(person.user_id)

    def search(self, query: str, limit: int) -> list[Person]:
        """BoundedDict activity first; by name without accents, by phone or by id."""
        wanted = fold(query.strip())
        found = (person for person in self.latest_first() if wanted in _searchable(person))
        return list(islice(found, limit)) if wanted else list(islice(self.latest_first(), limit))


def _searchable(person: Person) -> str:
    return f"{fold(person.name)} {person.phone or ''} {person.user_id} {person.oa_user_id}"

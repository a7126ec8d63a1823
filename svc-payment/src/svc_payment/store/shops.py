"""Shops: one document each. Account numbers, phones and tax codes are sealed, each for its own shop: the tax code of a
household is its owner's personal number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from shared import outbox
from shared.crypto import FieldCipher
from shared.events import Event
from shared.keyset import after_key
from shared.mongo import ASCENDING, DESCENDING, Database, Document, DuplicateKey, IndexModel, aggregate, insert
from shared.outbox import ROOM_LEFT, change, entry
from shared.text import search_key
from shared.versioned import duplicate, update_version
from shared.wakeup import Wakeup
from svc_payment.domain.figures import ShopFigure
from svc_payment.domain.shop import (
    ENDED,
    LISTED,
    MOST_SHOPS,
    PAYEE_TO_REVIEW,
    TO_REVIEW,
    BankAccount,
    Hours,
    Shop,
    ShopState,
)
from svc_payment.store.documents import DocumentOf

_ASKED = {"wanted_account.bank": {"$gt": ""}}
_TO_REVIEW = {"state": {"$in": sorted(state.value for state in TO_REVIEW)}}
_PAYEE_TO_REVIEW = {"state": {"$in": sorted(state.value for state in PAYEE_TO_REVIEW)}, **_ASKED}
_LISTED = {"state": {"$in": sorted(state.value for state in LISTED)}}
_ENDED = {"state": {"$in": sorted(state.value for state in ENDED)}}
_LIVE = {"state": {"$in": sorted(state.value for state in {*ShopState} - ENDED)}}
MOST_COMPARED = 1_000
"""Shops that are read at once, of all owners on a page, to be compared with each other."""
_OLDEST = [("state", ASCENDING), ("changed_at", ASCENDING), ("_id", ASCENDING)]
INDEXES: Sequence[IndexModel] = (
    IndexModel(
        [("owner_id", ASCENDING), ("state", ASCENDING), ("created_at", DESCENDING), ("_id", DESCENDING)],
        name="ix_owner_states",
    ),
    # As many requests at once as there may be cannot register more shops than there are places.
    IndexModel(
        [("place", ASCENDING), ("owner_id", ASCENDING)],
        name="ux_place",
        unique=True,
        partialFilterExpression={"place": {"$gte": 0}},
    ),
    IndexModel([("code", ASCENDING)], name="ux_code", unique=True),
    IndexModel([("profile.commune", ASCENDING), *_OLDEST], name="ix_to_review"),
    IndexModel(_OLDEST, name="ix_to_review_in_province"),
    IndexModel([("profile.commune", ASCENDING), *_OLDEST], name="ix_payee_to_review", partialFilterExpression=_ASKED),
    IndexModel(_OLDEST, name="ix_payee_to_review_in_province", partialFilterExpression=_ASKED),
    IndexModel(
        [("profile.commune", ASCENDING), ("state", ASCENDING), ("wanted_account.bank", ASCENDING)], name="ix_counts"
    ),
    IndexModel([("state", ASCENDING), ("words", ASCENDING)], name="ix_words"),
    IndexModel([("state", ASCENDING), ("_id", ASCENDING)], name="ix_listed"),
    IndexModel([("state", ASCENDING), ("profile.commune", ASCENDING), ("_id", ASCENDING)], name="ix_listed_commune"),
    IndexModel(
        [("state", ASCENDING), ("profile.categories", ASCENDING), ("_id", ASCENDING)], name="ix_listed_category"
    ),
    outbox.INDEX,
)

_UNSEEN = {"outbox": 0}


@dataclass(frozen=True)
class ShopSearch:
    """``words`` are folded; ``box`` is south, west, north, east."""

    words: tuple[str, ...] = ()
    commune: str | None = None
    category: str | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class ReviewQueue:
    """``states`` none: what waits for the office. ``payee_change``: only where a new account does."""

    communes: Sequence[str] | None
    states: Sequence[ShopState] = ()
    payee_change: bool = False


@dataclass(frozen=True)
class ReviewCounts:
    states: Mapping[ShopState, int]
    payee_changes: int


class Shops:
    def __init__(self, database: Database, cipher: FieldCipher, wakeup: Wakeup) -> None:
        self._collection = database["shops"]
        self._cipher = cipher
        self._of = DocumentOf(Shop)
        self._wakeup = wakeup

    async def insert(self, shop: Shop, events: Sequence[Event]) -> None:
        """Raises ``DuplicateValue``."""
        try:
            await insert(self._collection, {**self._write(shop), "outbox": [entry(event) for event in events]})
        except DuplicateKey as error:
            raise duplicate(error) from None
        self._wakeup.set()

    async def save(self, shop: Shop, events: Sequence[Event]) -> None:
        """Write what made ``shop`` out of the version before. Raises ``VersionConflict``."""
        members = self._write(shop)
        before = {"_id": members.pop("_id"), "version": members.pop("version") - 1, **(ROOM_LEFT if events else {})}
        await update_version(self._collection, before, change({"$set": members}, events))
        if events:
            self._wakeup.set()

    async def own(self, owner_id: str, limit: int = 2 * MOST_SHOPS) -> list[Shop]:
        """The newest first: an id, made of the request, tells no time. ``limit``: of those that have ended, which never
        hide one that has not."""
        documents: list[Document] = []
        for states in (_LIVE, _ENDED):
            found = self._collection.find({"owner_id": owner_id, **states}, _UNSEEN, hint="ix_owner_states")
            newest = found.sort({"created_at": DESCENDING, "_id": DESCENDING}).limit(limit)
            documents += await newest.to_list(limit)
        documents.sort(key=lambda document: (document["created_at"], document["_id"]), reverse=True)
        return [self._read(document) for document in documents]

    async def places(self, owner_id: str) -> list[int | None]:
        """Those of the shops that the owner has now."""
        wanted = {"owner_id": owner_id, **_LIVE}
        found = self._collection.find(wanted, {"place": 1}, hint="ix_owner_states").limit(2 * MOST_SHOPS)
        return [document.get("place") for document in await found.to_list(2 * MOST_SHOPS)]

    async def of_owner(self, shop_id: str, owner_id: str) -> Shop | None:
        return self._found(await self._collection.find_one({"_id": shop_id, "owner_id": owner_id}, _UNSEEN))

    async def in_communes(self, shop_id: str, communes: Sequence[str] | None) -> Shop | None:
        """``communes`` ``None``: wherever it is."""
        return self._found(await self._collection.find_one({"_id": shop_id, **_in(communes)}, _UNSEEN))

    async def listed(self, shop_id: str) -> Shop | None:
        return self._found(await self._collection.find_one({"_id": shop_id, **_LISTED}, _UNSEEN))

    async def to_review(self, queue: ReviewQueue, after: tuple[datetime, str] | None, limit: int) -> list[Shop]:
        """Those first to which nothing has happened for longest, past ``after`` (changed_at, id)."""
        documents: list[Document] = []
        for condition in _alternatives(queue):
            past = after_key("changed_at", after, direction=ASCENDING)
            wanted: Document = {"$and": [condition, past], **_in(queue.communes)}
            oldest = self._collection.find(wanted, _UNSEEN).sort({"changed_at": ASCENDING, "_id": ASCENDING})
            documents += await oldest.limit(limit).to_list(limit)
        documents.sort(key=lambda document: (document["changed_at"], document["_id"]))
        return [self._read(document) for document in documents[:limit]]

    async def review_counts(self, communes: Sequence[str] | None) -> ReviewCounts:
        asked = {"$cond": [{"$gt": ["$wanted_account.bank", ""]}, 1, 0]}
        group = {"_id": "$state", "count": {"$sum": 1}, "asked": {"$sum": asked}}
        pipeline = [{"$match": _in(communes)}, {"$group": group}]
        rows = await aggregate(self._collection, pipeline, hint="ix_counts", longest_ms=8_000)
        payee_changes = sum(row["asked"] for row in rows if row["_id"] in PAYEE_TO_REVIEW)
        return ReviewCounts({ShopState(row["_id"]): row["count"] for row in rows}, payee_changes)

    async def of_owners(self, owner_ids: Iterable[str]) -> list[Shop]:
        """What they registered, also what has ended."""
        owned = {"owner_id": {"$in": sorted(set(owner_ids))}}
        found = self._collection.find(owned, _UNSEEN, hint="ix_owner_states").limit(MOST_COMPARED)
        return [self._read(document) for document in await found.to_list(MOST_COMPARED)]

    async def directory(self, search: ShopSearch, after: str | None, limit: int) -> list[Shop]:
        wanted: Document = {**_LISTED}
        # Each word is the beginning of one of the shop's.
        wanted |= {"$and": [{"words": {"$regex": f"^{word}"}} for word in search.words]} if search.words else {}
        wanted |= {"profile.commune": search.commune} if search.commune else {}
        wanted |= {"profile.categories": search.category} if search.category else {}
        if search.box:
            south, west, north, east = search.box
            wanted |= {
                "profile.place.latitude": {"$gte": south, "$lte": north},
                "profile.place.longitude": {"$gte": west, "$lte": east},
            }
        wanted |= {"_id": {"$gt": after}} if after else {}
        found = self._collection.find(wanted, _UNSEEN).sort("_id", ASCENDING).limit(limit)
        return [self._read(document) for document in await found.max_time_ms(3_000).to_list(limit)]

    async def figures(self) -> list[ShopFigure]:
        """How many shops are in which state, by commune."""
        group = {"_id": {"commune": "$profile.commune", "state": "$state"}, "shops": {"$sum": 1}}
        rows = await aggregate(
            self._collection, [{"$group": group}, {"$limit": 2_000}], hint="ix_counts", longest_ms=8_000
        )
        return [ShopFigure(**row["_id"], shops=row["shops"]) for row in rows]

    def _found(self, document: Document | None) -> Shop | None:
        return self._read(document) if document else None

    def _write(self, shop: Shop) -> Document:
        given = shop.profile
        profile = replace(
            given,
            phone=self._cipher.encrypt(given.phone, f"shop-phone:{shop.id}"),
            tax_code=self._cipher.encrypt(given.tax_code, f"shop-tax-code:{shop.id}") if given.tax_code else None,
        )
        hidden = replace(
            shop,
            profile=replace(profile, hours=()),
            account=self._sealed(shop.account, shop.id),
            wanted_account=self._sealed(shop.wanted_account, shop.id) if shop.wanted_account else None,
        )
        document = self._of.write(hidden)
        document["profile"]["hours"] = [_hours_document(hours) for hours in shop.profile.hours]
        document["words"] = words_of(shop)
        if shop.state in ENDED:
            document["place"] = None
        return document

    def _read(self, document: Mapping[str, Any]) -> Shop:
        profile = dict(document["profile"])
        hours = tuple(_hours(each) for each in profile.pop("hours"))
        shop = self._of.read({**document, "profile": {**profile, "hours": ()}})
        kept = shop.profile
        phone = self._cipher.decrypt(kept.phone, f"shop-phone:{shop.id}")
        tax_code = self._cipher.decrypt(kept.tax_code, f"shop-tax-code:{shop.id}") if kept.tax_code else None
        return replace(
            shop,
            profile=replace(kept, hours=hours, phone=phone, tax_code=tax_code),
            account=self._opened(shop.account, shop.id),
            wanted_account=self._opened(shop.wanted_account, shop.id) if shop.wanted_account else None,
        )

    def _sealed(self, account: BankAccount, shop_id: str) -> BankAccount:
        return replace(account, number=self._cipher.encrypt(account.number, f"shop-account:{shop_id}"))

    def _opened(self, account: BankAccount, shop_id: str) -> BankAccount:
        return replace(account, number=self._cipher.decrypt(account.number, f"shop-account:{shop_id}"))


def _in(communes: Sequence[str] | None) -> Document:
    return {} if communes is None else {"profile.commune": {"$in": list(communes)}}


def _alternatives(queue: ReviewQueue) -> list[Document]:
    """One of them holds. Each is asked for by itself, because MongoDB would sort all that any of them finds."""
    narrowed: list[Document] = [_PAYEE_TO_REVIEW] if queue.payee_change else []
    narrowed += [{"state": {"$in": [state.value for state in queue.states]}}] if queue.states else []
    return [{"$and": narrowed}] if narrowed else [_TO_REVIEW, _PAYEE_TO_REVIEW]


def words_of(shop: Shop) -> list[str]:
    """The words by which it is found: folded words of name, categories, address and products."""
    profile = shop.profile
    texts = (profile.name, *profile.categories, profile.address, *(product.name for product in profile.products))
    return sorted({word for text in texts for word in search_words(text)})[:200]


def search_words(text: str) -> list[str]:
    """Letters and digits only: safe inside a regular expression."""
    words = ("".join(letter for letter in word if letter.isalnum()) for word in search_key(text).split())
    return [word for word in words if word]


def _hours_document(hours: Hours) -> Document:
    return {"days": sorted(hours.days), "opens": hours.opens.isoformat(), "closes": hours.closes.isoformat()}


def _hours(document: Mapping[str, Any]) -> Hours:
    times = (time.fromisoformat(document[name]) for name in ("opens", "closes"))
    return Hours(frozenset(document["days"]), *times)

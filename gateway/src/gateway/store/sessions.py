"""Sessions in MongoDB. Of a refresh token only the SHA-256 is kept, and only of the one that is good now.

A refresh token is ``<session id>.<32 random bytes>.<tag>``. The tag, keyed, proves that we made it, so an old token is
told from a guessed one without remembering the old ones.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from gateway.domain.session import RefreshRefused, Session, TokenRefusal
from shared.crypto import FieldCipher
from shared.mongo import ASCENDING, DESCENDING, Database, Document, IndexModel, ReturnDocument

_TAG = "refresh-token"
_TAG_LENGTH = 32

INDEXES = [
    IndexModel([("expires_at", ASCENDING)], name="ttl_expires_at", expireAfterSeconds=24 * 3600),
    IndexModel([("subject", ASCENDING)], name="ix_subject"),
    IndexModel(
        [("subject", ASCENDING), ("ended_at", DESCENDING)],
        name="ix_subject_ended",
        partialFilterExpression={"ended_at": {"$exists": True}},
    ),
    IndexModel([("ended_at", DESCENDING)], name="ix_ended", sparse=True),
]
MOST_ENDED = 50_000
"""How many sessions that ended lately are known, the last first: a bound that nobody should reach."""


class Sessions:
    def __init__(self, database: Database, cipher: FieldCipher) -> None:
        self._collection = database["sessions"]
        self._cipher = cipher

    async def begin(self, session: Session) -> str:
        """Store ``session``; its first refresh token."""
        token, digest = self._new_token(session.id)
        await self._collection.insert_one(
            {
                "_id": session.id,
                "kind": session.kind,
                "subject": session.subject,
                "began_at": session.began_at,
                "idle_ms": session.idle // timedelta(milliseconds=1),
                "ends_at": session.ends_at,
                "expires_at": session.expires_at,
                "good": digest,
            }
        )
        return token

    async def rotate(self, token: str, now: datetime) -> tuple[Session, str]:
        """Spend ``token``: its session and the next token. One atomic update decides between two who try at once.

        Raises ``RefreshRefused``.
        """
        session_id = self._session_of(token)
        if session_id is None:
            raise RefreshRefused(TokenRefusal.UNKNOWN)
        next_token, digest = self._new_token(session_id)
        found = await self._collection.find_one_and_update(
            {"_id": session_id, "good": _digest(token), "expires_at": {"$gt": now}},
            [{"$set": {"good": digest, "refreshed_at": now, "expires_at": _expires_at(now)}}],
            return_document=ReturnDocument.AFTER,
        )
        if found is None:
            raise RefreshRefused(await self._why_not(session_id, now), session_id)
        return _session(found), next_token

    async def end(self, session_id: str, now: datetime, why: str) -> None:
        """No refresh token of the session is good any more. Kept a day, for the record."""
        await self._collection.update_one(
            {"_id": session_id, "ended_at": {"$exists": False}},
            {"$set": {"good": None, "ended_at": now, "ended_why": why, "expires_at": now}},
        )

    async def end_all(self, subject: str, begun_until: datetime, now: datetime, why: str) -> int:
        """End what ``subject`` has open since before ``begun_until``; how many."""
        ended = await self._collection.update_many(
            {"subject": subject, "began_at": {"$lte": begun_until}, "ended_at": {"$exists": False}},
            {"$set": {"good": None, "ended_at": now, "ended_why": why, "expires_at": now}},
        )
        return ended.modified_count

    async def last_ended(self, subject: str) -> datetime | None:
        """When a session of ``subject`` was last ended before its time."""
        wanted = {"subject": subject, "ended_at": {"$exists": True}}
        found = self._collection.find(wanted, {"ended_at": 1}, hint="ix_subject_ended").sort("ended_at", DESCENDING)
        kept = await found.limit(1).to_list(1)
        return kept[0]["ended_at"] if kept else None

    async def ended_since(self, moment: datetime) -> dict[str, datetime]:
        """The sessions that were ended before their time, after ``moment``: their ids, and when.

        Without a hint: a gateway asks before the indexes of its release are there.
        """
        found = self._collection.find({"ended_at": {"$gt": moment}}, {"ended_at": 1})
        kept = await found.sort("ended_at", DESCENDING).limit(MOST_ENDED).to_list(MOST_ENDED)
        return {document["_id"]: document["ended_at"] for document in kept}

    async def end_of_token(self, token: str, now: datetime, why: str) -> None:
        """End the session that ``token`` was made for, also when it has been used: whoever holds it wants out."""
        session_id = self._session_of(token)
        if session_id is not None:
            await self.end(session_id, now, why)

    async def _why_not(self, session_id: str, now: datetime) -> TokenRefusal:
        kept = await self._collection.find_one({"_id": session_id})
        # What is over is kept for a day only.
        return _session(kept).why_not(now) if kept else TokenRefusal.EXPIRED

    def _new_token(self, session_id: str) -> tuple[str, bytes]:
        untagged = f"{session_id}.{secrets.token_urlsafe(32)}"
        token = f"{untagged}.{self._tag(untagged)}"
        return token, _digest(token)

    def _session_of(self, token: str) -> str | None:
        untagged, _, tag = token.rpartition(".")
        made_here = hmac.compare_digest(tag.encode(), self._tag(untagged).encode())
        return untagged.partition(".")[0] if made_here else None

    def _tag(self, untagged: str) -> str:
        return self._cipher.blind_index(untagged, _TAG)[:_TAG_LENGTH]


def _session(document: Document) -> Session:
    return Session(
        id=document["_id"],
        kind=document["kind"],
        subject=document["subject"],
        began_at=document["began_at"],
        idle=timedelta(milliseconds=document["idle_ms"]),
        ends_at=document["ends_at"],
        expires_at=document["expires_at"],
        ended_at=document.get("ended_at"),
    )


def _expires_at(now: datetime) -> Document:
    return {"$min": [{"$add": [now, "$idle_ms"]}, "$ends_at"]}


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()

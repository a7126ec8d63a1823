"""The Official Account's token pair, one document, and the journal of every answer that may hold the next one.

Both tokens and the journal are encrypted. A refresh token works once: its answer is in the journal before anything is
done with it, so a crash in between loses nothing.
"""

from datetime import datetime, timedelta

import orjson

from shared.crypto import FieldCipher
from shared.mongo import ASCENDING, DESCENDING, Collection, Document, DuplicateKey, IndexModel, insert
from svc_notify.domain.token_pair import IssuedTokens, RawAnswer, TokenPair

JOURNAL_KEPT = timedelta(days=30)
JOURNAL_INDEXES = (
    IndexModel([("at", ASCENDING)], name="ix_expiry", expireAfterSeconds=int(JOURNAL_KEPT.total_seconds())),
    IndexModel([("oa_id", ASCENDING), ("generation", ASCENDING), ("fence", DESCENDING)], name="ix_generation"),
)
_ACCESS, _REFRESH, _JOURNAL = "oa-access-token", "oa-refresh-token", "oa-token-journal"
SEALED = {"access": _ACCESS, "refresh": _REFRESH, "previous.access": _ACCESS, "previous.refresh": _REFRESH}
JOURNAL_SEALED = {"answer": _JOURNAL}


class Tokens:
    def __init__(self, pairs: Collection, journal: Collection, cipher: FieldCipher, oa_id: str) -> None:
        self._pairs = pairs
        self._journal = journal
        self._cipher = cipher
        self._oa_id = oa_id

    async def load(self) -> TokenPair | None:
        found = await self._pairs.find_one({"_id": self._oa_id})
        return self._pair(found) if found else None

    async def swap(self, generation: int, issued: IssuedTokens, fence: int, issued_at: datetime) -> bool:
        """Replace the pair of ``generation`` (0: there is none yet) by the next; ``False`` if it is not that any more.

        The pair replaced is kept for one generation, for whoever must find out what happened.
        """
        following: Document = {
            "access": self._cipher.encrypt(issued.access, _ACCESS),
            "refresh": self._cipher.encrypt(issued.refresh, _REFRESH),
            "generation": generation + 1,
            "issued_at": issued_at,
            "expires_at": issued_at + issued.life,
            "fence": fence,
        }
        if generation == 0:
            try:
                await insert(self._pairs, {"_id": self._oa_id, **following})
            except DuplicateKey:
                return False
            return True
        previous = {"generation": "$generation", "access": "$access", "refresh": "$refresh"}
        # literal: encrypted text may not be read as an expression
        replaced = await self._pairs.update_one(
            {"_id": self._oa_id, "generation": generation},
            [{"$set": {"previous": previous, **{name: {"$literal": value} for name, value in following.items()}}}],
        )
        return bool(replaced.modified_count)

    async def write_journal(self, generation: int, fence: int, answer: RawAnswer, at: datetime) -> None:
        """Keep the raw answer to the refresh of ``generation``, whatever it says."""
        raw = orjson.dumps({"status": answer.status, "body": answer.body.decode("utf-8", "replace")}).decode()
        entry = {"oa_id": self._oa_id, "generation": generation, "fence": fence, "at": at}
        await self._journal.insert_one({**entry, "answer": self._cipher.encrypt(raw, _JOURNAL)})

    async def read_journal(self, generation: int) -> list[tuple[RawAnswer, int, datetime]]:
        """Answers to refreshes of ``generation``, the latest first: answer, fence, time."""
        entries = self._journal.find({"oa_id": self._oa_id, "generation": generation}).sort("fence", DESCENDING)
        return [self._answer(entry) for entry in await entries.limit(10).to_list(10)]

    def _answer(self, entry: Document) -> tuple[RawAnswer, int, datetime]:
        raw = orjson.loads(self._cipher.decrypt(entry["answer"], _JOURNAL))
        return RawAnswer(raw["status"], raw["body"].encode()), entry["fence"], entry["at"]

    def _pair(self, document: Document) -> TokenPair:
        return TokenPair(
            access=self._cipher.decrypt(document["access"], _ACCESS),
            refresh=self._cipher.decrypt(document["refresh"], _REFRESH),
            generation=document["generation"],
            issued_at=document["issued_at"],
            expires_at=document["expires_at"],
        )

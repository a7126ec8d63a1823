"""Schools, what they collect for, their students and who has tried to be tied to one."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from shared.errors import VersionConflict
from shared.mongo import (
    ASCENDING,
    Database,
    Document,
    DuplicateKey,
    IndexModel,
    ReturnDocument,
    UpdateOne,
    insert,
    write_in_bulk,
)
from shared.text import search_key
from shared.versioned import duplicate, update_version
from svc_payment.domain.school import MAX_GUARDIANS, WINDOW, FeeItem, School, Student
from svc_payment.store.documents import DocumentOf

SCHOOL_INDEXES: Sequence[IndexModel] = (IndexModel([("commune", ASCENDING), ("_id", ASCENDING)], name="ix_commune"),)
STUDENT_INDEXES: Sequence[IndexModel] = (
    IndexModel([("school_id", ASCENDING), ("code", ASCENDING)], name="ux_code", unique=True),
    IndexModel([("guardians", ASCENDING)], name="ix_guardians"),
    IndexModel([("school_id", ASCENDING), ("words", ASCENDING)], name="ix_words"),
    IndexModel([("school_id", ASCENDING), ("class_name", ASCENDING)], name="ix_class"),
)
TRY_INDEXES: Sequence[IndexModel] = (
    IndexModel([("changed_at", ASCENDING)], name="ttl_tries", expireAfterSeconds=int(WINDOW.total_seconds())),
)


class Schools:
    def __init__(self, database: Database) -> None:
        self._collection = database["schools"]
        self._of = DocumentOf(School)

    async def insert(self, school: School) -> None:
        """Raises ``DuplicateValue``."""
        try:
            await insert(self._collection, {**self._of.write(school), "fee_items": []})
        except DuplicateKey as error:
            raise duplicate(error) from None

    async def save(self, school: School) -> None:
        """Raises ``VersionConflict``. Which file is under way, only ``begin_import`` and ``end_import`` say."""
        members = self._of.write(school)
        del members["importing"]
        before = {"_id": members.pop("_id"), "version": school.version - 1}
        await update_version(self._collection, before, {"$set": members})

    async def find(self, school_id: str) -> School | None:
        found = await self._collection.find_one({"_id": school_id}, {"fee_items": 0})
        return self._of.read(found) if found else None

    async def every(self, after: str | None, limit: int, commune: str | None = None) -> list[School]:
        wanted: Document = {"commune": commune} if commune else {}
        wanted |= {"_id": {"$gt": after}} if after else {}
        found = self._collection.find(wanted, {"fee_items": 0}).sort("_id", ASCENDING).limit(limit)
        return [self._of.read(document) for document in await found.to_list(limit)]

    async def begin_import(self, school_id: str, import_id: str) -> bool:
        """Whether this import may go on now: no other one of the school is under way."""
        wanted = {"_id": school_id, "importing": {"$in": [None, import_id]}}
        written = await self._collection.update_one(wanted, {"$set": {"importing": import_id}})
        return written.matched_count == 1

    async def end_import(self, school_id: str, import_id: str) -> None:
        await self._collection.update_one({"_id": school_id, "importing": import_id}, {"$set": {"importing": None}})

    async def fee_items(self, school_id: str) -> list[FeeItem]:
        found = await self._collection.find_one({"_id": school_id}, {"fee_items": 1})
        return [FeeItem(**item) for item in (found or {}).get("fee_items", ())]

    async def set_fee_items(self, school_id: str, items: Sequence[FeeItem]) -> bool:
        """Whether there is such a school."""
        update = {"$set": {"fee_items": [vars(item) for item in items]}}
        return (await self._collection.update_one({"_id": school_id}, update)).matched_count == 1


class Students:
    def __init__(self, database: Database) -> None:
        self._collection = database["students"]
        self._tries = database["link_tries"]
        self._of = DocumentOf(Student)

    async def put(self, students: Sequence[Student], known: Mapping[str, Student]) -> None:
        """Add who is missing among those ``known`` by their codes and renew name and class of the others; their
        guardians stay."""
        students = [one for one in students if not _unchanged(one, known.get(one.code))]
        if students:
            await write_in_bulk(
                self._collection,
                [
                    UpdateOne(
                        {"_id": student.id},
                        {
                            "$set": {
                                "name": student.name,
                                "class_name": student.class_name,
                                "words": words_of(student.name),
                            },
                            "$setOnInsert": {"school_id": student.school_id, "code": student.code, "guardians": []},
                        },
                        upsert=True,
                    )
                    for student in students
                ],
            )

    async def correct(self, before: Student, after: Student) -> None:
        """Raises ``VersionConflict`` when somebody changed the name, the class or the corrections in between."""
        now = self._of.write(after)
        members = ("name", "class_name", "corrections")
        wanted: Document = {"_id": before.id, "name": before.name, "class_name": before.class_name}
        last = before.corrections[-1].at if before.corrections else None
        wanted |= {"corrections.at": last} if last else {"corrections.0": {"$exists": False}}
        written = await self._collection.update_one(
            wanted, {"$set": {**{name: now[name] for name in members}, "words": words_of(after.name)}}
        )
        if not written.matched_count:
            raise VersionConflict

    async def find(self, school_id: str, code: str) -> Student | None:
        """However ``code`` is typed: codes are kept in capitals."""
        found = await self._collection.find_one({"school_id": school_id, "code": code.upper()}, hint="ux_code")
        return self._of.read(found) if found else None

    async def named(self, school_id: str, name: str, after: str | None, limit: int) -> list[Student]:
        """Those of whose names each word of ``name`` begins a word, however accents and capitals are typed."""
        words = words_of(name)
        if not words:
            return []
        wanted: Document = {"school_id": school_id, "$and": [{"words": {"$regex": f"^{word}"}} for word in words]}
        wanted |= {"_id": {"$gt": after}} if after else {}
        found = self._collection.find(wanted, hint="ix_words").sort("_id", ASCENDING).limit(limit)
        return [self._of.read(document) for document in await found.max_time_ms(3_000).to_list(limit)]

    async def of_class(self, school_id: str, class_name: str) -> list[str]:
        """The ids of those who are in it now, however it is written: ``6a1`` is the 6A1."""
        wanted = search_key(class_name)
        written = await self._collection.distinct("class_name", {"school_id": school_id})
        named = {"school_id": school_id, "class_name": {"$in": [one for one in written if search_key(one) == wanted]}}
        return [document["_id"] for document in await self._collection.find(named, {"_id": 1}).to_list(None)]

    async def by_id(self, student_id: str) -> Student | None:
        found = await self._collection.find_one({"_id": student_id})
        return self._of.read(found) if found else None

    async def by_ids(self, student_ids: Collection[str]) -> Mapping[str, Student]:
        found = self._collection.find({"_id": {"$in": sorted(student_ids)}})
        return {student.id: student for student in map(self._of.read, await found.to_list(None))}

    async def by_codes(self, school_id: str, codes: Sequence[str]) -> Mapping[str, Student]:
        found = self._collection.find({"school_id": school_id, "code": {"$in": list(codes)}}, hint="ux_code")
        students = [self._of.read(document) for document in await found.to_list(None)]
        return {student.code: student for student in students}

    async def of_guardian(self, citizen_id: str) -> list[Student]:
        found = self._collection.find({"guardians": citizen_id}, hint="ix_guardians").limit(30)
        return [self._of.read(document) for document in await found.to_list(30)]

    async def add_guardian(self, student_id: str, citizen_id: str) -> bool:
        """Whether they are one now. There are never more than ``MAX_GUARDIANS``, however many come at once."""
        room = {f"guardians.{MAX_GUARDIANS - 1}": {"$exists": False}}
        wanted = {"_id": student_id, "$or": [{"guardians": citizen_id}, room]}
        written = await self._collection.update_one(wanted, {"$addToSet": {"guardians": citizen_id}})
        return written.matched_count == 1

    async def remove_guardian(self, student_id: str, citizen_id: str) -> bool:
        """Whether they were one."""
        wanted = {"_id": student_id, "guardians": citizen_id}
        written = await self._collection.update_one(wanted, {"$pull": {"guardians": citizen_id}})
        return written.matched_count == 1

    async def count_try(self, who: str, try_id: str, at: datetime, most: int, window: timedelta = WINDOW) -> bool:
        """Whether the try is counted; not when there were ``most`` others within the ``window`` already.

        Counted in one write, so that of many at once only so many are let through. The same try is counted once.
        """
        there = {"$ifNull": ["$tries", []]}
        recent = {"$filter": {"input": there, "as": "t", "cond": {"$gt": ["$$t.at", at - window]}}}
        counted = {"$concatArrays": ["$tries", [{"id": try_id, "at": at}]]}
        room = {"$and": [{"$lt": [{"$size": "$tries"}, most]}, {"$not": {"$in": [try_id, "$tries.id"]}}]}
        update: list[Document] = [
            {"$set": {"tries": recent, "changed_at": at}},
            {"$set": {"tries": {"$cond": [room, counted, "$tries"]}}},
        ]
        try:
            after = await self._tries.find_one_and_update(
                {"_id": who}, update, upsert=True, return_document=ReturnDocument.AFTER
            )
        except DuplicateKey:  # two first tries at once: now it is there
            return await self.count_try(who, try_id, at, most, window)
        return after is not None and any(one["id"] == try_id for one in after["tries"])

    async def take_back_try(self, who: str, try_id: str) -> None:
        """It was none: the name was right, or somebody was locked out already."""
        await self._tries.update_one({"_id": who}, {"$pull": {"tries": {"id": try_id}}})


def words_of(name: str) -> list[str]:
    """The words by which a student is found: letters and digits only, safe inside a regular expression."""
    words = ("".join(letter for letter in word if letter.isalnum()) for word in search_key(name).split())
    return sorted({word for word in words if word})


def _unchanged(given: Student, known: Student | None) -> bool:
    return known is not None and (given.name, given.class_name) == (known.name, known.class_name)

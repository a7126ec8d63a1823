"""The dossiers that `make bench` makes by the million are such as svc-dossier itself keeps."""

import random

import pytest

from bench.many_dossiers import documents, fill
from bench.rows.many_dossiers import QUERIES
from shared.mongo import Database
from shared.wakeup import Wakeup
from svc_dossier.domain.transitions import OPEN, State
from svc_dossier.store.documents import dossier, new_document
from svc_dossier.store.dossiers import Dossiers

COUNT = 5_040
"""The open ones and forty finished ones."""


def test_each_made_dossier_is_kept_as_the_service_keeps_it() -> None:
    beside = {"applicant", "form", "found_by", "outbox"}
    """What filing adds from outside the aggregate."""
    states = set()
    for made in documents(COUNT):
        kept = new_document(dossier(made))
        assert kept.keys() == made.keys() - beside
        assert all(kept[name] == made[name] for name in kept)
        states.add(State(made["state"]))
    assert states > set(OPEN)


@pytest.mark.parametrize("database", ["pymongo"], indirect=True)
async def test_each_query_that_is_measured_finds_something(database: Database) -> None:
    await fill(database, COUNT)
    dossiers, chance = Dossiers(database, Wakeup()), random.Random(1)
    for name, ask in QUERIES.items():
        for _ in range(200):
            if await ask(dossiers, COUNT, chance):
                break
        else:
            pytest.fail(f"{name} finds nothing")

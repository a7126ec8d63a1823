"""A scope never shows all dossiers by mistake."""

import pytest

from svc_dossier.store.scope import Scope, scope_filter


def test_each_scope_is_one_condition() -> None:
    assert scope_filter(Scope(citizen_id="cit_1")) == {"citizen_id": "cit_1"}
    assert scope_filter(Scope(agencies=frozenset({"b", "a"}))) == {"agency.id": {"$in": ["a", "b"]}}
    assert scope_filter(Scope(agencies=frozenset())) == {"agency.id": {"$in": []}}
    assert scope_filter(Scope.everything()) == {}


def test_no_scope_and_two_scopes_are_none() -> None:
    with pytest.raises(ValueError, match="scope"):
        Scope()
    with pytest.raises(ValueError, match="scope"):
        Scope(citizen_id="cit_1", agencies=frozenset({"a"}))

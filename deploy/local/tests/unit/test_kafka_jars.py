from pathlib import Path

import pytest

from local_stack import kafka_jars
from local_stack.errors import StackError
from local_stack.kafka_jars import Jar


def test_a_jar_that_was_changed_is_not_the_one_in_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "kafka.jar"
    path.write_bytes(b"abc")
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert Jar("a:b:1", 3, digest).matches(path)
    path.write_bytes(b"abd")
    assert not Jar("a:b:1", 3, digest).matches(path)


def test_a_refused_download_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("QNS_MAVEN_REPOSITORY", "http://127.0.0.1:1")
    with pytest.raises(StackError, match=r"could not be downloaded.*KAFKA_BOOTSTRAP_SERVERS") as refusal:
        kafka_jars.kafka_jars()
    assert "\n" not in str(refusal.value)

"""Apache Kafka itself: its jars, pinned by ``kafka.lock`` and kept in the user's cache folder.

``python -m local_stack lock-kafka`` resolves them anew after a change of ``ARTIFACTS``.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jgo.maven import Artifact, MavenContext, PythonResolver
from requests import RequestException
from tqdm import tqdm

from local_stack.errors import StackError
from local_stack.one_at_a_time import one_at_a_time
from local_stack.repository import cache_folder

KAFKA_VERSION = "4.3.1"
# Each is resolved alone: together with others, the resolver mixed an older kafka-clients in.
AGENT = "io.prometheus.jmx:jmx_prometheus_javaagent:1.0.1"
"""Shows a broker's figures to Prometheus; on nobody's class path."""
ARTIFACTS = (
    f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}",
    "org.slf4j:slf4j-simple:1.7.36",  # logs
    AGENT,
)
LOCK = Path(__file__).with_name("kafka.lock")
REPOSITORY_VARIABLE = "QNS_MAVEN_REPOSITORY"

_CONNECTIONS = 6
_SECONDS_PER_CALL = 60


@dataclass(frozen=True)
class Jar:
    coordinate: str
    size: int
    sha256: str

    def artifact(self, maven: MavenContext) -> Artifact:
        return maven.create_dependency(self.coordinate).artifact

    def matches(self, path: Path) -> bool:
        return path.exists() and path.stat().st_size == self.size and _sha256(path) == self.sha256


def kafka_jars() -> list[Path]:
    """Every jar of the class path."""
    return _ready([jar for jar in read_lock() if jar.coordinate != AGENT])


def agent_jar() -> Path:
    return _ready([jar for jar in read_lock() if jar.coordinate == AGENT])[0]


def _ready(jars: list[Jar]) -> list[Path]:
    """``jars``, downloaded if need be and verified."""
    folder = cache_folder() / "maven"
    maven = _maven(folder)
    wanted = {_path(jar, maven): jar for jar in jars}
    with one_at_a_time(folder / ".lock"):
        missing = [jar for path, jar in wanted.items() if not jar.matches(path)]
        if missing:
            _download(missing, folder)
    return list(wanted)


def read_lock() -> list[Jar]:
    lines = (line.split() for line in LOCK.read_text().splitlines() if not line.startswith("#"))
    return [Jar(coordinate, int(size), digest) for coordinate, size, digest in lines]


def write_lock() -> int:
    """Resolve ``ARTIFACTS`` and all they need, download that and write down what came. Returns the number of jars."""
    maven = _maven(cache_folder() / "maven")
    lines = set()
    for coordinate in ARTIFACTS:
        chosen, needed = maven.resolver.resolve([maven.create_dependency(coordinate)])
        for dependency in [*chosen, *(() if coordinate == AGENT else needed)]:  # the agent has all in itself
            path = dependency.artifact.resolve()
            name = f"{dependency.groupId}:{dependency.artifactId}:{dependency.version}"
            lines.add(f"{name} {path.stat().st_size} {_sha256(path)}\n")
    head = "# Written by `python -m local_stack lock-kafka`: artifact, bytes, SHA-256.\n"
    LOCK.write_text(head + "".join(sorted(lines)))
    return len(lines)


def _download(jars: list[Jar], folder: Path) -> None:
    total = sum(jar.size for jar in jars)
    if not os.isatty(2):
        print(f"Downloading Apache Kafka {KAFKA_VERSION}: {len(jars)} jars, {total / 1e6:.0f} MB", flush=True)
    with (
        tqdm(
            total=total, unit="B", unit_scale=True, desc=f"Apache Kafka {KAFKA_VERSION}", disable=None, leave=False
        ) as bar,
        ThreadPoolExecutor(_CONNECTIONS) as pool,
    ):

        def counted(received: int) -> None:
            bar.update(received)

        maven = _maven(folder, counted)
        try:
            list(pool.map(lambda jar: _fetch(jar, maven), jars))
        except (RequestException, RuntimeError) as error:
            pool.shutdown(cancel_futures=True)
            raise StackError(
                f"Apache Kafka {KAFKA_VERSION} could not be downloaded ({_in_short(error)}): check the network"
                f" (HTTPS_PROXY), set {REPOSITORY_VARIABLE} to a Maven repository that this machine can reach,"
                " or set KAFKA_BOOTSTRAP_SERVERS to a Kafka that runs"
            ) from error


def _fetch(jar: Jar, maven: MavenContext) -> None:
    path = _path(jar, maven)
    path.unlink(missing_ok=True)
    jar.artifact(maven).resolve()
    if not jar.matches(path):
        path.unlink()
        raise StackError(f"{jar.coordinate} is not the file that {LOCK.name} names: its SHA-256 differs")


def _maven(folder: Path, progress: Callable[[int], None] | None = None) -> MavenContext:
    @contextmanager
    def report(_name: str, _size: int) -> Iterator[Callable[[int], None]]:
        assert progress is not None
        yield progress

    repository = os.environ.get(REPOSITORY_VARIABLE)
    return MavenContext(
        resolver=PythonResolver(progress_callback=report if progress else None),
        repo_cache=folder,
        remote_repos={"site": repository.rstrip("/")} if repository else None,
        timeout=_SECONDS_PER_CALL,
    )


def _path(jar: Jar, maven: MavenContext) -> Path:
    path = jar.artifact(maven).cached_path
    assert path is not None
    return path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _in_short(error: Exception) -> str:
    return type(error).__name__ if isinstance(error, RequestException) else str(error).splitlines()[0]

"""What of ``deploy/k8s`` follows from other files: ``deploy/k8s/base/generated``, written by ``make docs``.

Workloads come from ``deploy/services.yaml`` and ``deploy/k8s/workloads.yaml``, topics and users of Kafka from
``deploy/topics.yaml`` and the services' event schemas, rules of Prometheus from
``deploy/alerts`` and ``deploy/prometheus/rules``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from local_stack.mongo_operators import operator_rights, role_of
from local_stack.repository import ROOT, TOPICS
from local_stack.services import Service, read_services
from local_stack.topics import read_topics
from shared.data_files import read_yaml

FOLDER = ROOT / "deploy" / "k8s"
GENERATED = FOLDER / "base" / "generated"
RULES = (ROOT / "deploy" / "alerts", ROOT / "deploy" / "prometheus" / "rules")

KAFKA = "kafka-kafka-bootstrap:9093"
PARTS = ("api", "worker")
_MADE = "made by `make docs`: do not edit."
_PART_OF = {"app.kubernetes.io/part-of": "quangngai-smart"}

Manifest = dict[str, Any]


def manifests() -> dict[Path, str]:
    """The files that ought to be in ``GENERATED``, and the table of ``README.md``."""
    services = [service for service in read_services() if service.data]
    work = read_yaml(FOLDER / "workloads.yaml")
    made = {f"{service.name}.yaml": _service_file(service, work) for service in services}
    made["mongodb.yaml"] = _template("mongodb").render(
        services=services, operators=operator_rights(each.database for each in services), role_of=role_of, made=_MADE
    )
    made["prepare.yaml"] = _template("prepare").render(
        services=services, made=_MADE, environments={each.name: _environment(each, work) for each in services}
    )
    made["topics.yaml"] = _dumped("deploy/topics.yaml", _topics())
    made["users.yaml"] = _dumped(
        "deploy/topics.yaml and the event schemas", [*map(_user, grants().items()), _restore()]
    )
    made["network.yaml"] = _dumped("deploy/services.yaml", _policies(connections(services)))
    made["rules.yaml"] = _dumped("deploy/alerts and deploy/prometheus/rules", _rules())
    made["kustomization.yaml"] = f"# {_MADE.capitalize()}\nresources:\n" + "".join(f"  - {name}\n" for name in made)
    return {GENERATED / name: text for name, text in made.items()} | {
        FOLDER / "README.md": _readme(connections(services))
    }


def _template(name: str) -> Any:
    loader = FileSystemLoader(FOLDER / "templates")
    environment = Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701  YAML
    return environment.get_template(f"{name}.yaml.jinja")


def _service_file(service: Service, work: Mapping[str, Any]) -> str:
    row = {"secrets": [], "shared": [], "signing_keys": False, "uploads": ""} | work["services"][service.name]
    rendered = _template("service").render(
        service=service,
        work=row,
        grace_seconds=work["grace_seconds"],
        environment=_environment(service, work),
        groups={name: topics for name, topics in _declared()["groups"].items() if _service_of(name) == service.name},
        kafka=KAFKA,
    )
    return f"{rendered}\n"


def _environment(service: Service, work: Mapping[str, Any]) -> dict[str, str]:
    """The variables that are the same in every province; the others are in an overlay's ``settings``."""
    row = work["services"][service.name]
    variables = {
        "HOST": "0.0.0.0",  # noqa: S104  the network policies say who comes
        "PORT": "8080",
        "OPERATIONS_HOST": "0.0.0.0",  # noqa: S104
        "OPERATIONS_PORT": "8180",
        "SHUTDOWN_DELAY_SECONDS": str(work["shutdown_delay_seconds"]),
        "JWKS_URL": "http://gateway:8080/.well-known/jwks.json",
        "MONGO_DATABASE": service.database,
        "MONGO_URL_FILE": "/run/secrets/mongo_url",
        "KAFKA_BOOTSTRAP_SERVERS": KAFKA,
        "KAFKA_USER": service.name,
        "KAFKA_PASSWORD_FILE": "/run/secrets/kafka_password",
        "KAFKA_CA_FILE": "/run/secrets/kafka_ca.crt",
        **{f"{name.upper()}_FILE": f"/run/secrets/{name}" for name in (*row["secrets"], *row.get("shared", ()))},
    }
    if row.get("signing_keys"):
        variables["SIGNING_KEYS_DIR"] = "/signing-keys"
    if service.upstreams:
        for other in read_services():
            if other.name.startswith("svc-"):
                short = other.name.removeprefix("svc-").upper()
                variables[f"UPSTREAM_{short}"] = f"http://{other.name}:8080"
    return {f"{service.prefix}_{name}": value for name, value in variables.items()}


# Kafka


def _declared() -> dict[str, Any]:
    declared: dict[str, Any] = read_yaml(TOPICS)
    return declared


def _service_of(group: str) -> str:
    return group.partition(".")[0]


def _topics() -> Iterator[Manifest]:
    for topic in read_topics("province"):
        yield _kafka_resource("KafkaTopic", topic.name) | {
            "spec": {
                "topicName": topic.name,
                "partitions": topic.partitions,
                "replicas": topic.replication_factor,
                "config": topic.configs,
            },
        }


def grants() -> dict[str, dict[str, set[str]]]:
    """What each user may do (``Read``, ``Write``) with which topics. A service reads what its groups read, and writes
    there too: a redrive sends dead letters to where they came from. It reads what it writes, to find out whether its
    database was restored.
    """
    declared = _declared()
    found: dict[str, dict[str, set[str]]] = {}

    def grant(user: str, topics: Iterable[str], *rights: str) -> None:
        for topic in topics:
            found.setdefault(user, {}).setdefault(topic, set()).update(rights)

    for path in sorted(ROOT.glob("*/src/*/event_schemas/*.json")):
        grant(path.relative_to(ROOT).parts[0], [f"{path.name.split('.')[2]}.events.v1"], "Read", "Write")
    for group, topics in declared["groups"].items():
        grant(_service_of(group), [*topics, f"{group}.dlq"], "Read", "Write")
    for service, topics in declared["overheard"].items():
        grant(service, topics, "Read")
    for user, topics in declared["outside"].items():
        grant(user, topics, "Write")
    return found


def _restore() -> Manifest:
    """Whoever restores a database sets back what groups have read, and looks at events of the lost time: both only
    need reading. Its own groups are for looking.
    """
    groups = _declared()["groups"]
    read = {topic: {"Read"} for topics in groups.values() for topic in topics}
    prefixes = sorted({f"{_service_of(group)}." for group in groups} | {"restore."})
    return _kafka_user("restore", read, prefixes)


def _user(granted: tuple[str, Mapping[str, set[str]]]) -> Manifest:
    name, topics = granted
    return _kafka_user(name, topics, [] if name in _declared()["outside"] else [f"{name}."])


def _kafka_user(name: str, topics: Mapping[str, set[str]], prefixes: Iterable[str]) -> Manifest:
    acls: list[Manifest] = [
        {"resource": {"type": "topic", "name": topic}, "operations": [*sorted(rights), "Describe"]}
        for topic, rights in sorted(topics.items())
    ]
    for prefix in prefixes:
        groups = {"type": "group", "name": prefix, "patternType": "prefix"}
        acls.append({"resource": groups, "operations": ["Read", "Describe"]})
    return _kafka_resource("KafkaUser", name) | {
        "spec": {"authentication": {"type": "scram-sha-512"}, "authorization": {"type": "simple", "acls": acls}}
    }


def _kafka_resource(kind: str, name: str) -> Manifest:
    labels = {"strimzi.io/cluster": "kafka", **_PART_OF}
    return {"apiVersion": "kafka.strimzi.io/v1", "kind": kind, "metadata": {"name": name, "labels": labels}}


# Network


@dataclass(frozen=True)
class Connection:
    """``source`` opens connections to ``port`` of ``target``."""

    source: str
    target: str
    port: int
    why: str


_PRIVATE = ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
_ELSEWHERE: Mapping[str, Sequence[Manifest]] = {
    "ingress controller": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress"}}}],
    "Prometheus": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}],
    "KEDA": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "keda"}}}],
    "Strimzi": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "strimzi"}}}],
    "Internet": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": [*_PRIVATE]}}],
    "Kubernetes": [{"ipBlock": {"cidr": cidr}} for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")],
}
"""Who is not in our namespace."""
_PODS: Mapping[str, Mapping[str, str]] = {
    "kafka": {"strimzi.io/cluster": "kafka"},
    "mongodb": {"app": "mongodb-svc"},
    "mongodb-figures": {"app.kubernetes.io/name": "mongodb-figures"},
    "prepare": {"app.kubernetes.io/name": "prepare"},
}


def connections(services: Sequence[Service]) -> list[Connection]:
    """Every connection that is allowed; all others are not."""
    found = [Connection("ingress controller", "gateway-api", 8080, "what citizens and officers ask")]
    for service in services:
        if service.upstreams:
            others = [each for each in services if each is not service]
            found += [Connection(f"{service.name}-api", f"{each.name}-api", 8080, "requests") for each in others]
        else:
            found.append(Connection(f"{service.name}-api", "gateway-api", 8080, "the keys that tokens are signed with"))
        for part in PARTS:
            name = f"{service.name}-{part}"
            found += [Connection(name, "mongodb", 27017, "its database"), Connection(name, "kafka", 9093, "events")]
            found.append(Connection("Prometheus", name, 8180, "figures"))
            if part in service.internet:
                found.append(Connection(name, "Internet", 443, service.internet[part]))
    return [
        *found,
        Connection("prepare", "mongodb", 27017, "indexes"),
        Connection("mongodb-figures", "mongodb", 27017, "its figures"),
        Connection("Prometheus", "mongodb-figures", 8180, "figures"),
        Connection("mongodb", "mongodb", 27017, "replication"),
        Connection("mongodb", "Kubernetes", 443, "its agent tells how it is"),
        Connection("mongodb", "Kubernetes", 6443, "the same"),
        Connection("kafka", "kafka", 9090, "controllers"),
        Connection("kafka", "kafka", 9091, "replication"),
        Connection("kafka", "kafka", 9093, "commands of the runbooks"),
        Connection("kafka", "Kubernetes", 443, "topics and users"),
        Connection("kafka", "Kubernetes", 6443, "the same"),
        Connection("Strimzi", "kafka", 8443, "its agent, for rolling restarts"),
        Connection("Strimzi", "kafka", 9090, "rolling restarts"),
        Connection("Strimzi", "kafka", 9091, "rolling restarts"),
        Connection("KEDA", "kafka", 9093, "how many events wait"),
        Connection("Prometheus", "kafka", 9404, "figures"),
    ]


def _pods(name: str) -> Manifest:
    if name in _PODS:
        return {"matchLabels": dict(_PODS[name])}
    service, _, part = name.rpartition("-")
    return {"matchLabels": {"app.kubernetes.io/name": service, "app.kubernetes.io/component": part}}


def _policies(allowed: Sequence[Connection]) -> Iterator[Manifest]:
    nothing = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    yield _policy("default-deny", nothing)
    dns = {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}
    to = [{"namespaceSelector": dns, "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}]
    ports = [{"port": 53, "protocol": protocol} for protocol in ("UDP", "TCP")]
    yield _policy("dns", {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": to, "ports": ports}]})
    ours = sorted({name for edge in allowed for name in (edge.source, edge.target) if name not in _ELSEWHERE})
    for name in ours:
        rules = {
            "ingress": [
                {"from": _peers(edge.source), "ports": [{"port": edge.port}]} for edge in allowed if edge.target == name
            ],
            "egress": [
                {"to": _peers(edge.target), "ports": [{"port": edge.port}]} for edge in allowed if edge.source == name
            ],
        }
        yield _policy(name, {"podSelector": _pods(name), **{which: rule for which, rule in rules.items() if rule}})


def _peers(name: str) -> list[Manifest]:
    return [dict(peer) for peer in _ELSEWHERE[name]] if name in _ELSEWHERE else [{"podSelector": _pods(name)}]


def _policy(name: str, spec: Manifest) -> Manifest:
    spec.setdefault("policyTypes", [which.capitalize() for which in ("ingress", "egress") if which in spec])
    metadata = {"name": name, "labels": dict(_PART_OF)}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata, "spec": spec}


_BEGIN, _END = "<!-- edges: made by `make docs` -->\n", "<!-- end of edges -->\n"


def _readme(allowed: Sequence[Connection]) -> str:
    before, _, rest = (FOLDER / "README.md").read_text(encoding="utf-8").partition(_BEGIN)
    rows = "".join(f"| {edge.source} | {edge.target} | {edge.port} | {edge.why} |\n" for edge in allowed)
    return (
        f"{before}{_BEGIN}\n| From | To | Port | What for |\n|---|---|---|---|\n{rows}\n{_END}{rest.partition(_END)[2]}"
    )


# Prometheus


def _rules() -> Iterator[Manifest]:
    for path in [path for folder in RULES for path in sorted(folder.glob("*.yaml"))]:
        rules = read_yaml(path)
        metadata = {"name": f"{path.parent.name}-{path.stem}", "labels": dict(_PART_OF)}
        yield {
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PrometheusRule",
            "metadata": metadata,
            "spec": {"groups": rules["groups"]},
        }


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dumped(source: str, documents: Iterable[Manifest]) -> str:
    text = yaml.dump_all(documents, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    return f"# From {source}, {_MADE}\n---\n{text}"

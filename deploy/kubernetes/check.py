"""The checks of YAML files for ./check.

  check.py objects BUILT.yaml FOLDER...   checks that references resolve, validates objects whose kinds are defined
                                          in the folders, and writes the others, Kubernetes' own, to BUILT.yaml.own
  check.py rules RULES.yml PROMETHEUSRULE.yaml   checks that both contain the same groups
  check.py rights BUILT.yaml MANUAL.md           checks that Strimzi's user of streamers has exactly the rights in the
                                                 manual, and that the topics of all users are defined
"""
import pathlib
import re
import sys

import jsonschema
import yaml

# Enumerations in the definitions contain a plain "=".
yaml.SafeLoader.add_constructor("tag:yaml.org,2002:value", yaml.SafeLoader.construct_yaml_str)

# Secrets that an administrator creates.
SECRETS = {"maskstream-streamer-kafka", "maskstream-trainer-kafka", "maskstream-kafka-ca"}


def pod_specs(item):
    spec = item.get("spec", {})
    spec = spec.get("jobTemplate", {}).get("spec", spec)
    if "template" in spec:
        yield spec["template"]


def check_pod(item, template, names):
    where = f"{item['kind']} {item['metadata']['name']}"
    pod = template["spec"]
    volumes = {v["name"]: v for v in pod.get("volumes", [])}
    for volume in volumes.values():
        for kind, key, field in [
            ("ConfigMap", "configMap", "name"),
            ("PersistentVolumeClaim", "persistentVolumeClaim", "claimName"),
        ]:
            if key in volume:
                assert (kind, volume[key][field]) in names, f"{where}: no {kind} {volume[key][field]}"
        if "secret" in volume:
            assert volume["secret"]["secretName"] in SECRETS, f"{where}: unknown secret {volume['secret']}"
    assert ("ServiceAccount", pod["serviceAccountName"]) in names, where
    assert template["metadata"]["labels"]["app.kubernetes.io/part-of"] == "maskstream", f"{where}: outside of the NetworkPolicy"
    assert pod["securityContext"]["runAsNonRoot"], where
    for container in pod.get("initContainers", []) + pod["containers"]:
        security = container["securityContext"]
        assert security["readOnlyRootFilesystem"] and not security["allowPrivilegeEscalation"], where
        assert security["capabilities"] == {"drop": ["ALL"]}, where
        assert "memory" in container["resources"]["limits"], where
        variables = set()
        for variable in container.get("env", []):
            # Kubernetes does not expand references to variables that are defined later or not at all.
            unknown = set(re.findall(r"\$\((\w+)\)", variable.get("value", ""))) - variables
            assert not unknown, f"{where}: {variable['name']} refers to {unknown}"
            variables.add(variable["name"])
        unknown = set(re.findall(r"\$\((\w+)\)", " ".join(container.get("args", [])))) - variables
        assert not unknown, f"{where}: an argument refers to {unknown}"
        for mount in container["volumeMounts"]:
            assert mount["name"] in volumes, f"{where}: no volume {mount['name']}"


def definitions(folders):
    """Returns JSON schemas by API version and kind from custom resource definitions."""
    schemas = {}
    for folder in folders:
        for path in pathlib.Path(folder).glob("*.yaml"):
            for crd in yaml.safe_load_all(path.read_text()):
                for version in crd["spec"]["versions"]:
                    key = (f"{crd['spec']['group']}/{version['name']}", crd["spec"]["names"]["kind"])
                    schemas[key] = version["schema"]["openAPIV3Schema"]
    return schemas


def closed(schema):
    """Returns the schema with unknown fields forbidden, because a server would drop them silently."""
    if isinstance(schema, list):
        return [closed(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    if isinstance(schema.get("pattern"), str):
        # Go accepts flags anywhere in a pattern, Python only at the start.
        result["pattern"] = schema["pattern"].replace("^(?i)", "(?i)^")
    if isinstance(schema.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields"):
        result.setdefault("additionalProperties", False)
    return result


def validate(item, schema):
    # The schema of the metadata is Kubernetes' own.
    schema = {**closed(schema), "properties": {**closed(schema["properties"]), "metadata": {"type": "object"}}}
    jsonschema.Draft4Validator(schema).validate(item)


def objects(built, *folders):
    with open(built) as file:
        items = list(yaml.safe_load_all(file))
    names = {(item["kind"], item["metadata"]["name"]) for item in items}
    labels = [t["metadata"]["labels"] for item in items for t in pod_specs(item)]
    for item in items:
        assert item["metadata"]["namespace"] == "maskstream", f"{item['kind']} {item['metadata']['name']}: no namespace"
        for template in pod_specs(item):
            check_pod(item, template, names)
        spec = item.get("spec", {})
        selector = spec.get("podSelector", {}).get("matchLabels") or (spec.get("selector") if item["kind"] == "Service" else None)
        if selector:
            assert any(selector.items() <= of.items() for of in labels), f"{item['kind']} selects nothing: {selector}"
        if item["kind"] == "ScaledObject":
            assert ("Deployment", spec["scaleTargetRef"]["name"]) in names
            for trigger in spec["triggers"]:
                if "authenticationRef" in trigger:
                    assert ("TriggerAuthentication", trigger["authenticationRef"]["name"]) in names
    schemas = definitions(folders)
    own = []
    for item in items:
        key = (item["apiVersion"], item["kind"])
        if key in schemas:
            validate(item, schemas[key])
        else:
            own.append(item)
    with open(built + ".own", "w") as file:
        yaml.safe_dump_all(own, file)


def rules(for_prometheus, for_kubernetes):
    with open(for_prometheus) as one, open(for_kubernetes) as two:
        assert yaml.safe_load(one)["groups"] == yaml.safe_load(two)["spec"]["groups"], (
            f"{for_prometheus} and {for_kubernetes} contain different rules"
        )
    print("The rules are the same for Prometheus and for Kubernetes")


def granted(manual):
    """Yields the resource kind, resource name and operation of each right of the streamer in the section "Rights"."""
    section = re.search(r"\n## Rights\n(.*?)\n##", pathlib.Path(manual).read_text(), re.S).group(1)
    kinds = {"--topic": "topic", "--group": "group", "--transactional-id": "transactionalId"}
    for line in section.splitlines():
        words = line.split()
        if words[:1] == ["$acls"]:
            yield kinds[words[1]], words[2], words[words.index("--operation") + 1]


def rights(built, manual):
    with open(built) as file:
        items = list(yaml.safe_load_all(file))
    topics = {item["metadata"]["name"] for item in items if item["kind"] == "KafkaTopic"}
    users = {item["metadata"]["name"]: item["spec"]["authorization"]["acls"] for item in items if item["kind"] == "KafkaUser"}
    for name, acls in users.items():
        unknown = {acl["resource"]["name"] for acl in acls if acl["resource"]["type"] == "topic"} - topics
        assert not unknown, f"KafkaUser {name}: no topic {unknown}"
    listed = set(granted(manual))
    given = {
        (acl["resource"]["type"], acl["resource"]["name"], operation)
        for acl in users["maskstream-streamer"]
        for operation in acl["operations"]
        # DescribeConfigs is optional according to the manual.
        if operation != "DescribeConfigs"
    }
    assert listed == given, f"{manual} and KafkaUser maskstream-streamer differ in {listed ^ given}"
    print("The rights are the same for Strimzi and in the manual")


{"objects": objects, "rules": rules, "rights": rights}[sys.argv[1]](*sys.argv[2:])

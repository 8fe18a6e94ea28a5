"""Adapt the suites of Kubernetes' scheduler, Nova and Placement: where an instance may go, and best goes."""

from typing import Any

from virtfaq import scheduler as s
from virtfaq.scheduler.pipeline import Pipeline, normalize

Json = dict[str, Any]


def fit_filter(given: Json) -> Json:
    node = s.Node(
        "node", given["node_allocatable"], pods=tuple(map(_make_pod, given.get("node_used_by") or []))
    )
    lacking = s.find_insufficient(
        _make_pod(given["pod"]),
        node,
        ignored=given.get("ignored_resources") or given.get("ignored") or (),
        ignored_groups=given.get("ignored_groups") or (),
    )
    rows = [
        {"resource": one.resource, "requested": one.requested, "used": one.used, "capacity": one.capacity}
        for one in lacking
    ]
    return {"fits": not lacking, "insufficient": rows, "reasons": [one.reason for one in lacking]}


def resource_scores(given: Json) -> Json:
    weights = {row["resource"]: row["weight"] for row in given["weights"] or []}
    if s.find_invalid_weights(weights):
        return {"invalid_weight_index": list(s.find_invalid_weights(weights))}
    pod, shape = _make_pod(given["pod"]), [(p["utilization"], p["score"]) for p in given.get("shape") or []]
    score = {
        "least_allocated": lambda node: s.least_allocated(pod, node, weights),
        "most_allocated": lambda node: s.most_allocated(pod, node, weights),
        "requested_to_capacity_ratio": lambda node: s.requested_to_capacity_ratio(pod, node, shape, weights),
        "balanced_allocation": lambda node: s.balanced_allocation(pod, node, list(weights)),
    }[given["strategy"]]
    nodes = [
        s.Node(
            node["name"],
            node["capacity"],
            pods=tuple(_make_pod(one) for one in given["existing_pods"] if one.get("node") == node["name"]),
        )
        for node in given["nodes"]
    ]
    return _write_scores(nodes, [score(node) for node in nodes])


def image_locality(given: Json) -> Json:
    nodes = [
        s.Node(
            node["name"],
            {},
            images={name: image["size_bytes"] for image in node["images"] for name in image["names"]},
        )
        for node in given["nodes"]
    ]
    return _write_scores(nodes, s.image_locality(s.PodSpec(images=tuple(given["pod_images"])), nodes))


def taint_toleration(given: Json) -> Json:
    tolerations = [_make_toleration(one) for one in given["tolerations"] or []]
    if "nodes" not in given:
        return {
            "fits": not s.find_untolerated(tolerations, [_make_taint(one) for one in given["taints"] or []])
        }
    nodes = [
        s.Node(node["name"], {}, taints=tuple(_make_taint(one) for one in node["taints"] or []))
        for node in given["nodes"]
    ]
    return _write_scores(nodes, s.normalize_score(s.taint_scores(tolerations, nodes), reverse=True))


def normalize_score(given: Json) -> Json:
    return {"scores": s.normalize_score(given["scores"], given["max"], reverse=given["reverse"])}


def piecewise_linear(given: Json) -> Json:
    return {"y": s.piecewise_linear(given["points"], given["x"])}


def nova_filter(given: Json) -> Json:
    host, request = given.get("host") or {}, given.get("request") or {}
    options = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in (given.get("config") or {}).items()
    }
    passes = s.find_filter(given["filter"])
    return {"passes": passes(_make_compute_host(host), _make_server_request(request), s.Options(**options))}


_WEIGHERS = {
    "build_failures": "BuildFailureWeigher",
    "cross_cell": "CrossCellWeigher",
    "free_disk": "DiskWeigher",
    "free_ram": "RAMWeigher",
    "free_vcpus": "CPUWeigher",
    "hypervisor_version": "HypervisorVersionWeigher",
    "instance_count": "NumInstancesWeigher",
    "io_ops": "IoOpsWeigher",
    "soft_affinity": "ServerGroupSoftAffinityWeigher",
    "soft_anti_affinity": "ServerGroupSoftAntiAffinityWeigher",
}


def nova_weigher(given: Json) -> Json:
    """Weigh by what hosts are, and multiply by what the case was recorded with.

    The request of a move between cells was not recorded; its raw weights were.
    """
    request = _make_server_request({"instance_group": given.get("group")})

    def score(rows: Any, request: s.ServerRequest) -> list[float]:
        name = _WEIGHERS.get(given["weigher"])
        if name is None or name == "CrossCellWeigher":
            scaled = normalize([row["raw"] for row in rows], given["clamp_min"], given["clamp_max"])
        else:
            weigher = s.find_weigher(name)
            raw = [weigher.raw(_make_compute_host(row), request, s.Options()) for row in rows]
            raw = [weight if weigher.lowest is None else max(weight, weigher.lowest) for weight in raw]
            scaled = normalize(raw, weigher.lowest)
        return [row["multiplier"] * weight for row, weight in zip(rows, scaled, strict=True)]

    ranked = Pipeline({}, [score]).rank(given["hosts"], request)
    return {"ranking": [{"host": one.host["name"], "weight": one.weight} for one in ranked]}


def placement_candidates(given: Json) -> Json:
    providers = [
        s.Provider(
            name=row["name"],
            parent=row["parent"],
            inventory={name: s.Inventory(**stock) for name, stock in row["inventory"].items()},
            used=row["used"],
            traits=frozenset(row["traits"]),
            aggregates=frozenset(row["aggregates"]),
        )
        for row in given["providers"]
    ]
    groups = [
        s.ResourceGroup(
            resources=row["resources"],
            required_traits=[frozenset(wanted) for wanted in row["required_traits"]],
            forbidden_traits=frozenset(row["forbidden_traits"]),
            member_of=[frozenset(wanted) for wanted in row["member_of"]],
            forbidden_aggregates=frozenset(row["forbidden_aggregates"]),
            in_tree=row["in_tree"],
            same_provider=row["same_provider"],
        )
        for row in given["groups"].values()
    ]
    isolate = given.get("group_policy") == "isolate"
    found = s.allocation_candidates(providers, groups, isolate=isolate, limit=given.get("limit"))
    return {
        "candidate_count": len(found),
        "candidates": sorted([list(one) for one in candidate] for candidate in found),
        "capacity": s.capacities(providers, found),
    }


def _make_toleration(row: Json) -> s.Toleration:
    return s.Toleration(
        **{name: row[name] for name in ("key", "operator", "value", "effect") if row.get(name)}
    )


def _make_taint(row: Json) -> s.Taint:
    return s.Taint(**{name: row[name] for name in ("key", "value", "effect") if name in row})


def _make_pod(row: Json) -> s.PodSpec:
    return s.PodSpec(
        tuple(map(_make_container, row.get("containers") or [])),
        tuple(map(_make_container, row.get("init_containers") or [])),
        overhead=row.get("overhead") or {},
    )


def _make_container(row: Json) -> s.ContainerSpec:
    restartable = row.get("restart_policy") == "Always"
    if "requests" in row or "limits" in row:
        return s.ContainerSpec(row.get("requests") or {}, row.get("limits") or {}, restartable)
    return s.ContainerSpec(
        {name: value for name, value in row.items() if name != "restart_policy"}, {}, restartable
    )


def _write_scores(nodes: list[s.Node], scores: list[int]) -> Json:
    return {
        "scores": [{"node": node.name, "score": score} for node, score in zip(nodes, scores, strict=True)]
    }


_SAME = (
    "free_ram_mb",
    "free_disk_mb",
    "vcpus_total",
    "vcpus_used",
    "num_instances",
    "num_io_ops",
    "failed_builds",
    "hypervisor_version",
    "cpu_info",
    "stats",
    "capabilities",
)


def _make_compute_host(row: Json) -> s.ComputeHost:
    ratios = s.allocation_ratios()
    return s.ComputeHost(
        name=row.get("host") or row.get("name") or "",
        address=row.get("host_ip", ""),
        cell=row.get("cell_uuid", ""),
        instances={name: {} for name in row.get("instances") or ()},
        supported_instances=tuple(map(tuple, row.get("supported_instances") or ())),
        aggregates=tuple(one.get("metadata", one) for one in row.get("aggregates") or ()),
        allocation_ratios=s.AllocationRatios(
            row.get("cpu_allocation_ratio", ratios.cpu), ratios.ram, ratios.disk
        ),
        **{name: row[name] for name in _SAME if name in row},
    )


def _make_server_request(row: Json) -> s.ServerRequest:
    image, group = row.get("image") or {}, row.get("instance_group")
    return s.ServerRequest(
        instance=row.get("instance_uuid"),
        image=image.get("id"),
        image_properties=image.get("properties") or {},
        hints=row.get("scheduler_hints") or {},
        extra_specs=(row.get("flavor") or {}).get("extra_specs") or {},
        group=group and _make_group(group),
    )


def _make_group(row: Json) -> s.ServerGroup:
    """Make a group; before version 1.11, one of Nova had a list of one policy."""
    rules = row.get("rules") or row.get("_rules") or {}
    return s.ServerGroup(
        policy=row.get("policy") or next(iter(row.get("policies") or []), ""),
        members=tuple(row.get("members") or ()),
        hosts=tuple(row.get("hosts") or ()),
        max_server_per_host=int(rules.get("max_server_per_host", 1)),
    )


SUITES = {
    "k8s_balanced_allocation": resource_scores,
    "k8s_fit_filter": fit_filter,
    "k8s_fit_score": resource_scores,
    "k8s_image_locality": image_locality,
    "k8s_least_allocated": resource_scores,
    "k8s_most_allocated": resource_scores,
    "k8s_normalize_score": normalize_score,
    "k8s_piecewise_linear": piecewise_linear,
    "k8s_requested_to_capacity_ratio": resource_scores,
    "k8s_taint_toleration": taint_toleration,
    "nova_affinity_filters": nova_filter,
    "nova_capacity_filters": nova_filter,
    "nova_image_properties_filter": nova_filter,
    "nova_weighers": nova_weigher,
    "placement_candidates_flat": placement_candidates,
}

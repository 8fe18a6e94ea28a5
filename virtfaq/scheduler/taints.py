"""Match taints and tolerations: which pods a node keeps off, and which it would rather not have.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
"""

import re
from collections.abc import Sequence

from virtfaq.scheduler.pods import Node, Taint, Toleration

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,18}")


def tolerates(toleration: Toleration, taint: Taint) -> bool:
    """Tell whether one toleration bears one taint.

    >>> tolerates(Toleration("gpu", operator="Exists"), Taint("gpu", "a100"))
    True
    >>> tolerates(Toleration("sla", operator="Gt", value="900"), Taint("sla", "950"))
    True
    """
    if toleration.effect not in ("", taint.effect) or toleration.key not in ("", taint.key):
        return False
    if toleration.operator in ("Lt", "Gt"):
        return _compares(toleration, taint)
    return toleration.operator == "Exists" or (
        toleration.operator in ("", "Equal") and toleration.value == taint.value
    )


def find_untolerated(tolerations: Sequence[Toleration], taints: Sequence[Taint]) -> tuple[Taint, ...]:
    """Return the taints that keep a pod with these tolerations off the node.

    >>> find_untolerated([], [Taint("dedicated", "db"), Taint("slow", effect="PreferNoSchedule")])
    (Taint(key='dedicated', value='db', effect='NoSchedule'),)
    """
    return tuple(
        taint
        for taint in taints
        if taint.effect in ("NoSchedule", "NoExecute") and not _any_tolerates(tolerations, taint)
    )


def taint_scores(tolerations: Sequence[Toleration], nodes: Sequence[Node]) -> list[int]:
    """Return, for each node, how many `PreferNoSchedule` taints the pod does not tolerate.

    >>> taint_scores([], [Node("n1", {}), Node("n2", {}, taints=(Taint("slow", effect="PreferNoSchedule"),))])
    [0, 1]
    """
    preferences = [one for one in tolerations if one.effect in ("", "PreferNoSchedule")]
    return [
        sum(
            taint.effect == "PreferNoSchedule" and not _any_tolerates(preferences, taint)
            for taint in node.taints
        )
        for node in nodes
    ]


def _any_tolerates(tolerations: Sequence[Toleration], taint: Taint) -> bool:
    return any(tolerates(toleration, taint) for toleration in tolerations)


def _compares(toleration: Toleration, taint: Taint) -> bool:
    if not (_WHOLE.fullmatch(toleration.value) and _WHOLE.fullmatch(taint.value)):
        return False
    limit, value = int(toleration.value), int(taint.value)
    return value < limit if toleration.operator == "Lt" else value > limit

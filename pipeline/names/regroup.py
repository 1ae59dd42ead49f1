"""Clusters made to agree with the identifiers that were given: none is split or merged in silence.

Names are clustered by their evidence alone, whatever was given before. So what is published says why names
are one, and the same names give the same again after their identifiers are kept.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.names.clusters import GIVEN, Apart, Clusters, Contradiction, Link
from pipeline.names.forms import Form


def regroup(found: Clusters, label: Mapping[Form, str]) -> Clusters:
    """Split what has two identifiers and join what has one; where nothing is to be done, ``found`` itself."""
    labels = {
        number: one for number, form in enumerate(found.forms) if (one := form.given or label.get(form))
    }
    held = [{labels[number] for number in cluster if number in labels} for cluster in found.clusters]
    every = [one for ids in held for one in ids]
    if all(len(ids) < 2 for ids in held) and len(every) == len(set(every)):
        return found
    group: dict[int, int] = {}
    of_label: dict[str, int] = {}
    for cluster, joined in zip(found.clusters, found.joined, strict=True):
        near = _nearest(cluster, joined, labels)
        for number in cluster:
            own = near.get(number)
            first = of_label.setdefault(own, number) if own else cluster[0]
            group[number] = first
    return _rebuilt(found, group)


def _nearest(cluster: Sequence[int], joined: Sequence[Link], labels: Mapping[int, str]) -> dict[int, str]:
    """The identifier of each form of a cluster: its own, else that of one it was joined to."""
    near = {number: labels[number] for number in cluster if number in labels}
    if not near:
        return near
    for _ in cluster:
        new = {
            one: near[other]
            for link in joined
            for one, other in ((link.left, link.right), (link.right, link.left))
            if one not in near and other in near
        }
        if not new:
            break
        near |= new
    default = min(near.values())
    return {number: near.get(number, default) for number in cluster}


def _rebuilt(found: Clusters, group: Mapping[int, int]) -> Clusters:
    members: dict[int, list[int]] = defaultdict(list)
    for number in sorted(group):
        members[group[number]].append(number)
    ordered = sorted(members.values(), key=min)
    home = {number: place for place, numbers in enumerate(ordered) for number in numbers}
    joined: dict[int, list[Link]] = defaultdict(list)
    apart: dict[tuple[int, int], list[Link]] = defaultdict(list)
    against: dict[tuple[int, int], Contradiction | None] = {}
    was = [(link, Contradiction.GIVEN) for links in found.joined for link in links]
    was_apart = [(link, one.against) for one in found.apart for link in one.links]
    for link, why in (*was, *was_apart):
        left, right = sorted((home[link.left], home[link.right]))
        if left == right:
            joined[left].append(link)
        else:
            apart[left, right].append(link)
            against.setdefault((left, right), why)
    for place, numbers in enumerate(ordered):
        if len(numbers) > 1 and not joined[place]:
            joined[place] = [Link(GIVEN, numbers[0], number) for number in numbers[1:]]
    return Clusters(
        forms=found.forms,
        clusters=tuple(map(tuple, ordered)),
        joined=tuple(tuple(joined[place]) for place in range(len(ordered))),
        apart=tuple(
            Apart(*pair, tuple(dict.fromkeys(links)), against[pair]) for pair, links in sorted(apart.items())
        ),
    )

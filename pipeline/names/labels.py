"""Identifiers that were given before, found again by the printed form that they were given to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.names.decisions import Decisions
from pipeline.names.forms import Form
from pipeline.names.given import GivenForm, GivenIdentity
from pipeline.names.identities import Printed

_Key = tuple[object, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Given:
    """A form of the ledger; ``label`` stands for its identifier now, None where its issuers were merged."""

    form: Form
    identity: str
    label: str | None


@dataclass(frozen=True, slots=True)
class Met:
    """The forms of the names that are met, and those of the ledger that are not.

    ``label`` gives the identifier that stands for a form. A qualification whose issuers were merged has
    none: its names are compared with those of the issuer that stayed, and where nothing else is found it
    keeps the identifier that it had (``inherited``).
    """

    forms: tuple[Form, ...]
    absent: tuple[Form, ...]
    label: dict[Form, str]
    inherited: dict[Form, str]


class Labels:
    """What was given before to issuers, or to qualifications."""

    def __init__(self, given: dict[_Key, _Given]) -> None:
        self._given = given

    def origin(self, form: Form, printed: Printed) -> str | None:
        """The identifier that was given to this printed form."""
        one = self._given.get(_key(form, printed))
        return one.identity if one else None

    def met(self, uses: Sequence[tuple[Form, Printed]]) -> Met:
        """What is known of these names; what compares equal under two identifiers stays two."""
        shown = [(form, _key(form, printed)) for form, printed in uses]
        keys = {key for _, key in shown}
        others = [(one.form, key) for key, one in self._given.items() if key not in keys]
        label: dict[Form, str] = {}
        inherited: dict[Form, str] = {}
        forms: list[Form] = []
        for form, key in (*shown, *others):
            one = self._given.get(key)
            if one is None:
                forms.append(form)
            elif one.label is None:
                inherited.setdefault(form, one.identity)
                forms.append(form)
            else:
                alone = label.setdefault(form, one.label) == one.label
                forms.append(form if alone else replace(form, given=one.label))
        return Met(tuple(forms[: len(shown)]), tuple(forms[len(shown) :]), label, inherited)


def labels(
    given: Iterable[GivenIdentity],
    decisions: Decisions,
    form_of: Callable[[Printed, tuple[str, ...]], Form],
) -> Labels:
    """``form_of`` makes a form of printed words and the issuers they belong to."""
    found: dict[_Key, _Given] = {}
    for identity in given:
        issuers = tuple(dict.fromkeys(map(decisions.survivor, identity.issuer_ids)))
        label = decisions.survivor(identity.id) if issuers == identity.issuer_ids else None
        for one in identity.forms:
            printed = Printed(
                one.entry_id or "", one.zh, one.latin, one.abbreviation, one.countries, one.scope
            )
            form = form_of(printed, issuers)
            found[_key(form, printed)] = _Given(form, identity.id, label)
    return Labels(found)


def given_form(form: Form, printed: Printed) -> GivenForm:
    """What the ledger keeps of a printed form; the entry only where it is all that tells the form apart."""
    alone = bool(form.sole) or any(one.startswith("entry:") for one in form.context)
    return GivenForm(
        zh=printed.zh,
        latin=printed.latin,
        abbreviation=printed.abbreviation,
        scope=printed.scope,
        countries=tuple(sorted(printed.countries)),
        entry_id=printed.entry_id if alone else None,
        scanned=printed.scanned,
    )


def _key(form: Form, printed: Printed) -> _Key:
    return given_form(form, printed).order, form.context

"""Identifiers that were given before, found again by the printed form that they were given to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from pipeline.names.decisions import Decisions
from pipeline.names.forms import Form
from pipeline.names.given import GivenForm, GivenIdentity
from pipeline.names.identities import Printed

_Key = tuple[object, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Labels:
    """What was given before to issuers, or to qualifications.

    ``forms`` are those of the ledger as names are compared, each with the identifier that stands for it
    now. A qualification whose issuers were merged has none: its names are compared with those of the issuer
    that stayed, and where nothing else is found it keeps the identifier that it had (``inherited``).
    """

    forms: list[Form] = field(default_factory=list)
    inherited: dict[Form, str] = field(default_factory=dict)
    _origin: dict[_Key, str] = field(default_factory=dict)
    _label: dict[_Key, str | None] = field(default_factory=dict)

    def origin(self, form: Form, printed: Printed) -> str | None:
        """The identifier that was given to this printed form."""
        return self._origin.get(_key(form, printed))

    def labelled(self, form: Form, printed: Printed) -> Form:
        """The form with the identifier that stands for the one it was given."""
        return replace(form, given=self._label.get(_key(form, printed)))


def labels(
    given: Iterable[GivenIdentity],
    decisions: Decisions,
    form_of: Callable[[Printed, tuple[str, ...]], Form],
) -> Labels:
    """``form_of`` makes a form of printed words and the issuers they belong to."""
    found = Labels()
    for identity in given:
        issuers = tuple(dict.fromkeys(map(decisions.survivor, identity.issuer_ids)))
        label = decisions.survivor(identity.id) if issuers == identity.issuer_ids else None
        for one in identity.forms:
            printed = Printed(
                one.entry_id or "", one.zh, one.latin, one.abbreviation, one.countries, one.scope
            )
            form = form_of(printed, issuers)
            key = _key(form, printed)
            found._origin[key], found._label[key] = identity.id, label
            form = replace(form, given=label)
            found.forms.append(form)
            if label is None:
                found.inherited.setdefault(form, identity.id)
    return found


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
    )


def _key(form: Form, printed: Printed) -> _Key:
    return given_form(form, printed).order, form.context

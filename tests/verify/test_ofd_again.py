"""OFD pages counted again, and rules drawn through what was read as one cell."""

from dataclasses import replace

from pipeline.documents.places import PageBox
from pipeline.verify.ofd import OfdPlaces
from tests.typeset.facts import load_notice
from tests.typeset.ofd import typeset_ofd
from tests.verify.replaying import read


def test_rule_through_a_box_and_letters_of_each_page_are_found() -> None:
    one = read(typeset_ofd(load_notice("guangxi")), "a.ofd")
    places = OfdPlaces(one.data, "a.ofd")
    upper, lower = (one.notice.catalogues[0].rows[at].values["level"].places[0] for at in (6, 7))
    assert isinstance(upper, PageBox)
    assert isinstance(lower, PageBox)
    assert not places.crossed(upper)
    assert not places.crossed(lower)
    assert places.crossed(replace(upper, box=(*upper.box[:2], *lower.box[2:])))
    counted = {found.name: found.characters for found in places.recounts()}
    assert sorted(counted) == list(range(1, one.document.pages + 1))
    assert all(counted.values()), "black is said as a colour on every letter"

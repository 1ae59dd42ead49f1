"""What the objects of an OFD refer to: drawing parameters, colour spaces, fonts, composite drawings."""

from dataclasses import dataclass, field

from pipeline.readers.ofd_package import OfdPackage, child, children, located, text_of
from pipeline.readers.package import Element

# A parameter may build on another; more steps than this are a circle.
_DEEPEST = 16


@dataclass(slots=True)
class Resources:
    """Resources by their identifier."""

    parameters: dict[str, Element] = field(default_factory=dict)
    spaces: dict[str, str] = field(default_factory=dict)
    fonts: dict[str, str] = field(default_factory=dict)
    composites: dict[str, Element] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    """The pictures' parts."""

    def add(self, package: OfdPackage, base: str, holder: Element | None) -> None:
        """The resource files that an element names (PublicRes, DocumentRes, PageRes)."""
        for named in children(holder, "PublicRes", "DocumentRes", "PageRes"):
            path = located(base, text_of(named))
            root = package.part(path)
            if root is not None:
                self._take(root)
                folder = located(path, root.get("BaseLoc", "") + "/")
                for one in children(child(root, "MultiMedias"), "MultiMedia"):
                    self.files[one.get("ID", "")] = located(f"{folder}/", text_of(child(one, "MediaFile")))

    def _take(self, root: Element) -> None:
        for one in children(child(root, "DrawParams"), "DrawParam"):
            self.parameters[one.get("ID", "")] = one
        for one in children(child(root, "ColorSpaces"), "ColorSpace"):
            self.spaces[one.get("ID", "")] = one.get("Type", "RGB").upper()
        for one in children(child(root, "Fonts"), "Font"):
            self.fonts[one.get("ID", "")] = one.get("FontName", "")
        for one in children(child(root, "CompositeGraphicUnits"), "CompositeGraphicUnit"):
            self.composites[one.get("ID", "")] = one

    def chain(self, identifier: str | None) -> list[Element]:
        """A drawing parameter and those that it builds on, nearest first."""
        found: list[Element] = []
        while identifier and identifier in self.parameters and len(found) < _DEEPEST:
            found.append(self.parameters[identifier])
            identifier = found[-1].get("Relative")
        return found

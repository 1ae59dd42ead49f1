"""``python -m tests.typeset [FOLDER]`` writes the five sample notices, by default into raw/."""

import argparse
from pathlib import Path

from tests.typeset.facts import Notice, load_notices
from tests.typeset.pdf import typeset_pdf
from tests.typeset.word import typeset_word


def typeset(notice: Notice) -> bytes:
    """The notice in the format that its file name asks for."""
    match Path(notice.file).suffix:
        case ".pdf":
            return typeset_pdf(notice)
        case ".docx":
            return typeset_word(notice)
        case suffix:
            raise ValueError(f"{notice.file}: no typesetter for {suffix}")


def write_all(folder: Path) -> list[Path]:
    """Write each notice to its place below the folder."""
    written = []
    for notice in load_notices().values():
        path = folder / notice.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(typeset(notice))
        written.append(path)
    return written


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.typeset", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("raw"))
    for path in write_all(parser.parse_args().folder):
        print(path)


if __name__ == "__main__":
    main()

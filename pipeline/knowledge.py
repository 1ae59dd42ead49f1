"""Where the knowledge that is data lies: schemas/ beside the package, or inside it when installed."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
SCHEMAS = next(
    folder
    for folder in (_PACKAGE / "schemas", _PACKAGE.parent / "schemas")
    if (folder / "columns.yaml").is_file()
)

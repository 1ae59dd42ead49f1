"""Where the shipped knowledge lies."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
REGISTRY = ROOT / "registry"

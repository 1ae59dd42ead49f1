"""Models in folders as PaddleOCR takes them: ``inference.onnx`` beside ``inference.yml``.

RapidOCR's wheel carries the same models as bare files; ``wheel_models`` describes them for PaddleOCR.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import ConfigurationError

VARIABLE = "RENKE_OCR_MODELS"
"""Names a folder with the models in ``det`` and ``rec``."""
FILES = ("inference.onnx", "inference.yml")


@dataclass(frozen=True, slots=True)
class Model:
    """The folder of a model, and the name that PaddleOCR knows its kind by."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Models:
    """The model that finds lines and the one that reads them."""

    detection: Model
    recognition: Model


def chosen_models() -> Models | None:
    """The models in the folder that the environment names, None where it names none."""
    named = os.environ.get(VARIABLE)
    return None if not named else Models(_model(Path(named) / "det"), _model(Path(named) / "rec"))


def _model(folder: Path) -> Model:
    missing = [name for name in FILES if not (folder / name).is_file()]
    remedy = f"Set {VARIABLE} to a folder with det/ and rec/, each with {' and '.join(FILES)}; or unset it."
    if missing:
        raise ConfigurationError(f"{folder} has no {' and no '.join(missing)}", remedy=remedy)
    try:
        told = yaml.safe_load((folder / FILES[1]).read_text(encoding="utf-8"))
        return Model(str(told["Global"]["model_name"]), folder)
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{folder / FILES[1]} does not say Global: model_name", remedy=remedy
        ) from error


def wheel_models(folder: Path) -> Models:
    """RapidOCR's models, linked into ``folder`` and described with RapidOCR's settings for them."""
    import rapidocr

    home = Path(rapidocr.__file__).parent
    settings = yaml.safe_load((home / "config.yaml").read_text(encoding="utf-8"))
    detection = _bare_file(home, settings["Det"])
    recognition = _bare_file(home, settings["Rec"])
    return Models(
        _describe(folder / "det", detection, _finding(settings["Det"])),
        _describe(folder / "rec", recognition, _reading(settings["Rec"], recognition)),
    )


def _bare_file(home: Path, settings: dict[str, Any]) -> Path:
    name = f"{settings['ocr_version']}_{settings['task_type']}_{settings['model_type']}.onnx"
    path = home / "models" / name
    if not path.is_file():
        raise ConfigurationError(
            f"the installed rapidocr carries no {name}",
            remedy=f"Set {VARIABLE} to a folder with models, or install rapidocr anew.",
        )
    return path


def _describe(folder: Path, model: Path, description: dict[str, Any]) -> Model:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / FILES[0]
    try:
        target.symlink_to(model)
    except OSError:  # a file system without links
        shutil.copyfile(model, target)
    version, task, size = model.stem.split("_")
    name = f"{version}_{size}_{task}"
    whole = {"Global": {"model_name": name}, **description}
    (folder / FILES[1]).write_text(yaml.safe_dump(whole, allow_unicode=True), encoding="utf-8")
    return Model(name, folder)


def _finding(settings: dict[str, Any]) -> dict[str, Any]:
    scale = {"mean": settings["mean"], "std": settings["std"], "scale": "1./255.", "order": "hwc"}
    after = {key: settings[key] for key in ("thresh", "box_thresh", "max_candidates", "unclip_ratio")}
    return {
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"DetResizeForTest": {key: settings[key] for key in ("limit_side_len", "limit_type")}},
                {"NormalizeImage": scale},
                {"ToCHWImage": None},
            ]
        },
        "PostProcess": {"name": "DBPostProcess", **after},
    }


def _reading(settings: dict[str, Any], model: Path) -> dict[str, Any]:
    """The characters stand in the model's metadata, one a line."""
    from onnxruntime import InferenceSession

    metadata = InferenceSession(str(model), providers=["CPUExecutionProvider"]).get_modelmeta()
    return {
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"RecResizeImg": {"image_shape": settings["rec_img_shape"]}},
            ]
        },
        "PostProcess": {
            "name": "CTCLabelDecode",
            "character_dict": metadata.custom_metadata_map["character"].splitlines(),
        },
    }

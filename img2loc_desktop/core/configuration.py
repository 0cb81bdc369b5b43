"""What a run is made of, as one value that can be sent to another process.

The window writes it, the worker reads it; it loads no native library. What it names is opened
by `core.sources.open_locator`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.fields import Fields
from img2loc_desktop.core.views import Views
from img2loc_desktop.core.vlm.memory import KvType, ModelOptions
from img2loc_desktop.core.vlm.questions import VlmSettings

Json = dict[str, Any]
ReadText = Literal["off", "on", "asked"]

MOST_NEIGHBOURS = 1000
LARGEST_SEED = 2**63 - 1
LEAST_WEIGHT, LARGEST_WEIGHT = 0.001, 1000.0
_ORIGIN = "The configuration"


@dataclass(frozen=True, slots=True)
class Configuration:
    """Which packs answer and how.

    Without ``indexes`` the starter gallery answers; of several, ``weights`` says which part
    of the estimate each may claim, relative to the others (all the same where it is empty).
    ``encoders`` are the folders of encoder packs that are taken before others of the same kind.
    ``vlm`` is the folder of a multimodal model's pack. ``neighbours`` are shown near, ``far``
    far (None: as many), and of those closer together than ``apart_km`` only one; with 0 far
    ones a very large index is searched through its graph. ``seed`` is that of everything
    that is drawn at random. ``read_text`` is whether words in the picture are read: of no photo,
    of every photo, or of those only for which a job asks.
    ``views`` is how often each encoder looks at a photo: see ``core.views``.
    """

    indexes: tuple[Path, ...] = ()
    weights: tuple[float, ...] = ()
    encoders: tuple[Path, ...] = ()
    vlm: Path | None = None
    neighbours: int = 16
    far: int | None = None
    apart_km: float = 25.0
    seed: int = 0
    use_gpu: bool = True
    vlm_settings: VlmSettings = field(default_factory=VlmSettings)
    model_options: ModelOptions = field(default_factory=ModelOptions)
    read_text: ReadText = "off"
    views: Views = "one"

    def __post_init__(self) -> None:
        """Raises UserError for numbers out of range."""
        if self.weights and len(self.weights) != len(self.indexes):
            raise UserError(
                f"There are {len(self.weights)} weights for {len(self.indexes)} indexes.",
                "Give each index a weight, or none.",
            )
        if not all(LEAST_WEIGHT <= weight <= LARGEST_WEIGHT for weight in self.weights):
            raise UserError(
                "The weight of an index is out of range.",
                f"Choose a number from {LEAST_WEIGHT} to {LARGEST_WEIGHT}.",
            )
        for name, value, low, high in (
            ("neighbours", self.neighbours, 1, MOST_NEIGHBOURS),
            ("far", self.far or 0, 0, MOST_NEIGHBOURS),
            ("apart_km", self.apart_km, 0, 20_038),
            ("seed", self.seed, 0, LARGEST_SEED),
        ):
            if not low <= value <= high:
                raise UserError(
                    f'The setting "{name}" is {value}.', f"Choose a number from {low} to {high}."
                )

    def to_json(self) -> Json:
        """Plain dictionaries, lists, strings and numbers."""
        return {
            **asdict(self),
            "indexes": [str(folder) for folder in self.indexes],
            "weights": [*self.weights],
            "encoders": [str(folder) for folder in self.encoders],
            "vlm": str(self.vlm) if self.vlm else None,
            "vlm_settings": {**asdict(self.vlm_settings), "anchors": [*self.vlm_settings.anchors]},
        }

    @classmethod
    def from_json(cls, data: object) -> Configuration:
        """What `to_json` wrote; missing fields have their defaults.

        Raises UserError for anything else, also for fields that do not exist.
        """
        if not isinstance(data, Mapping):
            raise UserError(f"{_ORIGIN} is not a JSON object.", "Write it in braces.")
        fields, usual = Fields(data, _ORIGIN), cls()
        fields.refuse_others(tuple(usual.to_json()))
        return cls(
            indexes=fields.locations("indexes"),
            weights=fields.numbers("weights", LEAST_WEIGHT, LARGEST_WEIGHT, default=()),
            encoders=fields.locations("encoders"),
            vlm=fields.location("vlm"),
            neighbours=fields.integer("neighbours", 1, MOST_NEIGHBOURS, usual.neighbours),
            far=fields.integer("far", 0, MOST_NEIGHBOURS) if fields.has("far") else None,
            apart_km=fields.number("apart_km", 0, 20_038, usual.apart_km),
            seed=fields.integer("seed", 0, LARGEST_SEED, usual.seed),
            use_gpu=fields.flag("use_gpu", usual.use_gpu),
            vlm_settings=_vlm_settings(_part(fields, "vlm_settings", asdict(VlmSettings()))),
            model_options=_model_options(_part(fields, "model_options", asdict(ModelOptions()))),
            read_text=fields.choice("read_text", get_args(ReadText), usual.read_text),
            views=fields.choice("views", get_args(Views), usual.views),
        )


def _part(fields: Fields, name: str, known: Json) -> Fields:
    part = fields.section(name) if fields.has(name) else Fields({}, _ORIGIN, name)
    part.refuse_others(tuple(known))
    return part


# The ranges of these are checked by the classes themselves.
_ANY = 10**12


def _vlm_settings(fields: Fields) -> VlmSettings:
    usual = VlmSettings()
    return VlmSettings(
        prompt=fields.text("prompt", usual.prompt),
        anchors=tuple(int(n) for n in fields.numbers("anchors", 0, _ANY, default=usual.anchors)),
        samples=fields.integer("samples", 0, _ANY, usual.samples),
        temperature=fields.number("temperature", 0, _ANY, usual.temperature),
        top_p=fields.number("top_p", 0, _ANY, usual.top_p),
        reason_characters=fields.integer("reason_characters", 0, _ANY, usual.reason_characters),
        candidates=fields.integer("candidates", 0, _ANY, usual.candidates),
        share=fields.number("share", 0, _ANY, usual.share),
        timeout_seconds=fields.number("timeout_seconds", 0, _ANY, usual.timeout_seconds),
    )


def _model_options(fields: Fields) -> ModelOptions:
    def whole(name: str) -> int | None:
        return fields.integer(name, 0, _ANY) if fields.has(name) else None

    attention = fields.flag("flash_attention") if fields.has("flash_attention") else None
    kinds: tuple[KvType, ...] = get_args(KvType)
    return ModelOptions(
        threads=whole("threads"),
        context=whole("context"),
        batch=whole("batch"),
        gpu_layers=whole("gpu_layers"),
        flash_attention=attention,
        kv_type=fields.choice("kv_type", kinds) if fields.has("kv_type") else None,
        repack=fields.flag("repack", False),
    )

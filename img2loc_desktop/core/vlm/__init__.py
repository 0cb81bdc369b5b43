"""The multimodal model: a GGUF language model that sees the photo, run by llama.cpp.

Nothing in this file's list loads llama.cpp; VisionProcess does, in a process of its own.

    pack = vlm.VisionProcess.open(folder)
    question = vlm.compose(near, far, candidates, settings, place_of, sees=pack.pack.sees)
    for event in pack.ask(pixels, question, settings):
        ...  # vlm.Words while it thinks, a VlmReport at the end
    points = vlm.points_of_report(report, settings.share)
"""

from img2loc_desktop.core.vlm.events import StoppedError, Words
from img2loc_desktop.core.vlm.evidence import points_of_report
from img2loc_desktop.core.vlm.memory import ModelOptions
from img2loc_desktop.core.vlm.pack import VlmPack, installed_pack, make_pack, open_pack, pack_folder
from img2loc_desktop.core.vlm.process import VisionProcess, describe_machine
from img2loc_desktop.core.vlm.questions import Question, VlmSettings, compose

__all__ = [
    "ModelOptions",
    "Question",
    "StoppedError",
    "VisionProcess",
    "VlmPack",
    "VlmSettings",
    "Words",
    "compose",
    "describe_machine",
    "installed_pack",
    "make_pack",
    "open_pack",
    "pack_folder",
    "points_of_report",
]

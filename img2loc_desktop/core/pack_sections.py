"""Whether a manifest as a whole can be read, before any of the files that it lists."""

from __future__ import annotations

from img2loc_desktop.core.model_packs import Manifest


def check_section(manifest: Manifest) -> None:
    """Read the section of the pack's kind as its users will, but no file.

    Raises UserError, whose message names the field; also for a file that the section uses and
    the manifest does not list.
    """
    if manifest.kind == "encoder":
        from img2loc_desktop.core import encoder_pack

        encoder_pack.check_section(manifest)
    elif manifest.kind == "index":
        from img2loc_desktop.core.index import manifest as layout

        layout.read_section(manifest)
        for name in (layout.CODES, layout.VECTORS, layout.COORDINATES):
            layout.file_of(manifest, name)
    elif manifest.kind == "vlm":
        from img2loc_desktop.core.vlm import pack

        pack.read_section(manifest)
    elif manifest.kind == "ocr":
        from img2loc_desktop.core import ocr_pack

        ocr_pack.read_section(manifest)
    else:
        from img2loc_desktop.core import location_pack

        location_pack.read_section(manifest)

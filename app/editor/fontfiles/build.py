"""Build the interface's fonts: Inter with Material Icons, one file a weight.

    npm pack inter-ui@4.1.1 material-icons@1.13.14      # and unpack both
    pip install fonttools brotli
    python app/editor/fontfiles/build.py INTER_UI_FOLDER MATERIAL_ICONS_FOLDER

ImGui draws neither kerning nor attached marks, so both are left out; combining marks are moved over the letter before.
"""

import argparse
import shutil
from pathlib import Path

from fontTools import subset
from fontTools.misc.transform import Transform
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

HERE = Path(__file__).parent
WEIGHTS = ("Regular", "Medium", "SemiBold")
RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x1E00, 0x1EFF),  # Latin
    (0x300, 0x304), (0x370, 0x3FF), (0x1F70, 0x1FFF),  # marks, Greek
    (0x400, 0x45F),  # Cyrillic
    (0x2010, 0x2044), (0x2070, 0x20BF), (0x2100, 0x218F),  # punctuation, super- and subscripts, letter-like
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF),  # arrows, mathematics, keys
    (0x25A0, 0x25FF), (0x2600, 0x27BF),  # shapes, ticks
)  # fmt: skip
MARKS = (0x300, 0x301, 0x302, 0x303, 0x304)
ICON_EM = 1.18  # an icon's size in ems of the text
LETTER = "x"  # the letter over which a combining mark is centred


def main() -> None:
    """Write one TrueType file a weight, and the licences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inter", type=Path, help="folder of the package inter-ui")
    parser.add_argument("material", type=Path, help="folder of the package material-icons")
    options = parser.parse_args()
    icons = TTFont(options.material / "iconfont" / "material-icons.woff")
    for weight in WEIGHTS:
        made = merged(TTFont(options.inter / "web" / f"Inter-{weight}.woff2"), icons, f"Anagraph UI {weight}")
        made.save(HERE / f"AnagraphUI-{weight}.ttf")
    shutil.copy(options.inter / "LICENSE.txt", HERE / "LICENSE-Inter.txt")
    shutil.copy(options.material / "LICENSE", HERE / "LICENSE-MaterialIcons.txt")


def merged(text: TTFont, icons: TTFont, name: str) -> TTFont:
    """The text font's useful characters and the listed icons."""
    text.flavor = None
    keep(text, [code for low, high in RANGES for code in range(low, high + 1)])
    for code in MARKS:
        centre_mark(text, code)
    for code in wanted_icons():
        add_icon(text, icons, code)
    for record in text["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = name.replace(" ", "") if record.nameID == 6 else name
    return text


def wanted_icons() -> list[int]:
    return [int(line.split()[1], 16) for line in (HERE / "icons.codepoints").read_text("utf-8").splitlines()]


def keep(font: TTFont, codes: list[int]) -> None:
    """Reduce a font to these characters, without layout rules or hints."""
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, glyph_names=False)
    options.drop_tables += ["GPOS", "GSUB", "GDEF"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)


def centre_mark(font: TTFont, code: int) -> None:
    """Draw a combining mark with no width, over the letter before it. Letters composed with it keep the old glyph."""
    old, name = font.getBestCmap()[code], f"mark{code:x}"
    letter = font["hmtx"].metrics[font.getBestCmap()[ord(LETTER)]][0]
    glyph = font["glyf"][old]
    shift = -letter / 2 - (glyph.xMin + glyph.xMax) / 2
    add_glyph(font, code, name, drawn(font, old, Transform(1, 0, 0, 1, shift, 0)), 0)


def add_icon(font: TTFont, icons: TTFont, code: int) -> None:
    """Copy one icon, centred on the height of a capital."""
    source = icons.getBestCmap()[code]
    scale = ICON_EM * font["head"].unitsPerEm / icons["head"].unitsPerEm
    up = font["OS/2"].sCapHeight / 2 - scale * icons["head"].unitsPerEm / 2
    glyph = drawn(icons, source, Transform(scale, 0, 0, scale, 0, up))
    add_glyph(font, code, f"icon{code:x}", glyph, round(scale * icons["hmtx"].metrics[source][0]))


def add_glyph(font: TTFont, code: int, name: str, glyph: Glyph, width: int) -> None:
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph
    font["hmtx"].metrics[name] = (width, getattr(glyph, "xMin", 0))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def drawn(font: TTFont, name: str, transform: Transform) -> Glyph:
    """A glyph's outline moved, its parts resolved."""
    parts, pen = DecomposingRecordingPen(font.getGlyphSet()), TTGlyphPen(None)
    font.getGlyphSet()[name].draw(parts)
    parts.replay(TransformPen(pen, transform))
    glyph = pen.glyph()
    glyph.recalcBounds(font["glyf"])
    return glyph


if __name__ == "__main__":
    main()

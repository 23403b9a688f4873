"""Pictures: every file keeps the rules of the hand, and what is drawn is what the theme, the ward and the script ask for."""

import re
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from kiosk.resources import resource_folder
from kiosk.tablet.senses.sight import theme
from kiosk.tablet.senses.sight.bitmaps import examine_png
from kiosk.tablet.senses.sight.outline import SvgRefused
from kiosk.tablet.senses.sight.pictures import LEAST_LINE, MOST_LINE, Gallery, NoSuchPicture, Pixels
from kiosk.tablet.senses.sight.svg import ROLES, UNTURNED, read_svg

OWN = resource_folder("assets") / "pictures"
NAMES = sorted(path.stem for path in OWN.glob("*.svg"))
SCENES = {"own_space", "say_no", "step_back"}
RUNS_OFF = {**dict.fromkeys(SCENES, "bottom"), "palm": "bottom", "lamp": "top"}  # cut by the edge that they stand at
LIGHT = msgspec.structs.asdict(theme.PALETTES["light"])
SVG = "{http://www.w3.org/2000/svg}"
GEOMETRY = {"d", "x", "y", "width", "height", "rx", "ry", "cx", "cy", "r", "points", "x1", "y1", "x2", "y2"}


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return Gallery(OWN)


def svg(inside: str, box: str = "0 0 100 100", root: str = 'stroke-width="5.2"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" fill="none" {root}>{inside}</svg>'.encode()


def with_pictures(folder: Path, **pictures: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, source in pictures.items():
        (folder / f"{name}.svg").write_bytes(source)
    return folder


def alpha(pixels: Pixels) -> list[bytes]:
    """The opacity of each px, a row each."""
    whole = pixels.rgba[3::4]
    return [whole[y * pixels.width : (y + 1) * pixels.width] for y in range(pixels.height)]


def mirrored(pixels: Pixels) -> bytes:
    row = 4 * pixels.width
    rows = (pixels.rgba[at : at + row] for at in range(0, len(pixels.rgba), row))
    return b"".join(line[x : x + 4] for line in rows for x in range(row - 4, -4, -4))


def difference(one: bytes, other: bytes) -> float:
    """The mean difference of two pictures, 0 to 255."""
    assert len(one) == len(other)
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


# --- the files ----------------------------------------------------------------------------------------------------


def test_there_is_a_picture_for_all_that_the_mock_ups_show() -> None:
    shown = "staff back leave listen glasses globe onward tick skip charter safe tell people face1 face5 lamp palm rub shift"
    assert set(shown.split()) | SCENES <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_holds_plain_shapes_with_roles_and_nothing_else(name: str) -> None:
    text = (OWN / f"{name}.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)  # noqa: S314 - our own file
    assert re.fullmatch("[a-z][a-z0-9_]*", name)
    assert len(text) < 2_000
    assert [child.tag for child in root].count(SVG + "title") == 1
    assert root[0].tag == SVG + "title"
    assert root[0].text
    pen = "3.8" if name in SCENES else "5.2"
    expected = {"fill": "none", "stroke-width": pen, "stroke-linecap": "round", "stroke-linejoin": "round"}
    assert {key: value for key, value in root.attrib.items() if key not in ("viewBox", "class")} == expected
    for shape in root[1:]:
        assert shape.tag.removeprefix(SVG) in {"path", "circle", "ellipse", "rect", "line", "polyline", "polygon"}
        assert set(shape.attrib) <= GEOMETRY | {"class", "stroke-width", "stroke-dasharray"}
        assert shape.attrib["class"]
        for word in shape.attrib["class"].split():
            assert word == UNTURNED or word.removeprefix("pen-") in ROLES
    assert not re.search(r"script|href|style|url\(|#[0-9a-f]{3}", text, flags=re.IGNORECASE)


@pytest.mark.parametrize("name", NAMES)
def test_lines_are_drawn_with_one_pen(name: str) -> None:
    drawing = read_svg((OWN / f"{name}.svg").read_bytes())
    drawn = [shape.width for shape in drawing.shapes if shape.pen and shape.pen not in ("hush", "surface", "paper")]
    assert all(1.9 <= width <= 11 for width in drawn), drawn


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_fills_its_field_and_stays_in_it(name: str, tmp_path: Path) -> None:
    source = (OWN / f"{name}.svg").read_text(encoding="utf-8")
    drawing = read_svg(source.encode())
    assert drawing.height == 100
    assert drawing.width == (216 if name in SCENES else 126 if name == "lamp" else 100)
    around = f'viewBox="-10 -10 {drawing.width + 20:g} 120"'
    wider = with_pictures(tmp_path, wider=re.sub('viewBox="[^"]*"', around, source, count=1).encode())
    rows = alpha(Gallery(wider).draw("wider", round(drawing.width) + 20, 120, LIGHT))
    inked = sum(value > 128 for row in rows for value in row)
    assert inked > 300
    edges = {
        "top": max(max(row) for row in rows[:10]),
        "bottom": max(max(row) for row in rows[-10:]),
        "left": max(max(row[:10]) for row in rows),
        "right": max(max(row[-10:]) for row in rows),
    }
    assert [edge for edge, most in edges.items() if most and edge != RUNS_OFF.get(name)] == []


def test_every_theme_has_a_colour_for_every_role() -> None:
    for palette in theme.PALETTES.values():
        assert set(msgspec.structs.asdict(palette)) >= ROLES


# --- drawing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("colours", theme.PALETTES)
def test_a_picture_is_drawn_in_every_theme(gallery: Gallery, name: str, colours: theme.Theme) -> None:
    width, height = gallery.field(name)
    pixels = gallery.draw(name, round(width), round(height), msgspec.structs.asdict(theme.PALETTES[colours]))
    assert len(pixels.rgba) == 4 * pixels.width * pixels.height
    assert any(pixels.rgba[3::4])


def test_pixels_are_red_green_blue_alpha_from_the_top_with_colours_multiplied_by_alpha(tmp_path: Path) -> None:
    half = with_pictures(tmp_path, half=svg('<rect class="warm" x="0" y="0" width="100" height="25"/>'))
    pixels = Gallery(half).draw("half", 2, 2, {**LIGHT, "warm": "#FF8000"})
    top, bottom = pixels.rgba[:4], pixels.rgba[8:12]
    assert top[3] in (127, 128)  # half of its rows are painted
    assert abs(top[0] - 128) <= 1
    assert abs(top[1] - 64) <= 1
    assert top[2] == 0
    assert bottom == bytes(4)


@pytest.mark.parametrize("density", [1.0, 1.5])
@pytest.mark.parametrize("size", [24, 52, 69, 96, 142, 274, 400])
@pytest.mark.parametrize("width", [3, 5.2, 11])
def test_a_line_is_never_thinner_or_thicker_than_the_limits(
    tmp_path: Path, size: int, density: float, width: float
) -> None:
    line = with_pictures(tmp_path, line=svg(f'<path class="pen-ink" stroke-width="{width}" d="M20 50H80"/>'))
    pixels = Gallery(line, density=density).draw("line", size, size, LIGHT)
    thickness = sum(row[size // 2] for row in alpha(pixels)) / 255
    assert LEAST_LINE * density - 0.1 <= thickness <= MOST_LINE * density + 0.1


def test_a_heavy_line_stays_heavier_in_a_small_picture(tmp_path: Path) -> None:
    lines = '<path class="pen-ink" d="M20 30H80"/><path class="pen-ink" stroke-width="9" d="M20 70H80"/>'
    rows = alpha(Gallery(with_pictures(tmp_path, lines=svg(lines))).draw("lines", 50, 50, LIGHT))
    thin = sum(row[25] for row in rows[:25]) / 255
    heavy = sum(row[25] for row in rows[25:]) / 255
    assert heavy / thin == pytest.approx(9 / 5.2, abs=0.1)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_from_right_to_left_gets_the_mirror_image(gallery: Gallery, name: str) -> None:
    width, height = (round(side) for side in gallery.field(name))
    straight = gallery.draw(name, width, height, LIGHT)
    turned = gallery.draw(name, width, height, LIGHT, flip=True)
    drawing = read_svg((OWN / f"{name}.svg").read_bytes())
    if drawing.unturned:
        assert turned == straight
    elif not any(shape.unturned for shape in drawing.shapes):
        assert difference(turned.rgba, mirrored(straight)) < 0.5


def test_a_tick_moves_with_its_picture_and_is_not_turned(tmp_path: Path) -> None:
    tick = '<path class="pen-ink unturned" d="M60 40L67 48L80 33"/>'
    moved = '<path class="pen-ink" d="M20 40L27 48L40 33"/>'  # its box, 60 to 80, mirrored: 20 to 40
    gallery = Gallery(with_pictures(tmp_path, tick=svg(tick), moved=svg(moved)))
    assert gallery.draw("tick", 100, 100, LIGHT, flip=True) == gallery.draw("moved", 100, 100, LIGHT)


@pytest.mark.parametrize("name", ["tick", "later", "contrast", "code"])
def test_ticks_clocks_and_digits_know_that_they_are_never_turned(gallery: Gallery, name: str) -> None:
    assert gallery.draw(name, 96, 96, LIGHT, flip=True) == gallery.draw(name, 96, 96, LIGHT)


def test_a_place_can_ask_for_other_roles(gallery: Gallery) -> None:
    as_asked = gallery.draw("staff", 124, 124, LIGHT, instead={"ink": "on_warm", "hush": "#123456"})
    as_themed = gallery.draw("staff", 124, 124, {**LIGHT, "ink": LIGHT["on_warm"], "hush": "#123456"})
    assert as_asked == as_themed
    assert bytes((0x12, 0x34, 0x56, 0xFF)) in as_asked.rgba


def test_a_picture_is_as_large_as_fits_and_in_the_middle(tmp_path: Path) -> None:
    square = with_pictures(tmp_path, square=svg('<rect class="ink" x="0" y="0" width="100" height="100"/>'))
    rows = alpha(Gallery(square).draw("square", 60, 20, LIGHT))
    assert {bytes(row) for row in rows} == {bytes(20) + b"\xff" * 20 + bytes(20)}


def test_what_cannot_be_drawn_says_what_and_how_to_mend_it(gallery: Gallery, tmp_path: Path) -> None:
    with pytest.raises(NoSuchPicture, match=r"'unicorn'.*add unicorn\.svg"):
        gallery.draw("unicorn", 96, 96, LIGHT)
    with pytest.raises(ValueError, match="at least 1 x 1"):
        gallery.draw("bell", 0, 96, LIGHT)
    with pytest.raises(ValueError, match=r"'t2'.*add it to the theme"):
        gallery.draw("bell", 96, 96, {role: colour for role, colour in LIGHT.items() if role != "t2"})
    with pytest.raises(ValueError, match="40000 x 1"):
        gallery.draw("bell", 40_000, 1, LIGHT)
    with pytest.raises(FileNotFoundError, match="no pictures here"):
        Gallery(tmp_path)


def test_after_the_start_no_page_makes_the_disk_be_read(tmp_path: Path) -> None:
    own = shutil.copytree(OWN, tmp_path / "own")
    ward = with_pictures(tmp_path / "ward", garden=svg('<circle class="t2 pen-ink" cx="50" cy="50" r="40"/>'))
    gallery = Gallery(own, ward=ward)
    before = Gallery(own, ward=ward).draw("garden", 96, 96, LIGHT)
    shutil.rmtree(own)
    shutil.rmtree(ward)
    assert gallery.draw("garden", 96, 96, LIGHT) == before
    assert any(gallery.draw("sent", 96, 96, LIGHT).rgba)


def test_drawing_loads_no_network_and_no_second_graphics_library() -> None:
    program = (
        "import sys; from pathlib import Path; from kiosk.tablet.senses.sight.pictures import Gallery, ROLES;"
        "Gallery(Path(sys.argv[1])).draw('bell', 96, 96, dict.fromkeys(ROLES, '#123456'));"
        "print(' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program, OWN], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(done.stdout.split())
    assert "kiosk.tablet.senses.sight.svg" in loaded
    assert not loaded & {"cairosvg", "cairocffi", "PIL", "kivy", "http.client", "urllib.request", "ssl", "asyncio"}


# --- a ward's own pictures ----------------------------------------------------------------------------------------


def test_a_ward_puts_its_own_picture_in_place_and_adds_others(gallery: Gallery, tmp_path: Path) -> None:
    said: list[str] = []
    tree = svg('<g transform="translate(50 50)"><circle fill="#2a6f4e" r="40"/></g>')
    ward = with_pictures(tmp_path, garden=tree, pond=tree)
    of_ward = Gallery(OWN, ward=ward, report=said.append)
    assert of_ward.draw("garden", 96, 96, LIGHT) == of_ward.draw("pond", 96, 96, LIGHT)
    assert of_ward.draw("garden", 96, 96, LIGHT) != gallery.draw("garden", 96, 96, LIGHT)
    assert of_ward.draw("bell", 96, 96, LIGHT) == gallery.draw("bell", 96, 96, LIGHT)
    assert set(of_ward.names) == {*NAMES, "pond"}
    assert bytes((0x2A, 0x6F, 0x4E, 0xFF)) in of_ward.draw("pond", 96, 96, LIGHT).rgba
    assert said == []


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "not SVG"),
        (b"\x89PNG\r\n\x1a\n", "not SVG"),
        (b"<html><body/></html>", "not SVG"),
        (svg("<script>alert(1)</script>"), "<script>"),
        (svg('<rect width="9" height="9" fill="#123" onload="x()"/>'), "onload"),
        (svg('<image href="https://example.org/a.png"/>'), "<image>"),
        (svg(f'<rect class="ink" width="9" height="9"/>{" " * 70_000}'), "too large"),
    ],
)
def test_a_picture_that_is_not_fit_is_refused_in_one_line_and_ours_stays(
    gallery: Gallery, tmp_path: Path, source: bytes, reason: str
) -> None:
    said: list[str] = []
    ward = with_pictures(tmp_path, garden=source)
    of_ward = Gallery(OWN, ward=ward, report=said.append)
    assert of_ward.draw("garden", 96, 96, LIGHT) == gallery.draw("garden", 96, 96, LIGHT)
    assert len(said) == 1
    assert said[0].startswith(f"{ward / 'garden.svg'}: ")
    assert reason in said[0]
    assert said[0].endswith("; the built-in picture is used")
    assert "\n" not in said[0]


FROM_A_DRAWING_PROGRAM = b"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with a drawing program -->
<svg width="40mm" height="40mm" viewBox="0 0 40 40" version="1.1" id="svg5" xmlns="http://www.w3.org/2000/svg" xmlns:svg="http://www.w3.org/2000/svg"
   xmlns:x="http://example.org/namespaces/program">
  <x:namedview id="base" pagecolor="#ffffff" x:zoom="2.8"/>
  <defs id="defs2"/>
  <metadata id="m"><x:work>somebody</x:work></metadata>
  <g x:label="Layer 1" id="layer1" transform="translate(-85,-120)">
    <path style="fill:#2a6f4e;fill-opacity:1;stroke:none;stroke-width:0.26;stroke-linecap:butt;stroke-linejoin:miter;stroke-opacity:1" d="m 90,125
       h 30 v 30 h -30 z" id="path1" x:nodetypes="ccccc"/>
    <ellipse style="fill:rgb(200, 10, 10);stroke:black;stroke-width:1;stroke-dasharray:none" id="e" cx="105" cy="140" rx="5" ry="5"/>
    <rect fill="currentColor" stroke="none" x="100" y="150" width="10" height="3" ry="1"/>
  </g>
</svg>"""


def png(width: int = 40, height: int = 20, colour: bytes = b"\x2a\x6f\x4e\xff", interlaced: int = 0) -> bytes:
    """A picture of one colour, as any program writes it."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\0" + colour * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")


def test_a_ward_s_picture_from_a_drawing_program_is_drawn_with_its_own_colours(tmp_path: Path) -> None:
    said: list[str] = []
    of_ward = Gallery(OWN, ward=with_pictures(tmp_path, garden=FROM_A_DRAWING_PROGRAM), report=said.append)
    drawn = of_ward.draw("garden", 80, 80, LIGHT)
    assert said == []
    for colour in (b"\x2a\x6f\x4e", b"\xc8\x0a\x0a", bytes.fromhex(LIGHT["ink"].removeprefix("#"))):
        assert colour + b"\xff" in drawn.rgba


def test_a_ward_s_bitmap_stands_in_for_a_picture_at_any_size_and_is_never_mirrored(tmp_path: Path) -> None:
    (tmp_path / "garden.png").write_bytes(png())
    said: list[str] = []
    of_ward = Gallery(OWN, ward=tmp_path, report=said.append)
    (tmp_path / "garden.png").unlink()
    assert of_ward.field("garden") == (40, 20)
    for flip in (False, True):
        rows = alpha(of_ward.draw("garden", 80, 80, LIGHT, flip=flip))
        tops = [max(row) for row in rows]
        assert tops[:18] == [0] * 18 == tops[62:]
        assert tops[22:58] == [255] * 36
    assert b"\x2a\x6f\x4e\xff" in of_ward.draw("garden", 80, 80, LIGHT).rgba
    assert said == []


def test_lines_go_before_dots_where_a_ward_has_both(tmp_path: Path) -> None:
    ward = with_pictures(tmp_path, garden=svg('<circle class="t2 pen-ink" cx="50" cy="50" r="40"/>'))
    (tmp_path / "garden.png").write_bytes(png())
    assert Gallery(OWN, ward=ward).field("garden") == (100, 100)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "not PNG"),
        (b"GIF89a" + bytes(40), "not PNG"),
        (png(width=8), "8 x 20 px"),
        (png()[:16] + struct.pack(">I", 30_000) + png()[20:], "30000 x 20 px"),
        (png(interlaced=1), "interlaced"),
        (png() + bytes(1_000_000), "too large"),
    ],
)
def test_a_bitmap_that_is_not_fit_is_refused_in_one_line_and_ours_stays(
    gallery: Gallery, tmp_path: Path, source: bytes, reason: str
) -> None:
    (tmp_path / "garden.png").write_bytes(source)
    said: list[str] = []
    of_ward = Gallery(OWN, ward=tmp_path, report=said.append)
    assert of_ward.draw("garden", 96, 96, LIGHT) == gallery.draw("garden", 96, 96, LIGHT)
    assert len(said) == 1
    assert reason in said[0]
    assert said[0].endswith("; the built-in picture is used")


def test_a_bitmap_that_turns_out_to_be_damaged_gives_way_to_ours_and_is_told_once(
    gallery: Gallery, tmp_path: Path
) -> None:
    for name in ("garden", "pond"):
        (tmp_path / f"{name}.png").write_bytes(png()[:60] + bytes(len(png()) - 60))
    said: list[str] = []
    of_ward = Gallery(OWN, ward=tmp_path, report=said.append)
    for _ in range(2):
        assert of_ward.draw("garden", 96, 96, LIGHT) == gallery.draw("garden", 96, 96, LIGHT)
    assert of_ward.draw("pond", 96, 96, LIGHT) == gallery.draw("other", 96, 96, LIGHT)
    assert [line.partition(":")[0] for line in said] == ["garden.png", "pond.png"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (png()[:-6], "cut short"),
        (png()[:50] + b"x" + png()[51:], "damaged or cut short"),
        (png(height=20).replace(struct.pack(">II", 40, 20), struct.pack(">II", 40, 21)), "damaged"),
    ],
)
def test_an_examined_bitmap_is_whole(source: bytes, reason: str) -> None:
    with pytest.raises(SvgRefused, match=reason):
        examine_png(source)
    assert examine_png(png()).width == 40


def test_wrong_names_folders_and_missing_folders_are_told_and_do_no_harm(tmp_path: Path) -> None:
    said: list[str] = []
    ward = with_pictures(tmp_path / "ward", **{"Garden 1": svg('<circle class="ink" r="9"/>')})
    (ward / "bell.svg").mkdir()
    assert set(Gallery(OWN, ward=ward, report=said.append).names) == set(NAMES)
    assert [line.partition(": ")[2][:6] for line in said] == ["a name", "not a "]
    Gallery(OWN, ward=tmp_path / "nowhere", report=said.append)
    assert "no such folder" in said[-1]

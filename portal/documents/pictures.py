"""Pictures of a document: areas and points on a ground, drawn the same as SVG (HTML, PDF) and as PNG (Word).

A picture is its own data, so that a frozen document keeps what it showed. Colour is never its only signal: whoever
cannot see it is told the same by ``Picture.alternative``, and its caption says what is drawn in which tone.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from portal.documents import look

Point = tuple[float, float]
Ring = Sequence[Point]

PIXELS = 1200
"""Width of the PNG; it stands 170 mm wide on paper, which makes 180 points an inch."""
FINER = 2
"""How much larger the PNG is drawn before it is made smaller: edges are smooth then."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area by its outlines, the holes among them (even-odd), in units of the picture."""

    tone: str
    rings: Sequence[Ring]

    def __post_init__(self) -> None:
        _known(self.tone)
        rings = tuple(tuple((float(x), float(y)) for x, y in ring) for ring in self.rings)
        if any(len(ring) < 3 for ring in rings):
            raise ValueError("an outline has three points at least")
        object.__setattr__(self, "rings", rings)


@dataclass(frozen=True, slots=True)
class Spot:
    """A round mark for what is too small to be seen."""

    tone: str
    x: float
    y: float
    radius: float

    def __post_init__(self) -> None:
        _known(self.tone)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn, one over the other in their order, on a ground of ``width`` by ``height`` units."""

    width: float
    height: float
    areas: Sequence[Area] = ()
    spots: Sequence[Spot] = ()

    def __post_init__(self) -> None:
        if min(self.width, self.height) <= 0:
            raise ValueError("a picture has a width and a height")
        object.__setattr__(self, "areas", tuple(self.areas))
        object.__setattr__(self, "spots", tuple(self.spots))


def _known(tone: str) -> None:
    if tone not in look.PICTURE:
        raise ValueError(f"no tone of a picture: {tone!r}")


# --- SVG ------------------------------------------------------------------------------------------------


def drawing_svg(drawing: Drawing, alternative: str) -> SafeString:
    """The drawing as an ``<svg>`` without styles, its alternative text as title (SVG 2, 5.8)."""
    edge = f'stroke="#{look.PICTURE_EDGE}" stroke-width="{drawing.width / 1000:g}" stroke-linejoin="round"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {drawing.width:g} {drawing.height:g}">'
        f"<title>{escape(alternative)}</title>"
        f'<rect width="{drawing.width:g}" height="{drawing.height:g}" fill="#{look.PICTURE["ground"]}"/>'
    ]
    parts += [
        f'<path fill="#{look.PICTURE[area.tone]}" fill-rule="evenodd" {edge} d="{_path(area)}"/>'
        for area in drawing.areas
    ]
    parts += [
        f'<circle cx="{spot.x:g}" cy="{spot.y:g}" r="{spot.radius:g}" fill="#{look.PICTURE[spot.tone]}" {edge}/>'
        for spot in drawing.spots
    ]
    return SafeString("".join([*parts, "</svg>"]))


def _path(area: Area) -> str:
    return "".join(f"M{' '.join(f'{x:g} {y:g}' for x, y in ring)}z" for ring in area.rings)


# --- PNG ------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=32)
def drawing_png(drawing: Drawing) -> bytes:
    """The drawing as PNG, ``PIXELS`` wide, without any property of a program."""
    from PIL import Image, ImageDraw

    scale = PIXELS * FINER / drawing.width
    size = (PIXELS * FINER, round(drawing.height * scale))
    image = Image.new("RGB", size, f"#{look.PICTURE['ground']}")
    pen = ImageDraw.Draw(image)
    line = round(scale * drawing.width / 1000)
    for area in drawing.areas:
        rings = [[(x * scale, y * scale) for x, y in ring] for ring in area.rings]
        _fill(image, rings, f"#{look.PICTURE[area.tone]}")
        for ring in rings:
            pen.line([*ring, ring[0]], fill=f"#{look.PICTURE_EDGE}", width=line, joint="curve")
    for spot in drawing.spots:
        x, y, r = spot.x * scale, spot.y * scale, spot.radius * scale
        box = (x - r, y - r, x + r, y + r)
        pen.ellipse(box, fill=f"#{look.PICTURE[spot.tone]}", outline=f"#{look.PICTURE_EDGE}", width=line)
    smaller = image.resize((PIXELS, round(size[1] / FINER)), Image.Resampling.BOX).quantize(64)
    buffer = io.BytesIO()
    smaller.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _fill(image: object, rings: list[list[Point]], colour: str) -> None:
    """Fill an area. Only where one outline lies inside another are its holes worked out, point by point."""
    from PIL import Image, ImageChops, ImageDraw

    if not _nested(rings):
        pen = ImageDraw.Draw(image)  # type: ignore[arg-type]
        for ring in rings:
            pen.polygon(ring, fill=colour)
        return
    mask = Image.new("1", image.size)  # type: ignore[attr-defined]
    for ring in rings:
        one = Image.new("1", mask.size)
        ImageDraw.Draw(one).polygon(ring, fill=1)
        mask = ImageChops.logical_xor(mask, one)
    image.paste(colour, mask=mask)  # type: ignore[attr-defined]


def _nested(rings: list[list[Point]]) -> bool:
    """Whether an outline lies inside another one."""
    return any(one is not other and _inside(one[0], other) for one in rings for other in rings)


def _inside(point: Point, ring: list[Point]) -> bool:
    """Whether a point lies inside an outline: a line from it to the right crosses that an odd number of times."""
    x, y = point
    crossed = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossed = not crossed
    return crossed

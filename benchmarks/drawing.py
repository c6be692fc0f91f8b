"""The picture of growth: a panel for what grows, and in it a line for what each thing costs, on either database."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks import report
from benchmarks.growth import CURVE, POINT
from benchmarks.report import Result

PICTURE = Path("docs/growth.svg")

WIDTH, HEIGHT, BETWEEN = 340, 300, 160
LEFT, TOP, BOTTOM = 60, 56, 52
LABEL_HEIGHT = 16
INKS = ("#1f66bd", "#0f7f57", "#a06400", "#6b4fc8")
"""Of what is measured, in its order. The names stand beside the lines, too."""
DASHES = {"SQLite": "", "PostgreSQL": ' stroke-dasharray="6 4"'}
TEXT, FAINT = "#3d3d3a", "#dddcd6"

Points = Mapping[int, float]
"""Milliseconds by size."""
Curves = Mapping[tuple[str, str], Points]
"""By what is measured and the kind of database."""


class Panel:
    """The lines of one thing that grows, on logarithmic axes that fit to them and to ``decades`` of milliseconds."""

    def __init__(self, left: int, of: str, curves: Curves, decades: tuple[int, int]) -> None:
        sizes = [size for points in curves.values() for size in points]
        self._left, self._of, self._curves = left, of, curves
        self._sizes, self._decades = sorted(set(sizes)), decades

    def elements(self) -> Iterator[str]:
        """Return the elements of SVG that it is made of."""
        yield _words(self._left, TOP - 18, f"milliseconds of a core, with more {self._of}", weight="bold")
        yield from self._grid()
        for (what, kind), points in self._curves.items():
            yield self._line(points, _ink_of(what, self._curves), DASHES[kind])
        yield from self._labels()

    def _grid(self) -> Iterator[str]:
        right = self._left + WIDTH
        for decade in range(self._decades[0], self._decades[1] + 1):
            y = self._y(10.0**decade)
            yield f'<line x1="{self._left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="{FAINT}"/>'
            yield _words(self._left - 8, y + 4, f"{10.0**decade:g}", anchor="end")
        for size in self._sizes:
            yield _words(self._x(size), TOP + HEIGHT + 20, f"{size:,}", anchor="middle")

    def _line(self, points: Points, ink: str, dash: str) -> str:
        along = " ".join(f"{self._x(size):.1f},{self._y(cost):.1f}" for size, cost in points.items())
        return f'<polyline points="{along}" fill="none" stroke="{ink}" stroke-width="2"{dash}/>'

    def _labels(self) -> Iterator[str]:
        """The names beside the ends of the lines, from the top, each clear of the one above."""
        ends: defaultdict[str, list[float]] = defaultdict(list)
        for (what, _), points in self._curves.items():
            ends[what].append(self._y(points[max(points)]))
        lowest = 0.0
        for what, heights in sorted(ends.items(), key=lambda end: sum(end[1]) / len(end[1])):
            lowest = max(lowest + LABEL_HEIGHT, sum(heights) / len(heights) + 4)
            yield _words(self._left + WIDTH + 8, lowest, what, ink=_ink_of(what, self._curves))

    def _x(self, size: int) -> float:
        least, most = math.log10(self._sizes[0]), math.log10(self._sizes[-1])
        return self._left + WIDTH * (math.log10(size) - least) / ((most - least) or 1.0)

    def _y(self, cost: float) -> float:
        least, most = self._decades
        return TOP + HEIGHT * (most - math.log10(cost)) / (most - least)


def draw(results: Iterable[Result]) -> None:
    """Draw the curves that are among these results. Raises ValueError when there are none."""
    panels = curves_in(results)
    if not panels:
        raise ValueError("there is nothing to draw: the section growth was not run")
    costs = [cost for curves in panels.values() for points in curves.values() for cost in points.values()]
    decades = (math.floor(math.log10(min(costs))), math.ceil(math.log10(max(costs))))
    elements = [
        element
        for number, (of, curves) in enumerate(panels.items())
        for element in Panel(LEFT + number * (WIDTH + BETWEEN), of, curves, decades).elements()
    ]
    PICTURE.write_text(_picture(len(panels), elements), "utf-8")


def curves_in(results: Iterable[Result]) -> Mapping[str, Curves]:
    """Return the curves that are among these results, by what grows."""
    panels: dict[str, dict[tuple[str, str], dict[int, float]]] = {}
    for result in results:
        if curve := CURVE.fullmatch(result.name):
            curves = panels.setdefault(curve["of"], {})
            for name, cost in result.figures.items():
                if point := POINT.fullmatch(name):
                    size = int(point["size"].replace(",", ""))
                    curves.setdefault((point["what"], curve["kind"]), {})[size] = cost
    return panels


def _picture(panels: int, elements: Sequence[str]) -> str:
    width, height = LEFT + panels * (WIDTH + BETWEEN) - 60, TOP + HEIGHT + BOTTOM
    measured = report.machine()
    legend = (
        f"Solid: SQLite; dashed: PostgreSQL, without what its own processes use. "
        f"Measured {measured['at'][:10]}, revision {measured['revision']}, {measured['cores']} cores."
    )
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
            'font-size="12" role="img">',
            "<title>What a form, an ask, a beat and a letter cost as Klatch grows</title>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            *elements,
            _words(LEFT, TOP + HEIGHT + 44, legend),
            "</svg>\n",
        )
    )


def _words(x: float, y: float, words: str, *, anchor: str = "start", weight: str = "normal", ink: str = TEXT) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-weight="{weight}" fill="{ink}">{words}</text>'


def _ink_of(what: str, curves: Curves) -> str:
    return INKS[list(dict.fromkeys(name for name, _ in curves)).index(what) % len(INKS)]

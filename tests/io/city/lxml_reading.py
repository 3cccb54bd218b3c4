"""Reads a building file with lxml, apart from Machi's own reader, and prints one line a building:
gml:id, measuredHeight, usage, storeysAboveGround, area of the LOD0 outline in square degrees."""
import sys

from lxml import etree

BLDG = "{http://www.opengis.net/citygml/building/2.0}"
GML = "{http://www.opengis.net/gml}"


def text(building, name):
    element = building.find(BLDG + name)
    return "(none)" if element is None else (element.text or "").strip()


def ring_area(ring):
    numbers = [float(token) for token in ring.find(GML + "LinearRing/" + GML + "posList").text.split()]
    points = list(zip(numbers[0::3], numbers[1::3]))
    lat, lon = points[0]
    points = [(a - lat, b - lon) for a, b in points]
    return abs(sum(a * d - c * b for (a, b), (c, d) in zip(points, points[1:]))) / 2


def outline_area(building):
    area = 0.0
    for name in ("lod0RoofEdge", "lod0FootPrint"):
        for polygon in building.iterfind(BLDG + name + "//" + GML + "Polygon"):
            area += ring_area(polygon.find(GML + "exterior"))
            area -= sum(ring_area(hole) for hole in polygon.iterfind(GML + "interior"))
    return area


for b in etree.parse(sys.argv[1]).getroot().iter(BLDG + "Building"):
    print(b.get(GML + "id"), text(b, "measuredHeight"), text(b, "usage"), text(b, "storeysAboveGround"),
          repr(outline_area(b)), sep=",")

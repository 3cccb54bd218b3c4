"""Buildings from which people were lost, as a table and a GeoJSON file: python3 buildings.py RUN.gpkg OUT.geojson

RUN.gpkg: machi export RUN --to gpkg -o RUN.gpkg"""
import sys

import geopandas as gpd

buildings = gpd.read_file(sys.argv[1], layer="buildings")
print(buildings[["persons", "safe", "lost"]].sum().astype(int).to_string())
lost = buildings[buildings["lost"] > 0]
print(lost.nlargest(10, "lost")[["id", "persons", "lost"]].to_string(index=False))
lost.to_crs(4326).to_file(sys.argv[2], driver="GeoJSON")

"""The busiest links of a run of travel by quarter of an hour: python3 links.py RUN"""
import sys

from machi_h5 import part, table

result = part(sys.argv[1] + "/result.h5", "mobility")
links = table(result["links"])
volumes = table(result["volumes"])
volumes["link_id"] = links["id"].to_numpy()[volumes["link"]]
volumes["km_h"] = 3.6 * links["length_m"].to_numpy()[volumes["link"]] / volumes["time_s"]
print(volumes.nlargest(10, "vehicles")[["link_id", "bin", "vehicles", "km_h"]].round(1).to_string(index=False))
print(f"vehicles: {volumes['vehicles'].sum()}")

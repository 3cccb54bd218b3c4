#!/usr/bin/env python3
"""What the measures of a run with base_too changed: effect.py RUN prints the table of README.md."""
import json
import sys

ROWS = [("heat for rooms", "heating_MWh", "MWh"), ("cold for rooms", "cooling_MWh", "MWh"), ("electricity", "electricity_MWh", "MWh"), ("of which into cars", "ev_MWh", "MWh"),
        ("gas", "gas_MWh", "MWh"), ("kerosene", "kerosene_MWh", "MWh"), ("from panels", "pv_MWh", "MWh"), ("from the grid", "from_grid_MWh", "MWh"),
        ("to the grid", "to_grid_MWh", "MWh"), ("primary energy", "primary_GJ", "GJ"), ("CO₂", "co2_t", "t"), ("peak from the grid", "peak_kW", "kW")]
DARK = [("hours over 30 °C without power", "hours_over_30", "h"), ("hours over 35 °C without power", "hours_over_35", "h"), ("lights and appliances unserved", "unserved_MWh", "MWh")]

energy = json.load(open(sys.argv[1] + "/kpi.json"))["energy"]
base = energy["base"]
print("| | unit | as it is | with measures |\n|---|---|---|---|")
for name, key, unit in ROWS:
    print(f"| {name} | {unit} | {base[key]:,.0f} | {energy[key]:,.0f} |")
for name, key, unit in DARK:
    print(f"| {name} | {unit} | {base['outage'][key]:.1f} | {energy['outage'][key]:.1f} |")
if energy["self_consumption"] is not None:
    print(f"\n{energy['self_consumption']:.0%} of the panels' electricity is used in the building that it comes from, and covers {energy['self_sufficiency']:.0%} of what all take.")

#!/usr/bin/env python3
"""Holds a year of a city's buildings against published figures: realism.py RUN prints the tables of README.md."""
import json
import sys

# Published, docs/models/energy.md: households of Japan 2022 by the ministry's survey of households' CO2; large facilities of Tokyo's
# cap-and-trade scheme, FY2012, between the best 15 % and twice the best 25 %; schools recalled from the DECC.
HOUSEHOLD_GJ = {"all": 28.86, "electricity": 14.22, "gas": 7.48 + 2.57, "kerosene": 4.59}
PRIMARY_GJ_M2 = {"office": (1.3, 1.8), "shop": (1.9, 2.9), "commercial": (1.9, 2.9), "hotel": (2.5, 2.7), "school": (0.4, 0.9)}
CARRIERS = ("electricity", "gas", "kerosene")
# Rows of the households' table: what each use takes of electricity; flames are told apart by carrier alone.
USES = {"heating": "heating_electricity", "cooling": "cooling_electricity", "hot water": "hot_water_electricity", "cooking": "cooking_electricity",
        "lights and appliances": "other_electricity"}


def household_table(uses):
    homes = [use for use in uses if use["name"] in ("detached", "flats")]
    households = sum(use["households"] for use in homes)
    print("| GJ a household and year | " + " | ".join(use["name"] for use in homes) + " | both | published |")
    print("|---|" + "---|" * (len(homes) + 2))

    def row(name, value, published=""):
        cells = [3.6 * value(use) / max(1, use["households"]) for use in homes] + [3.6 * sum(value(use) for use in homes) / households]
        print(f"| {name} | " + " | ".join(f"{cell:.1f}" for cell in cells) + f" | {published} |")

    for name, key in USES.items():
        row(f"electricity of {name}", lambda use: use[key + "_MWh"])
    for carrier in CARRIERS:
        row(carrier, lambda use: use[carrier + "_MWh"], HOUSEHOLD_GJ[carrier])
    row("all", lambda use: sum(use[carrier + "_MWh"] for carrier in CARRIERS), HOUSEHOLD_GJ["all"])
    print("\n| | " + " | ".join(use["name"] for use in homes) + " |\n|---|" + "---|" * len(homes))
    print("| households | " + " | ".join(f"{use['households']:,}" for use in homes) + " |")
    print("| persons a household | " + " | ".join(f"{use['persons'] / use['households']:.2f}" for use in homes) + " |")
    print("| floor a household, m² | " + " | ".join(f"{use['floor_area_m2'] / use['households']:.0f}" for use in homes) + " |")
    for need in ("heating", "cooling", "hot_water"):
        print(f"| need of {need.replace('_', ' ')}, GJ a household | " + " | ".join(f"{3.6 * use[need + '_MWh'] / use['households']:.1f}" for use in homes) + " |")
    print()


def use_table(uses):
    needs = ("heating", "cooling", "hot_water", "equipment", "lights")
    print("| use | buildings | floor, 1000 m² | " + " | ".join(need.replace("_", " ") for need in needs) + " kWh/m² | electricity | gas | kerosene kWh/m² | primary GJ/m² | published |")
    print("|---|" + "---|" * (len(needs) + 7))
    for use in uses:
        area = max(1, use["floor_area_m2"])
        cells = [f"{1e3 * use[key + '_MWh'] / area:.0f}" for key in needs + CARRIERS]
        low_high = PRIMARY_GJ_M2.get(use["name"])
        print(f"| {use['name']} | {use['zones']:,} | {use['floor_area_m2'] / 1000:,.0f} | " + " | ".join(cells) + f" | {use['primary_GJ'] / area:.2f} | {f'{low_high[0]} … {low_high[1]}' if low_high else ''} |")


def main():
    energy = json.load(open(sys.argv[1] + "/kpi.json"))["energy"]
    household_table(energy["by_use"])
    use_table(energy["by_use"])
    gwh = lambda key: f"{energy[key + '_MWh'] / 1e3:.0f}"
    print(f"\nAll: {gwh('heating')} GWh of heat, {gwh('cooling')} of cold, {gwh('hot_water')} in hot water; {gwh('electricity')} GWh of electricity, {gwh('gas')} of gas, "
          f"{gwh('kerosene')} of kerosene; {energy['primary_GJ'] / 1e3:,.0f} TJ of primary energy, {energy['co2_t'] / 1e3:.0f} kt of CO₂. The grid's peak is {energy['peak_kW'] / 1e3:.0f} MW, {energy['peak_time']}; "
          f"heating's {energy['peak_heating_kW'] / 1e3:.0f} MW, {energy['peak_heating_time']}, cooling's {energy['peak_cooling_kW'] / 1e3:.0f} MW, {energy['peak_cooling_time']}.")


if __name__ == "__main__":
    main()

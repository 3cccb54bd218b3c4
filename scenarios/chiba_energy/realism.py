#!/usr/bin/env python3
"""Holds a year of a city's buildings against published figures: realism.py RUN prints the tables of README.md.

Plants are not part of the run: what loads take of electricity and fuel is reckoned here with one efficiency each."""
import json
import sys

# Assumed plants. Dwellings heat by halves with air conditioners and with fuel; hot water and cooking with gas.
AIR_CONDITIONER_COP = 3.3
COOLING_COP = 3.5
BURNER = 0.85
PRIMARY_MJ_KWH = 9.76  # electricity, day, as the benchmarks count it

# Published, docs/models/energy.md: households of Japan 2022 by the ministry's survey of households' CO2; large facilities of Tokyo's
# cap-and-trade scheme, FY2012, between the best 15 % and twice the best 25 %.
HOUSEHOLD_GJ = {"all": 28.86, "electricity": 14.22}
PRIMARY_GJ_M2 = {"office": (1.3, 1.8), "shop": (1.9, 2.9), "commercial": (1.9, 2.9), "hotel": (2.5, 2.7), "school": (0.4, 0.9)}


def household_table(uses):
    homes = [use for use in uses if use["name"] in ("detached", "flats")]
    households = sum(use["households"] for use in homes)
    print("| GJ a household and year | " + " | ".join(use["name"] for use in homes) + " | both | published |")
    print("|---|" + "---|" * (len(homes) + 2))
    rows = {
        "heating, half by air conditioner, half by fuel": lambda u: 0.5 * u["heating_MWh"] * (1 / AIR_CONDITIONER_COP + 1 / BURNER),
        "cooling": lambda u: u["cooling_MWh"] / COOLING_COP,
        "hot water": lambda u: u["hot_water_MWh"] / BURNER,
        "cooking": lambda u: u["cooking_MWh"],
        "appliances": lambda u: u["equipment_MWh"],
        "lights": lambda u: u["lights_MWh"],
    }
    total = lambda u: sum(row(u) for row in rows.values())
    power = lambda u: (0.5 * u["heating_MWh"] / AIR_CONDITIONER_COP + u["cooling_MWh"] / COOLING_COP + u["equipment_MWh"] + u["lights_MWh"])
    for name, value, published in [(n, v, "") for n, v in rows.items()] + [("all", total, HOUSEHOLD_GJ["all"]), ("of which electricity", power, HOUSEHOLD_GJ["electricity"])]:
        cells = [3.6 * value(use) / max(1, use["households"]) for use in homes]
        cells.append(3.6 * sum(value(use) for use in homes) / households)
        print(f"| {name} | " + " | ".join(f"{cell:.1f}" for cell in cells) + f" | {published} |")
    print("\n| | " + " | ".join(use["name"] for use in homes) + " |\n|---|" + "---|" * len(homes))
    print("| households | " + " | ".join(f"{use['households']:,}" for use in homes) + " |")
    print("| persons a household | " + " | ".join(f"{use['persons'] / use['households']:.2f}" for use in homes) + " |")
    print("| floor a household, m² | " + " | ".join(f"{use['floor_area_m2'] / use['households']:.0f}" for use in homes) + " |\n")


def use_table(uses):
    print("| use | buildings | floor, 1000 m² | heating | cooling | hot water | equipment | lights kWh/m² | primary GJ/m² | published |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for use in uses:
        area = max(1, use["floor_area_m2"])
        kwh = {key: 1e3 * use[key + "_MWh"] / area for key in ("heating", "cooling", "hot_water", "cooking", "equipment", "lights")}
        power = kwh["heating"] / AIR_CONDITIONER_COP + kwh["cooling"] / COOLING_COP + kwh["equipment"] + kwh["lights"]
        primary = 1e-3 * (power * PRIMARY_MJ_KWH + 3.6 * (kwh["hot_water"] / BURNER + kwh["cooking"]))
        low_high = PRIMARY_GJ_M2.get(use["name"])
        print(f"| {use['name']} | {use['zones']:,} | {use['floor_area_m2'] / 1000:,.0f} | {kwh['heating']:.0f} | {kwh['cooling']:.0f} | {kwh['hot_water']:.0f} | "
              f"{kwh['equipment']:.0f} | {kwh['lights']:.0f} | {primary:.2f} | {f'{low_high[0]} … {low_high[1]}' if low_high else ''} |")


def main():
    energy = json.load(open(sys.argv[1] + "/kpi.json"))["energy"]
    household_table(energy["by_use"])
    use_table(energy["by_use"])
    print(f"\nAll: {energy['heating_MWh'] / 1e3:.0f} GWh of heat, {energy['cooling_MWh'] / 1e3:.0f} of cold, {energy['hot_water_MWh'] / 1e3:.0f} in hot water, "
          f"{(energy['equipment_MWh'] + energy['lights_MWh']) / 1e3:.0f} of power for equipment and lights. Heating peaks at {energy['peak_heating_kW'] / 1e3:.0f} MW, "
          f"{energy['peak_heating_time']}, cooling at {energy['peak_cooling_kW'] / 1e3:.0f} MW, {energy['peak_cooling_time']}.")


if __name__ == "__main__":
    main()

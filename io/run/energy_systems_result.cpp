#include "io/run/energy_systems_result.hpp"

#include "io/run/result_parts.hpp"

namespace machi {
namespace {

constexpr std::array<CarrierName, hour_sum_count> sums{{{"electricity", "electricity of all zones and vehicles"},
                                                  {"from_grid", "electricity from the grid"},
                                                  {"to_grid", "electricity to the grid"},
                                                  {"photovoltaic", "electricity that panels could give"},
                                                  {"gas", "gas of all zones"},
                                                  {"kerosene", "kerosene of all zones"}}};

}  // namespace

void write_systems(H5Output& file, const EnergyRows& rows) {
  const auto months = [&](const std::string& name, const char* description, auto column) {
    std::vector<double> wh;
    for (const SystemRow& row : rows.systems) {
      const Months& year = column(row.totals);
      wh.insert(wh.end(), year.begin(), year.end());
    }
    file.write_table("/systems/" + name + "_Wh", wh, {"Wh", description, "zone, month", "", {12}});
  };
  for (std::size_t k = 0; k < use_count; ++k)
    months(use_names[k].name, use_names[k].description, [k](const SystemTotals& t) -> const Months& { return t.use_Wh[k]; });
  for (std::size_t k = 0; k < meter_flow_count; ++k)
    months(flow_names[k].name, flow_names[k].description, [k](const SystemTotals& t) -> const Months& { return t.flow_Wh[k]; });
  months("hot_water", "heat in hot water", [](const SystemTotals& t) -> const Months& { return t.hot_water_Wh; });
  for (std::size_t k = 0; k < hour_sum_count; ++k)
    file.write_table(std::string("/hours/") + sums[k].name + "_mW", rows.carriers_mW[k],
                     {"mW", std::string(sums[k].description) + ", mean of the hour", "hour"});
  const auto counts = [&](const char* name, auto member, const char* description) {
    file.write_table(std::string("/systems/") + name,
                     column_of(rows.systems, [&](const SystemRow& row) { return row.totals.*member; }),
                     {"h", description, "zone"});
  };
  counts("outage_hours", &SystemTotals::outage_hours, "hours without power");
  counts("outage_hours_over_30", &SystemTotals::outage_hours_over_30, "of them with air above 30 °C");
  counts("outage_hours_over_35", &SystemTotals::outage_hours_over_35, "of them with air above 35 °C");
  counts("outage_hours_below_10", &SystemTotals::outage_hours_below_10, "of them with air below 10 °C");
}

}  // namespace machi

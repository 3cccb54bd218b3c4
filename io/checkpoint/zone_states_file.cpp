#include "io/checkpoint/zone_states_file.hpp"

#include <algorithm>
#include <vector>

#include "io/checkpoint/state_table.hpp"

namespace machi {
namespace {

template <class Row>
void each_zone_state_column(const ColumnVisit<Row>& visit) {
  visit(
      "air_C", [](auto& r) -> auto& { return r.air_C; }, "°C", "air, as the kernel counts it");
  visit(
      "star_C", [](auto& r) -> auto& { return r.star_C; }, "°C", "star of long-wave exchange, as the kernel counts it");
  visit(
      "mass_C", [](auto& r) -> auto& { return r.mass_C; }, "°C", "mass of the simple model");
  visit(
      "free_C", [](auto& r) -> auto& { return r.free_C; }, "°C", "air without heating and cooling, mean of a day");
  visit(
      "stored_Wh", [](auto& r) -> auto& { return r.stored_Wh; }, "Wh", "in the battery of the zone's meter");
}

// Rows of a column that belong to the zones of a range: `begin` becomes where those of each zone begin among them.
template <class T>
std::vector<T> read_of_zones(const H5Input& file, const std::string& offsets, const std::string& dataset,
                             RowRange range, std::vector<std::uint64_t>& begin) {
  begin = file.read_offsets(offsets, range);
  if (begin.empty()) begin.push_back(0);
  const RowRange rows{begin.front(), begin.back() - begin.front()};
  std::vector<T> values = file.read<T>(dataset, rows);
  if (values.size() != rows.count) throw InputError(file.path(), dataset + " is too short. Use another checkpoint");
  check_numbers(file.path(), dataset, std::span(std::as_const(values)));
  for (std::uint64_t& at : begin) at -= rows.first;
  return values;
}

}  // namespace

void write_zone_states(H5Output& file, const ZoneStates& states) {
  each_zone_state_column(column_writer(file, "/zones", states.zones));
  file.write_offsets<std::uint64_t>("/zones/node_begin", states.node_begin, {"", "first row of /nodes", "zone + 1"});
  file.write_column("/nodes/C", states.node_C, {"°C", "layers of elements, as the kernel counts them", "row"});
  file.write_offsets<std::uint64_t>("/zones/vehicle_begin", states.vehicle_begin,
                                    {"", "first row of /vehicles", "zone + 1"});
  file.write_column("/vehicles/need_Wh", states.need_Wh, {"Wh", "what vehicles of a meter lack", "row"});
}

ZoneStates read_zone_states(const H5Input& file, RowRange range) {
  ZoneStates states;
  states.zones.resize(std::min(range.count, file.rows("/zones/air_C")));
  each_zone_state_column(column_reader(file, "/zones", states.zones, range));
  states.node_C = read_of_zones<float>(file, "/zones/node_begin", "/nodes/C", range, states.node_begin);
  states.need_Wh =
      read_of_zones<double>(file, "/zones/vehicle_begin", "/vehicles/need_Wh", range, states.vehicle_begin);
  return states;
}

}  // namespace machi

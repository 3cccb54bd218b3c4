#include "io/study/run_rows.hpp"

#include <cmath>

#include "engine/core/error.hpp"
#include "engine/process/mobility/travel_event.hpp"

namespace machi {
namespace {

constexpr std::uint64_t slice_of_events = std::uint64_t{1} << 20;

std::size_t checked_row(const H5Input& file, std::size_t row, std::size_t rows) {
  if (row < rows) return row;
  throw InputError(file.path(), "names a row that its tables do not have (damaged). Run the scenario again");
}

// Trips and time under way of who replans: the table of trips.
void add_trips(const H5Input& file, std::vector<double>& trips, std::vector<double>& time_s) {
  const auto person = file.read<std::uint32_t>("/trips/person");
  const auto departure_s = file.read<double>("/trips/departure_s");
  const auto arrival_s = file.read<double>("/trips/arrival_s");
  for (std::size_t k = 0; k < person.size(); ++k) {
    const std::size_t row = checked_row(file, person[k], trips.size());
    if (std::isnan(arrival_s[k])) continue;
    trips[row] += 1;
    time_s[row] += arrival_s[k] - departure_s[k];
  }
}

// The same from events, which are in the order of time: from the end of an activity to the beginning of the next.
void add_events(const H5Input& file, std::vector<double>& trips, std::vector<double>& time_s) {
  const auto per_s = static_cast<double>(file.integer_attribute("/", "steps_per_s"));
  std::vector<std::uint32_t> left(trips.size(), 0);
  const std::uint64_t rows = file.rows("/events/step");
  for (std::uint64_t first = 0; first < rows; first += slice_of_events) {
    const RowRange range{first, slice_of_events};
    const auto step = file.read<std::uint32_t>("/events/step", range);
    const auto person = file.read<std::uint32_t>("/events/person", range);
    const auto kind = file.read<std::uint8_t>("/events/kind", range);
    for (std::size_t k = 0; k < step.size(); ++k) {
      const bool leaves = kind[k] == static_cast<std::uint8_t>(TravelEventKind::activity_end);
      if (!leaves && kind[k] != static_cast<std::uint8_t>(TravelEventKind::activity_start)) continue;
      const std::size_t row = checked_row(file, person[k], trips.size());  // drivers of buses are no rows of it
      if (leaves) {
        left[row] = step[k];
        continue;
      }
      trips[row] += 1;
      time_s[row] += (step[k] - left[row]) / per_s;
    }
  }
}

RunRows links(const H5Input& file) {
  RunRows rows{{"links", {"vehicles"}}, {file.read_string_list("/links/id"), {}}};
  rows.figures.values.assign(1, std::vector<double>(rows.figures.id.size(), 0));
  const auto link = file.read<std::uint32_t>("/volumes/link");
  const auto vehicles = file.read<std::uint32_t>("/volumes/vehicles");
  for (std::size_t k = 0; k < link.size(); ++k)
    rows.figures.values[0][checked_row(file, link[k], rows.figures.id.size())] += vehicles[k];
  return rows;
}

RunRows links_of_assignment(const H5Input& file) {
  const auto from = file.read<std::uint32_t>("/links/from");
  const auto to = file.read<std::uint32_t>("/links/to");
  RunRows rows{{"links", {"flow", "cost"}}, {}};
  for (std::size_t k = 0; k < from.size(); ++k)
    rows.figures.id.push_back(std::to_string(from[k]) + "-" + std::to_string(to[k]));
  rows.figures.values = {file.read<double>("/links/flow"), file.read<double>("/links/cost")};
  return rows;
}

// Sum over the months of every column of `group` that is energy of a year.
void add_energies(const H5Input& file, const std::string& group, const std::string& unit, double to_MWh,
                  RunRows& rows) {
  const std::size_t zones = rows.figures.id.size();
  for (const std::string& name : file.children(group)) {
    if (!name.ends_with(unit)) continue;
    std::vector<double> sum(zones, 0);
    const auto add = [&](const auto& months) {
      if (zones == 0 || months.size() % zones != 0) return;
      const std::size_t each = months.size() / zones;
      for (std::size_t k = 0; k < months.size(); ++k) sum[k / each] += to_MWh * static_cast<double>(months[k]);
    };
    const std::string dataset = group + "/" + name;
    if (unit == "_kWh") {
      add(file.read<float>(dataset));
    } else {
      add(file.read<double>(dataset));
    }
    rows.kind.columns.push_back(name.substr(0, name.size() - unit.size()) + "_MWh");
    rows.figures.values.push_back(std::move(sum));
  }
}

RunRows zones(const H5Input& file) {
  RunRows rows{{"zones", {}}, {}};
  const bool of_city = file.has("/zones/id");
  rows.figures.id = file.read_string_list(of_city ? "/zones/id" : "/zones/name");
  add_energies(file, "/zones", of_city ? "_kWh" : "_Wh", of_city ? 1e-3 : 1e-6, rows);
  if (file.has("/systems")) add_energies(file, "/systems", "_Wh", 1e-6, rows);
  return rows;
}

}  // namespace

RunRows travellers_of(const H5Input& file) {
  RunRows rows{{"persons", {"trips", "travel_time_s"}}, {file.read_string_list("/persons/id"), {}}};
  const std::size_t persons = rows.figures.id.size();
  rows.figures.values.assign(2, std::vector<double>(persons, 0));
  if (file.has("/trips/person")) {
    add_trips(file, rows.figures.values[0], rows.figures.values[1]);
  } else {
    add_events(file, rows.figures.values[0], rows.figures.values[1]);
  }
  return rows;
}

std::vector<RunRows> read_run_rows(const StudyRun& run) {
  if (run.format == "machi assignment result") return {links_of_assignment(H5Input(run.files.result))};
  std::vector<RunRows> rows;
  for (const ResultPart& part : open_parts(run.files.result)) {
    const H5Input& file = part.file;
    if (part.process == ResultPart::Process::mobility) {
      if (file.has("/trips/person") || file.has("/events/step")) rows.push_back(travellers_of(file));
      if (file.has("/volumes/link")) rows.push_back(links(file));
    }
    if (part.process == ResultPart::Process::energy) rows.push_back(zones(file));
  }
  return rows;
}

}  // namespace machi

#include "io/study/comparison_maps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "io/report/city_of_run.hpp"
#include "io/report/difference_map.hpp"
#include "io/report/png.hpp"
#include "io/run/edit_rows.hpp"

namespace machi {
namespace {

/// What all maps of a proposal share.
struct MapGround {
  std::optional<CityFileSummary> city;
  std::string attribution;
  std::string note;
};

MapGround ground_of(const Comparison& comparison, const ProposalComparison& proposal) {
  MapGround ground;
  const StudyRun& base = *proposal.runs.pairs.front().base;
  std::optional<std::int64_t> epsg;
  const H5Input file(base.files.result);
  if (file.has_attribute("/", "epsg")) epsg = file.integer_attribute("/", "epsg");
  if (const auto path = city_of_run(base.files, epsg, "map")) {
    ground.city = summarise(*path);
    ground.attribution = ground.city->header.attribution;
  }
  ground.note = fmt::format("{} against {}, mean of {} pairs of runs. Simulated.", proposal.proposal.label,
                            comparison.base.label, proposal.runs.pairs.size());
  return ground;
}

DifferenceMap map_with(const MapGround& ground, std::string title, std::string heading) {
  DifferenceMap map;
  map.title = std::move(title);
  map.heading = std::move(heading);
  map.note = ground.note;
  map.attribution = ground.attribution;
  return map;
}

// What a process of a run has written, where it holds a dataset.
std::optional<H5Input> part_with(const StudyRun& run, const std::string& dataset) {
  if (H5Input whole(run.files.result); whole.has(dataset)) return whole;
  if (run.format != "machi coupled result") return {};
  for (ResultPart& part : open_parts(run.files.result))
    if (part.file.has(dataset)) return std::move(part.file);
  return {};
}

DifferenceMap lost_map(const MapGround& ground, const ProposalComparison& proposal) {
  DifferenceMap map = map_with(ground, "Persons lost, by the building in which they began", "Persons lost");
  const auto pairs = static_cast<double>(proposal.runs.pairs.size());
  for (const auto& [row, moves] : proposal.persons->buildings) {
    if (row >= map.buildings.size()) map.buildings.resize(row + 1, 0);
    map.buildings[row] = static_cast<double>(moves.more_lost()) / pairs;
  }
  return map;
}

// Persons per m2 at the most crowded moment of each block, summed over the runs of a side.
void add_crowd(const StudyRun& run, double factor, double& block_m,
               std::map<std::pair<std::int32_t, std::int32_t>, double>& values) {
  const CrowdedBlocks crowd = most_crowded(open_result(run.files.result));
  if (crowd.block_m > 0) block_m = crowd.block_m;
  for (const CrowdedBlock& block : crowd.blocks)
    values[{block.column, block.row}] += factor * block.persons / crowd.area_m2();
}

DifferenceMap crowd_map(const MapGround& ground, const ProposalComparison& proposal) {
  DifferenceMap map = map_with(ground, "Crowding at the most crowded moment", "Persons per m2");
  double block_m = 0;
  std::map<std::pair<std::int32_t, std::int32_t>, double> values;
  const double share = 1.0 / static_cast<double>(proposal.runs.pairs.size());
  for (const RunPair& pair : proposal.runs.pairs) {
    add_crowd(*pair.base, -share, block_m, values);
    add_crowd(*pair.proposal, share, block_m, values);
  }
  const auto mm = [&](std::int32_t blocks) { return static_cast<std::int32_t>(std::lround(1000 * block_m * blocks)); };
  for (const auto& [at, value] : values)
    if (std::fabs(value) > 1e-12)
      map.blocks.push_back({{mm(at.first), mm(at.second), mm(at.first + 1), mm(at.second + 1)}, value});
  return map;
}

const RowChanges* rows_called(const ProposalComparison& proposal, const std::string& name) {
  for (const RowChanges& rows : proposal.rows)
    if (rows.kind.name == name && !rows.kind.columns.empty()) return &rows;
  return nullptr;
}

DifferenceMap links_map(const MapGround& ground, const ProposalComparison& proposal, const RowChanges& rows) {
  DifferenceMap map = map_with(ground, "Vehicles on the links", "Vehicles");
  const std::optional<H5Input> with_links = part_with(*proposal.runs.pairs.front().base, "/nodes/x_m");
  if (!with_links) return map;
  const H5Input& file = *with_links;
  const std::vector<std::string> ids = file.read_string_list("/links/id");
  const auto from = file.read<std::uint32_t>("/links/from");
  const auto to = file.read<std::uint32_t>("/links/to");
  const auto x_m = file.read<double>("/nodes/x_m");
  const auto y_m = file.read<double>("/nodes/y_m");
  // Networks of other programs lie anywhere on Earth: places count from their south-west corner. A city's do not.
  const double west = ground.city || x_m.empty() ? 0 : *std::min_element(x_m.begin(), x_m.end());
  const double south = ground.city || y_m.empty() ? 0 : *std::min_element(y_m.begin(), y_m.end());
  const auto point = [&](std::uint32_t node) {
    return PointMm{static_cast<std::int32_t>(std::lround(1000 * (x_m[node] - west))),
                   static_cast<std::int32_t>(std::lround(1000 * (y_m[node] - south))), 0};
  };
  std::unordered_map<std::string, double> value_of;
  for (std::size_t k = 0; k < rows.id.size(); ++k) value_of[rows.id[k]] = rows.proposal[0][k] - rows.base[0][k];
  for (std::size_t link = 0; link < ids.size(); ++link)
    if (const auto value = value_of.find(ids[link]); value != value_of.end())
      map.lines.push_back({point(from[link]), point(to[link]), value->second});
  return map;
}

// The box around a building that the proposal adds.
std::optional<BoxMm> new_building(const EditedBuildings& edited, const std::string& id) {
  for (std::size_t b = 0; b < edited.size(); ++b) {
    if (edited.change[b] != BuildingChange::added || edited.id[b] != id) continue;
    BoxMm box;
    for (std::uint32_t p = edited.polygon_begin[b]; p < edited.polygon_begin[b + 1]; ++p)
      box.add(box_of(edited.footprints.shell(p)));
    return box;
  }
  return {};
}

// Heat and cold of each zone, on the building that it is in.
DifferenceMap zones_map(const MapGround& ground, const ProposalComparison& proposal, const RowChanges& rows) {
  DifferenceMap map = map_with(ground, "Energy of buildings in a year, all uses", "MWh a year");
  const std::optional<H5Input> with_zones = part_with(*proposal.runs.pairs.front().base, "/zones/building");
  if (!with_zones) return map;
  const H5Input& file = *with_zones;
  const EditedBuildings edited = read_edited_buildings(H5Input(proposal.runs.pairs.front().proposal->files.result));
  const std::vector<std::string> ids = file.read_string_list("/zones/id");
  const auto building = file.read<std::uint32_t>("/zones/building");
  std::unordered_map<std::string, std::uint32_t> row_of;
  for (std::size_t k = 0; k < ids.size(); ++k) row_of.emplace(ids[k], building[k]);
  for (std::size_t k = 0; k < rows.id.size(); ++k) {
    const auto row = row_of.find(rows.id[k]);
    double change = 0;
    for (std::size_t c = 0; c < rows.kind.columns.size(); ++c) change += rows.proposal[c][k] - rows.base[c][k];
    if (row == row_of.end()) {
      if (const auto box = new_building(edited, rows.id[k])) map.blocks.push_back({*box, change});
      continue;
    }
    if (row->second >= map.buildings.size()) map.buildings.resize(row->second + 1, 0);
    map.buildings[row->second] += change;
  }
  return map;
}

}  // namespace

std::vector<std::string> draw_comparison(const Comparison& comparison, const std::string& folder, int size_pixels) {
  std::vector<std::string> written;
  for (std::size_t k = 0; k < comparison.proposals.size(); ++k) {
    const ProposalComparison& proposal = comparison.proposals[k];
    const MapGround ground = ground_of(comparison, proposal);
    const auto draw = [&](const char* name, const DifferenceMap& map) {
      if (!map.any()) return;
      const std::string file = fmt::format("{}_{}.png", name, k + 1);
      write_whole_file(folder + "/" + file, draw_difference(map, ground.city, size_pixels));
      written.push_back(file);
    };
    if (proposal.persons) {
      draw("lost", lost_map(ground, proposal));
      draw("crowd", crowd_map(ground, proposal));
    }
    if (const RowChanges* links = rows_called(proposal, "links")) draw("links", links_map(ground, proposal, *links));
    if (const RowChanges* zones = rows_called(proposal, "zones")) draw("zones", zones_map(ground, proposal, *zones));
  }
  return written;
}

}  // namespace machi

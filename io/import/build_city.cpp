// The last phases of an import: features to their ranks, tables, network, grid, report.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/network/entrances.hpp"
#include "engine/network/finish_network.hpp"
#include "io/import/city_import.hpp"

namespace machi {

// Brings every record to the rank and run of its leaf.
void CityImport::deliver() {
  City& city = result_.city;
  city.frame = {frame_.epsg, frame_.origin_east_m, frame_.origin_north_m};
  city.files = sources_.names();
  unify_keys(comm_, yields_, city);
  find_copies(comm_, *store_, yields_);
  delivered_.emplace(folder_, leaves_->size());
  deliver_records(comm_, *leaves_, *store_, yields_, *delivered_);
  log_detail(fmt::format("scratch: {:.0f} MB of records, {:.0f} MB of them delivered, {:.0f} MB of triangles",
                         1e-6 * static_cast<double>(store_->scratch_bytes()),
                         1e-6 * static_cast<double>(delivered_->buckets.scratch_bytes()),
                         1e-6 * static_cast<double>(triangles_->scratch_bytes())));
  store_.reset();
  std::set<std::string> names;
  for (const auto& [theme, file] : delivered_->files)
    if (is_hazard(theme)) names.insert(hazard_name(theme, city.files[file]));
  hazards_ = all_names(comm_, names);
  for (std::size_t t = 0; t < theme_count; ++t)
    first_[t] = static_cast<std::uint32_t>(comm_.sum_below(static_cast<std::int64_t>(delivered_->sizes[t].features)));
  phase("records to their leaves");
}

// The rows of one theme and run, and everything that is made of them.
void CityImport::add_rows(Theme theme, std::size_t run, std::uint32_t& row, PolygonStore::Outgoing& outgoing) {
  const AttributeTable& keys = result_.city.layer(theme).attributes;
  const City piece = rows_of(delivered_->buckets.read(delivered_->bucket(theme, run)), theme, keys, leaves_->frame());
  const Layer& layer = piece.layer(theme);
  sink_.add(layer);
  FirstRows first{};
  first[static_cast<std::size_t>(theme)] = row;
  row += static_cast<std::uint32_t>(layer.size());
  polygons_->send_cover(ground_polygons(piece, first), outgoing);
  if (theme == Theme::tran) {
    const TaggedPolygons streets = road_polygons(piece, first);
    for (std::uint32_t p = 0; p < streets.polygons.size(); ++p) streets_.polygons.append(streets.polygons, p);
    streets_.tags.insert(streets_.tags.end(), streets.tags.begin(), streets.tags.end());
    const std::vector<RoadFact> facts = road_facts(piece, first);
    road_facts_.insert(road_facts_.end(), facts.begin(), facts.end());
  }
  terrain_sums_->add(terrain_samples(piece));
  if (is_hazard(theme)) {
    for (const auto& [name, water] : hazard_polygons(piece, result_.city.files, theme, first, without_level_)) {
      const auto at = std::lower_bound(hazards_.begin(), hazards_.end(), name) - hazards_.begin();
      polygons_->send_hazard(static_cast<std::size_t>(at), water, outgoing);
    }
  }
  capacities_->add(theme, layer, first[static_cast<std::size_t>(theme)]);
  append_typed_columns(piece, result_.city);
}

// Theme by theme and run by run: the rows go into the file, their polygons to the runs that they touch.
void CityImport::build_tables() {
  polygons_.emplace(folder_, *leaves_, hazards_.size());
  terrain_sums_.emplace(comm_, leaves_->frame(), leaves_->keys());
  capacities_.emplace(std::exchange(place_points_, {}));
  const auto runs = static_cast<std::size_t>(comm_.max(static_cast<std::int64_t>(leaves_->size())));
  for (int t = 0; t < theme_count; ++t) {
    const auto theme = static_cast<Theme>(t);
    const LayerSize& size = delivered_->sizes[static_cast<std::size_t>(t)];
    sink_.begin_layer(theme, size);
    std::uint32_t row = first_[static_cast<std::size_t>(t)];
    if (!comm_.any(size.features > 0)) continue;
    for (std::size_t run = 0; run < runs; ++run) {
      PolygonStore::Outgoing outgoing(static_cast<std::size_t>(comm_.size()));
      comm_.agree([&] {
        if (run < leaves_->size()) add_rows(theme, run, row, outgoing);
      });
      polygons_->exchange(comm_, outgoing);
    }
    sink_.end_layer(result_.city.layer(theme).attributes);
  }
  delivered_.reset();
  capacities_->fill_capacities(comm_, result_.city, first_, options_.shelter_m2_per_person);
  capacities_.reset();
  log_detail(fmt::format("scratch: {:.0f} MB of polygons", 1e-6 * static_cast<double>(polygons_->scratch_bytes())));
  phase("tables");
}

// Run by run into the file; the network takes its heights on the way.
void CityImport::build_the_grid() {
  const LeafRuns& leaves = *leaves_;
  if (comm_.any(result_.city.dem_triangles > 0)) {
    comm_.agree([&] {
      for (std::size_t run = 0; run < leaves.size(); ++run)
        add_terrain(leaves.run(run), triangles_->of(run), *terrain_sums_);
    });
  }
  const TerrainSurface surface(comm_, std::move(*terrain_sums_));
  terrain_sums_.reset();
  NetworkDraping draping(comm_, leaves.frame(), leaves.cuts(), result_.network);
  std::vector<Hazard> hazards;
  for (const std::string& name : hazards_) hazards.push_back({name, "", {}});
  sink_.begin_grid(leaves.frame(), leaves.keys().size(), hazards);
  comm_.agree([&] {
    for (std::size_t run = 0; run < leaves.size(); ++run) {
      GridRunInput input = polygons_->of(run);
      input.triangles = triangles_->of(run);
      const Grid piece = build_run(leaves.run(run), surface, input, leaves.total());
      draping.answer(piece);
      sink_.add(piece);
    }
  });
  triangles_.reset();
  polygons_.reset();
  draping.finish(comm_, result_.network);
  phase("grid");
  sink_.end_grid();
  phase("writing the grid");
}

// How well the network hangs together.
void CityImport::note_network() {
  const std::vector<double> parts_m = component_lengths_m(comm_, result_.network);
  const std::int64_t links = comm_.sum(static_cast<std::int64_t>(result_.network.links()));
  if (!comm_.first()) return;
  const double length_m = std::accumulate(parts_m.begin(), parts_m.end(), 0.0);
  if (parts_m.empty()) return network_notes_.push_back("network: no link");
  network_notes_.push_back(
      fmt::format("network: {:.1f} km in {} links, {:.2f} % of it in the largest of {} connected parts",
                  length_m / 1000, links, 100 * parts_m.front() / length_m, parts_m.size()));
  const NetworkReport& report = result_.network_report;
  if (report.intersections > 0)
    network_notes_.push_back(fmt::format("network: {} of {} intersection surfaces hold exactly one node, {} none",
                                         report.intersections_with_one_node, report.intersections,
                                         report.intersections_without));
  if (report.passes_checked > 0)
    network_notes_.push_back(
        fmt::format("network: {} pairs of a bridge, viaduct or tunnel and a street that it passes, {} of them joined",
                    report.passes_checked, report.passes_joined));
}

// Before the grid, so that the two do not hold their memory at the same time; the heights follow with the grid.
void CityImport::build_the_network() {
  const bool from_osm = comm_.any(!small_.streets.empty());
  if (options_.network == "osm" && !from_osm)
    throw UsageError("--network osm: none of the inputs is OpenStreetMap. Add an .osm or .osm.pbf file");
  if (options_.network == "none") return;
  const LeafRuns& leaves = *leaves_;
  if (from_osm && options_.network != "roads") {
    Network draft;
    comm_.agree([&] {
      if (comm_.first()) draft = street_network(small_.streets, crs_of(0));
    });
    small_.streets = {};
    result_.network = finish_network(comm_, leaves.frame(), leaves.cuts(), std::move(draft));
    result_.network.source = "OpenStreetMap";
  } else {
    NetworkInput input;
    input.surfaces = spread_polygons(comm_, leaves.frame(), leaves.cuts(), std::move(streets_), 1);
    input.facts = std::move(road_facts_);
    result_.network = derive_network(comm_, leaves.frame(), leaves.cuts(), std::move(input), result_.network_report);
  }
  note_network();
  phase("network");
  BuildingColumns& buildings = result_.city.buildings;
  Entrances entrances = attach_buildings(comm_, result_.network, buildings.x_mm, buildings.y_mm);
  buildings.entrance_node = std::move(entrances.node);
  buildings.entrance_link = std::move(entrances.link);
  buildings.entrance_offset_m = std::move(entrances.offset_m);
  phase("entrances");
}

// Places and people: read by the first rank; all ranks look for the buildings that places stand in.
void CityImport::place_small_inputs() {
  City& city = result_.city;
  std::vector<PointMm> points;
  if (comm_.first()) {
    LocalCrs& system = crs_of(0).from(6668, "places");
    for (RawPlace& raw : small_.places) {
      std::array<PointMm, 1> point;
      if (!system.to_local_mm({&raw.position, 1}, frame_.origin_east_m, frame_.origin_north_m, point)) continue;
      BoxMm here;
      here.add(point[0]);
      if (!here.overlaps(city_box_)) continue;
      raw.place.point = {point[0].x_mm, point[0].y_mm, 0};
      points.push_back(raw.place.point);
      city.places.push_back(std::move(raw.place));
    }
    if (points.size() < small_.places.size())
      notes_.push_back(fmt::format("{} of {} places lie outside the city and are left out",
                                   small_.places.size() - points.size(), small_.places.size()));
    small_.places = {};
    result_.water = water_in_frame(std::move(small_.water), frame_);
    city.people = std::move(small_.people);
    city.code_lists = std::move(small_.code_lists);
  }
  place_points_ = comm_.all_gather_of(std::span<const PointMm>(points));
  phase("places and people");
}

// Whom the licences of the inputs ask to name.
std::string CityImport::attribution_of(bool citygml, bool streets) const {
  const auto& names = sources_.names();
  const bool fictitious = std::any_of(names.begin(), names.end(),
                                      [](const std::string& name) { return name.ends_with("/machi/town.json"); });
  std::string text;
  if (citygml)
    text = fictitious ? "Machi synth: a fictitious town（架空の町）"
                      : "出典：国土交通省 Project PLATEAU（https://www.mlit.go.jp/plateau/）";
  if (streets) text += std::string(text.empty() ? "" : "; ") + "© OpenStreetMap contributors (ODbL)";
  return text;
}

void CityImport::hash_inputs() {
  const std::vector<std::string> hashes = sources_.hashes(comm_);
  if (comm_.first())
    for (std::size_t f = 0; f < sources_.files().size(); ++f)
      result_.inputs.push_back({sources_.files()[f].path, hashes[f], sources_.files()[f].bytes});
  phase("hashes of the inputs");
}

// What the file says of itself: where the city lies and whose data it is.
void CityImport::begin_file() {
  CityHeader& header = result_.header;
  kind_counts_.assign(64, 0);
  for (const auto& [kind, count] : kinds_) kind_counts_[static_cast<std::size_t>(kind)] = count;
  comm_.sum(kind_counts_);
  header.attribution = options_.attribution.empty()
                           ? attribution_of(has(InputKind::citygml), has(InputKind::osm_xml) || has(InputKind::osm_pbf))
                           : options_.attribution;
  comm_.agree([&] {
    if (!comm_.first()) return;
    header.crs_wkt = well_known_text(frame_.epsg);
    set_box(header);
  });
  sink_.begin(result_.city, header);
}

namespace {

std::string what_becomes_of(InputKind kind) {
  if (is_read(kind)) return {};
  const std::string otherwise = used_by_runs(kind);
  return otherwise.empty() ? ", passed over" : fmt::format(", passed over ({})", otherwise);
}

}  // namespace

// What was read and what was left out.
void CityImport::report_all() {
  result_.report = merge_reports(comm_, yields_);
  const std::int64_t without_level = comm_.sum(static_cast<std::int64_t>(without_level_));
  std::vector<std::string>& notes = result_.report.notes;
  for (std::size_t k = 0; k < kind_counts_.size(); ++k)
    if (const std::int64_t files = kind_counts_[k]; files > 0)
      notes.push_back(
          fmt::format("{} {}: {}", files, files == 1 ? "file" : "files",
                      std::string(name_of(static_cast<InputKind>(k))) + what_becomes_of(static_cast<InputKind>(k))));
  for (std::string& note : small_.notes) notes.push_back(std::move(note));
  for (std::string& note : network_notes_) notes.push_back(std::move(note));
  if (without_level > 0)
    notes.push_back(
        fmt::format("{} inundation polygons carry no water level (height 0) and give no depth", without_level));
  for (std::string& note : notes_) notes.push_back(std::move(note));
}

// Latitudes and longitudes of the corners and the middles of the sides of everything that was read.
void CityImport::set_box(CityHeader& header) const {
  header.lat_min = header.lon_min = std::numeric_limits<double>::infinity();
  header.lat_max = header.lon_max = -std::numeric_limits<double>::infinity();
  for (const double x : {0.0, 0.5, 1.0}) {
    for (const double y : {0.0, 0.5, 1.0}) {
      const double east_mm = city_box_.x_min + x * (static_cast<double>(city_box_.x_max) - city_box_.x_min);
      const double north_mm = city_box_.y_min + y * (static_cast<double>(city_box_.y_max) - city_box_.y_min);
      const auto place =
          lat_lon_of(frame_.epsg, frame_.origin_east_m + east_mm * 1e-3, frame_.origin_north_m + north_mm * 1e-3);
      if (!place) continue;
      header.lat_min = std::min(header.lat_min, place->lat_deg);
      header.lat_max = std::max(header.lat_max, place->lat_deg);
      header.lon_min = std::min(header.lon_min, place->lon_deg);
      header.lon_max = std::max(header.lon_max, place->lon_deg);
    }
  }
}

}  // namespace machi

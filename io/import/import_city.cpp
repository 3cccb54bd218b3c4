#include "io/import/import_city.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <set>

#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/grid/build_grid.hpp"
#include "engine/grid/leaf_set.hpp"
#include "engine/network/entrances.hpp"
#include "engine/network/finish_network.hpp"
#include "io/city/citygml_reader.hpp"
#include "io/city/cityjson_reader.hpp"
#include "io/city/crs_facts.hpp"
#include "io/import/capacity.hpp"
#include "io/import/first_place.hpp"
#include "io/import/small_inputs.hpp"
#include "io/import/sources.hpp"
#include "io/import/surfaces.hpp"
#include "io/import/tables.hpp"
#include "io/network/shapefile.hpp"

namespace machi {
namespace {

// Leaves around the city's box that the frame holds beyond it.
constexpr int margin_leaves = 4;
// Triangles that a rank holds before all ranks exchange theirs: 36 MB.
constexpr std::size_t triangle_round = 1'000'000;

bool is_city_model(InputKind kind) {
  return kind == InputKind::citygml || kind == InputKind::cityjson;
}

// A file of terrain alone, by its name: read when the leaves are known, so that its triangles need not be kept.
bool named_terrain(const std::string& name) {
  return name.find("_dem_") != std::string::npos || name.find("/dem/") != std::string::npos;
}

void read_model(const OpenedFile& file, ByteSource& bytes, FeatureSink& sink) {
  if (file.kind == InputKind::cityjson) {
    read_cityjson(bytes, file.name, sink);
  } else if (file.kind == InputKind::shapefile) {
    read_shapefile(file.input, file.inner_path, Theme::urf, sink);
  } else {
    read_citygml(bytes, file.name, sink);
  }
}

FileYield yield_of(const OpenedFile& file, FeatureCollector& collector) {
  for (ThemeReport& theme : collector.report.themes)
    theme.files = theme.features > 0 || !theme.skipped.empty() || !theme.repairs.empty() ? 1 : 0;
  return {file.index, std::move(collector.records), std::move(collector.keys), std::move(collector.report)};
}

// The import, phase by phase. Every function is collective.
class CityImport {
 public:
  CityImport(const Comm& comm, const ImportOptions& options)
      : comm_(comm),
        options_(options),
        sources_(comm, options.inputs),
        crs_(static_cast<std::size_t>(omp_get_max_threads())),
        started_s_(monotonic_s()) {}

  ImportedCity run() {
    choose_frame();
    read_models();
    place_leaves();
    read_terrain();
    build_tables();
    build_the_network();
    build_the_grid();
    drape_network(comm_, leaves_->cuts(), result_.grid, result_.network);
    place_small_inputs();
    result_.report = merge_reports(comm_, yields_);
    write_header();
    return std::move(result_);
  }

 private:
  void choose_frame();
  nlohmann::json frame_at(int source_epsg, const Position& position) const;
  void adopt_frame(const nlohmann::json& chosen);
  void read_models();
  void refuse_two_cities(std::uint64_t near_features, std::uint64_t far_features);
  void place_without_model();
  InputError nowhere() const;
  void place_leaves();
  void build_tables();
  void read_terrain();
  void build_the_grid();
  void build_the_network();
  void note_network();
  void place_small_inputs();
  void write_header();
  std::string attribution_of(bool citygml, bool streets) const;
  void set_box(CityHeader& header) const;
  void phase(const std::string& name);
  CrsCache& crs_of(int thread);

  const Comm& comm_;
  const ImportOptions& options_;
  ImportSources sources_;
  ImportFrame frame_;
  std::vector<std::unique_ptr<CrsCache>> crs_;
  std::vector<FileYield> yields_;
  SmallInputs small_;
  std::vector<PointMm> street_points_;   ///< where streets alone make the city
  BoxMm box_;                            ///< of this rank's features, in the first frame
  BoxMm city_box_;                       ///< of the city, in its own frame
  std::set<std::string> terrain_files_;  ///< with triangles, though their names do not say so
  std::optional<LeafDomain> leaves_;
  std::optional<TerrainBuilder> terrain_;
  std::vector<std::string> notes_;
  std::map<InputKind, std::int64_t> kinds_;  ///< files that this rank opened
  FirstRows first_{};
  ImportedCity result_;
  double started_s_;
};

void CityImport::phase(const std::string& name) {
#ifdef __GLIBC__
  malloc_trim(0);  // many small blocks come and go; what is free goes back, so that the peak is what is in use
#endif
  const double now = monotonic_s();
  result_.phases.push_back({name, comm_.max(now - started_s_)});
  log_detail(
      fmt::format("{:<28}{:8.2f} s · peak memory {:.0f} MB", name, result_.phases.back().wall_s, peak_memory_MB()));
  started_s_ = now;
}

CrsCache& CityImport::crs_of(int thread) {
  auto& cache = crs_[static_cast<std::size_t>(thread)];
  if (!cache) cache = std::make_unique<CrsCache>(frame_);
  return *cache;
}

void CityImport::choose_frame() {
  nlohmann::json chosen;
  comm_.agree([&] {
    if (!comm_.first()) return;
    if (const auto found = find_first_place(sources_))
      chosen = frame_at(found->epsg != 0 ? found->epsg : static_cast<int>(options_.source_epsg), found->position);
  });
  adopt_frame(nlohmann::json::parse(comm_.broadcast(chosen.dump())));
}

// [epsg, east, north] of a frame near a place; null where the place is none.
nlohmann::json CityImport::frame_at(int source_epsg, const Position& position) const {
  const auto place = LocalCrs::to_lat_lon(source_epsg, position);
  if (!place) return nullptr;
  const int epsg =
      options_.epsg != 0 ? static_cast<int>(options_.epsg) : LocalCrs::choose_epsg(place->lat_deg, place->lon_deg);
  if (!well_known_text(epsg).starts_with("PROJCRS"))
    throw UsageError(fmt::format("--epsg {} is no projected CRS. Name one in metres, e.g. {}", epsg,
                                 LocalCrs::choose_epsg(place->lat_deg, place->lon_deg)));
  const auto metres = LocalCrs(source_epsg, epsg).exact(position);
  if (!metres) return nullptr;
  return {epsg, std::floor(metres->east_m / 1000) * 1000, std::floor(metres->north_m / 1000) * 1000};
}

void CityImport::adopt_frame(const nlohmann::json& chosen) {
  if (chosen.is_null()) return;
  frame_ = {chosen[0], chosen[1], chosen[2], static_cast<int>(options_.source_epsg)};
  for (auto& cache : crs_) cache.reset();
}

void CityImport::read_models() {
  std::uint64_t far_features = 0;
  std::uint64_t near_features = 0;
  std::map<std::uint32_t, SmallInputs> small_by_file;  // threads finish in any order
  std::mutex shared;  // a reader may throw while it is held, which an OpenMP critical section does not survive
  Progress progress("reading", static_cast<double>(sources_.bytes_on_disk(comm_)));
  double done = 0;
  const auto read = [&](const OpenedFile& file, ByteSource& bytes, int thread) {
    if (!is_city_model(file.kind) && file.kind != InputKind::shapefile) {
      const std::lock_guard one_at_a_time(shared);
      ++kinds_[file.kind];
      read_small_input(file, bytes, small_by_file[file.index]);
      return;
    }
    FeatureCollector collector(crs_of(thread), file.index, file.name);
    read_model(file, bytes, collector);
    const std::lock_guard one_at_a_time(shared);
    ++kinds_[file.kind];
    far_features += collector.far_features;
    near_features += collector.near_features;
    if (collector.triangle_count > 0) terrain_files_.insert(file.name);
    box_.add(collector.box);
    yields_.push_back(yield_of(file, collector));
    done += static_cast<double>(file.bytes);
    if (thread == 0) progress.update(done);
  };
  comm_.agree([&] {
    sources_.visit(
        comm_, [](InputKind kind, const std::string& name) { return !is_city_model(kind) || !named_terrain(name); },
        read);
  });
  std::sort(yields_.begin(), yields_.end(), [](const FileYield& a, const FileYield& b) { return a.file < b.file; });
  small_ = merged(std::move(small_by_file));
  refuse_two_cities(near_features, far_features);
  place_without_model();
  phase("read and parse");
}

// A few features far away are mistakes and are left out; more of them than of the others are another city.
void CityImport::refuse_two_cities(std::uint64_t near_features, std::uint64_t far_features) {
  const std::int64_t far = comm_.sum(static_cast<std::int64_t>(far_features));
  const std::int64_t near = comm_.sum(static_cast<std::int64_t>(near_features));
  std::int64_t first_far_file = std::numeric_limits<std::int64_t>::max();
  for (const FileYield& yield : yields_)
    for (const ThemeReport& theme : yield.report.themes)
      if (const auto it = theme.skipped.find(too_far);
          it != theme.skipped.end() && 2 * it->second.count > theme.features)
        first_far_file = std::min<std::int64_t>(first_far_file, yield.file);
  first_far_file = comm_.min(first_far_file);
  if (far == 0 || first_far_file == std::numeric_limits<std::int64_t>::max()) return;
  throw InputError(
      sources_.names()[static_cast<std::size_t>(first_far_file)],
      fmt::format("lies more than 150 km from {} ({} features near, {} far: two cities?). Import each city on its own",
                  sources_.names().front(), near, far));
}

// Without any city model the streets, else the places, say where the city is, and the streets make its leaves.
void CityImport::place_without_model() {
  if (comm_.sum(static_cast<std::int64_t>(yields_.size())) > 0 || frame_.epsg != 0) return;
  nlohmann::json chosen;
  comm_.agree([&] {
    if (!comm_.first()) return;
    if (!small_.streets.empty() && small_.streets.front().nodes() > 0) {
      chosen = frame_at(4326, small_.streets.front().node.front());
    } else if (!small_.places.empty()) {
      chosen = frame_at(6668, small_.places.front().position);
    }
    if (chosen.is_null()) throw nowhere();
  });
  adopt_frame(nlohmann::json::parse(comm_.broadcast(chosen.dump())));
  comm_.agree([&] {
    if (!comm_.first()) return;
    street_points_ = street_network(small_.streets, crs_of(0)).shape;
    box_.add(box_of(street_points_));
  });
}

InputError CityImport::nowhere() const {
  return {sources_.names().front(),
          sources_.names().size() == 1
              ? "holds nothing that lies anywhere. Name a city model or streets"
              : "and the other inputs hold nothing that lies anywhere. Name a city model or streets"};
}

// Chooses the grid's frame, moves everything into it and shares the leaves out.
void CityImport::place_leaves() {
  std::array<std::int64_t, 2> low{box_.x_min, box_.y_min};
  std::array<std::int64_t, 2> high{box_.x_max, box_.y_max};
  comm_.min(low);
  comm_.max(high);
  GridFrame grid;
  grid.cell_mm = static_cast<std::int32_t>(std::lround(options_.cell_m * 1000));
  std::array<std::int64_t, 2> shift{0, 0};
  if (low[0] > high[0]) throw nowhere();
  const std::int64_t leaf = grid.leaf_mm();
  std::int64_t side = 0;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const std::int64_t begin = low[axis] - ((low[axis] % leaf) + leaf) % leaf - margin_leaves * leaf;
    shift[axis] = -begin;
    side = std::max(side, (high[axis] - begin) / leaf + 1 + margin_leaves);
  }
  while ((std::int64_t{1} << grid.order) < side) ++grid.order;
  const auto dx_mm = static_cast<std::int32_t>(shift[0]);
  const auto dy_mm = static_cast<std::int32_t>(shift[1]);
  frame_.origin_east_m -= dx_mm * 1e-3;
  frame_.origin_north_m -= dy_mm * 1e-3;
  for (auto& cache : crs_) cache.reset();
  city_box_ = {static_cast<std::int32_t>(low[0] + shift[0]), static_cast<std::int32_t>(low[1] + shift[1]),
               static_cast<std::int32_t>(high[0] + shift[0]), static_cast<std::int32_t>(high[1] + shift[1])};
  LeafSet touched;
  for (FileYield& yield : yields_) {
    yield.records.shift(dx_mm, dy_mm);
    for_each_record(yield.records.bytes(), [&](const RecordView& record) {
      const PolygonTable polygons = polygons_of(record);
      for (std::uint32_t p = 0; p < polygons.size(); ++p)
        if (covers_ground(record.header().theme, polygons.kind[p])) touched.insert(grid, polygons, p);
    });
  }
  for (const PointMm& point : street_points_) touched.insert(grid.leaf_at(point.x_mm + dx_mm, point.y_mm + dy_mm));
  std::vector<LeafKey> keys = touched.keys(grid);
  const LeafCuts cuts = partition_leaves(comm_, keys);
  leaves_.emplace(comm_, grid, cuts, std::move(keys), 1);
  phase("leaves");
}

void CityImport::build_tables() {
  City& city = result_.city;
  city.frame = {frame_.epsg, frame_.origin_east_m, frame_.origin_north_m};
  city.files = sources_.names();
  unify_keys(comm_, yields_, city);
  drop_copies(comm_, yields_);
  build_layers(comm_, leaves_->frame(), leaves_->cuts(), yields_, city);
  for (std::size_t t = 0; t < theme_count; ++t)
    first_[t] = static_cast<std::uint32_t>(comm_.sum_below(static_cast<std::int64_t>(city.layers[t].size())));
  phase("tables");
}

// Reads the files of terrain, now that every triangle's cells have an owner. All ranks exchange triangles in rounds
// until none has any left; a rank that fails keeps taking part until then.
void CityImport::read_terrain() {
  terrain_.emplace(*leaves_);
  std::vector<TriangleMm> pending;
  const auto exchange = [&](bool more) {
    if (!comm_.any(more)) return false;
    terrain_->add(pending);
    pending.clear();
    terrain_->exchange(comm_);
    return true;
  };
  std::uint64_t triangles = 0;
  std::exception_ptr error;
  try {
    sources_.visit(
        comm_,
        [&](InputKind kind, const std::string& name) {
          return is_city_model(kind) && (named_terrain(name) || terrain_files_.contains(name));
        },
        [&](const OpenedFile& file, ByteSource& bytes, int) {
          if (named_terrain(file.name)) ++kinds_[file.kind];
          FeatureCollector collector(crs_of(0), file.index, file.name);
          collector.on_triangles([&](std::span<const TriangleMm> found) {
            triangles += found.size();
            pending.insert(pending.end(), found.begin(), found.end());
            if (pending.size() >= triangle_round) exchange(true);
          });
          read_model(file, bytes, collector);
          if (named_terrain(file.name)) yields_.push_back(yield_of(file, collector));
        },
        1);
  } catch (...) {
    error = std::current_exception();
  }
  if (!pending.empty()) exchange(true);
  while (exchange(false)) {
  }
  comm_.agree([&] {
    if (error) std::rethrow_exception(error);
  });
  std::sort(yields_.begin(), yields_.end(), [](const FileYield& a, const FileYield& b) { return a.file < b.file; });
  result_.city.dem_triangles = static_cast<std::uint64_t>(comm_.sum(static_cast<std::int64_t>(triangles)));
  phase("terrain triangles");
}

void CityImport::build_the_grid() {
  const City& city = result_.city;
  GridInput input(*leaves_);
  input.dem = std::move(*terrain_);
  input.cover = ground_polygons(city, first_);
  input.samples = terrain_samples(city);
  std::uint64_t without_level = 0;
  input.hazards = hazard_inputs(comm_, city, first_, without_level);
  if (const auto count = comm_.sum(static_cast<std::int64_t>(without_level)); count > 0)
    notes_.push_back(fmt::format("{} inundation polygons carry no water level (height 0) and give no depth", count));
  result_.grid = build_grid(comm_, *leaves_, input);
  phase("grid");
}

// How well the network hangs together.
void CityImport::note_network() {
  const std::vector<double> parts_m = component_lengths_m(result_.network);
  const double length_m = std::accumulate(parts_m.begin(), parts_m.end(), 0.0);
  if (parts_m.empty()) return notes_.push_back("network: no link");
  notes_.push_back(fmt::format("network: {:.1f} km in {} links, {:.2f} % of it in the largest of {} connected parts",
                               length_m / 1000, result_.network.links(), 100 * parts_m.front() / length_m,
                               parts_m.size()));
  const NetworkReport& report = result_.network_report;
  if (report.intersections > 0)
    notes_.push_back(fmt::format("network: {} of {} intersection surfaces hold exactly one node, {} none",
                                 report.intersections_with_one_node, report.intersections,
                                 report.intersections_without));
  if (report.passes_checked > 0)
    notes_.push_back(
        fmt::format("network: {} pairs of a bridge, viaduct or tunnel and a street that it passes, {} of them joined",
                    report.passes_checked, report.passes_joined));
}

// Before the grid, so that the two do not hold their memory at the same time; the heights follow when both are there.
void CityImport::build_the_network() {
  const bool from_osm = comm_.any(!small_.streets.empty());
  if (options_.network == "osm" && !from_osm)
    throw UsageError("--network osm: none of the inputs is OpenStreetMap. Add an .osm or .osm.pbf file");
  if (options_.network == "none") return;
  const LeafDomain& leaves = *leaves_;
  if (from_osm && options_.network != "roads") {
    comm_.agree([&] {
      if (!comm_.first()) return;
      result_.network = finish_network(leaves.frame(), street_network(small_.streets, crs_of(0)));
      result_.network.source = "OpenStreetMap";
    });
  } else {
    NetworkInput input;
    input.surfaces = spread_polygons(comm_, leaves.frame(), leaves.cuts(), road_polygons(result_.city, first_), 1);
    input.facts = road_facts(result_.city, first_);
    result_.network = derive_network(comm_, leaves, input, Grid{}, result_.network_report);
  }
  if (comm_.first()) note_network();
  phase("network");
  BuildingColumns& buildings = result_.city.buildings;
  Entrances entrances = attach_buildings(comm_, result_.network, buildings.x_mm, buildings.y_mm);
  buildings.entrance_node = std::move(entrances.node);
  buildings.entrance_link = std::move(entrances.link);
  buildings.entrance_offset_m = std::move(entrances.offset_m);
  phase("entrances");
}

// Places and people: read by the first rank, known to all.
void CityImport::place_small_inputs() {
  City& city = result_.city;
  nlohmann::json points = nlohmann::json::array();
  if (comm_.first()) {
    LocalCrs& system = crs_of(0).from(6668, "places");
    for (RawPlace& raw : small_.places) {
      std::array<PointMm, 1> point;
      if (!system.to_local_mm({&raw.position, 1}, frame_.origin_east_m, frame_.origin_north_m, point)) continue;
      BoxMm here;
      here.add(point[0]);
      if (!here.overlaps(city_box_)) continue;
      raw.place.point = {point[0].x_mm, point[0].y_mm, 0};
      const Place& place = raw.place;
      points.push_back({place.id, place.name, place.kind, place.hazards, point[0].x_mm, point[0].y_mm, place.capacity});
    }
    if (points.size() < small_.places.size())
      notes_.push_back(fmt::format("{} of {} places lie outside the city and are left out",
                                   small_.places.size() - points.size(), small_.places.size()));
    result_.grid.water = water_in_frame(std::move(small_.water), frame_);
    city.people = std::move(small_.people);
    city.code_lists = std::move(small_.code_lists);
  }
  for (const auto& p : nlohmann::json::parse(comm_.broadcast(points.dump())))
    city.places.push_back({p[0], p[1], p[2], p[3], {p[4], p[5], 0}, p[6], ""});
  fill_capacities(comm_, city, first_, options_.shelter_m2_per_person);
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

// What the file says of itself: where the city lies, what was read, what was left out.
void CityImport::write_header() {
  CityHeader& header = result_.header;
  std::vector<std::int64_t> kinds(64, 0);
  for (const auto& [kind, count] : kinds_) kinds[static_cast<std::size_t>(kind)] = count;
  comm_.sum(kinds);
  const auto has = [&](InputKind kind) { return kinds[static_cast<std::size_t>(kind)] > 0; };
  header.attribution = options_.attribution.empty()
                           ? attribution_of(has(InputKind::citygml), has(InputKind::osm_xml) || has(InputKind::osm_pbf))
                           : options_.attribution;
  const std::vector<std::string> hashes = sources_.hashes(comm_);
  comm_.agree([&] {
    if (!comm_.first()) return;
    header.crs_wkt = well_known_text(frame_.epsg);
    set_box(header);
    for (std::size_t f = 0; f < sources_.files().size(); ++f)
      result_.inputs.push_back({sources_.files()[f].path, hashes[f], sources_.files()[f].bytes});
  });
  std::vector<std::string>& notes = result_.report.notes;
  for (std::size_t k = 0; k < kinds.size(); ++k)
    if (kinds[k] > 0)
      notes.push_back(fmt::format("{} {}: {}", kinds[k], kinds[k] == 1 ? "file" : "files",
                                  std::string(name_of(static_cast<InputKind>(k))) +
                                      (is_read(static_cast<InputKind>(k)) ? "" : ", passed over")));
  for (std::string& note : small_.notes) notes.push_back(std::move(note));
  for (std::string& note : notes_) notes.push_back(std::move(note));
  phase("hashes of the inputs");
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

}  // namespace

ImportedCity import_city(const Comm& comm, const ImportOptions& options) {
  return CityImport(comm, options).run();
}

}  // namespace machi

#include "io/import/import_city.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
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
#include "engine/grid/grid_run.hpp"
#include "engine/grid/leaf_runs.hpp"
#include "engine/grid/leaf_set.hpp"
#include "engine/network/entrances.hpp"
#include "engine/network/finish_network.hpp"
#include "io/city/citygml_reader.hpp"
#include "io/city/cityjson_reader.hpp"
#include "io/city/crs_facts.hpp"
#include "io/import/capacity.hpp"
#include "io/import/city_in_memory.hpp"
#include "io/import/first_place.hpp"
#include "io/import/run_store.hpp"
#include "io/import/small_inputs.hpp"
#include "io/import/sources.hpp"
#include "io/import/surfaces.hpp"
#include "io/import/tables.hpp"
#include "io/network/shapefile.hpp"

namespace machi {
namespace {

// Leaves around the city's box that the frame holds beyond it.
constexpr int margin_leaves = 4;
// Triangles that a rank holds before all ranks exchange theirs: 7 MB.
constexpr std::size_t triangle_round = 200'000;

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

FileYield yield_of(const OpenedFile& file, std::size_t bucket, FeatureCollector& collector) {
  for (ThemeReport& theme : collector.report.themes)
    theme.files = theme.features > 0 || !theme.skipped.empty() || !theme.repairs.empty() ? 1 : 0;
  FileYield yield;
  yield.file = file.index;
  yield.bucket = bucket;
  yield.keys = std::move(collector.keys);
  yield.report = std::move(collector.report);
  return yield;
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// The import, phase by phase. Every function is collective.
class CityImport {
 public:
  CityImport(const Comm& comm, const ImportOptions& options, CitySink& sink)
      : comm_(comm),
        options_(options),
        sink_(sink),
        folder_(folder_of(options.output)),
        sources_(comm, options.inputs),
        crs_(static_cast<std::size_t>(omp_get_max_threads())),
        store_(std::in_place, folder_),
        started_s_(monotonic_s()) {}

  ImportedCity run() {
    choose_frame();
    read_models();
    place_leaves();
    read_terrain();
    place_small_inputs();
    hash_inputs();
    deliver();
    begin_file();
    build_tables();
    build_the_network();
    sink_.typed_columns(result_.city);
    build_the_grid();
    report_all();
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
  GridFrame frame_around_all();
  void read_terrain();
  void place_small_inputs();
  void hash_inputs();
  void deliver();
  void begin_file();
  void build_tables();
  void add_rows(Theme theme, std::size_t run, std::uint32_t& row, PolygonStore::Outgoing& outgoing);
  void build_the_network();
  void note_network();
  void build_the_grid();
  void report_all();
  bool has(InputKind kind) const { return kind_counts_[static_cast<std::size_t>(kind)] > 0; }
  std::string attribution_of(bool citygml, bool streets) const;
  void set_box(CityHeader& header) const;
  void phase(const std::string& name);
  CrsCache& crs_of(int thread);

  const Comm& comm_;
  const ImportOptions& options_;
  CitySink& sink_;
  std::string folder_;  ///< for scratch files
  ImportSources sources_;
  ImportFrame frame_;
  std::vector<std::unique_ptr<CrsCache>> crs_;
  std::optional<RecordStore> store_;
  std::vector<FileYield> yields_;
  SmallInputs small_;
  std::vector<PointMm> street_points_;   ///< where streets alone make the city
  BoxMm box_;                            ///< of this rank's features, in the first frame
  BoxMm city_box_;                       ///< of the city, in its own frame
  std::set<std::string> terrain_files_;  ///< with triangles, though their names do not say so
  std::optional<LeafRuns> leaves_;
  std::optional<TriangleStore> triangles_;
  std::optional<DeliveredRecords> delivered_;
  std::optional<PolygonStore> polygons_;
  std::optional<TerrainSums> terrain_sums_;
  std::optional<CapacityFinder> capacities_;
  std::vector<std::string> hazards_;  ///< names, ascending
  TaggedPolygons streets_;            ///< of this rank, for the network
  std::vector<RoadFact> road_facts_;
  std::uint64_t without_level_{0};
  std::vector<std::string> network_notes_;
  std::vector<std::string> notes_;
  std::map<InputKind, std::int64_t> kinds_;  ///< files that this rank opened
  std::vector<std::int64_t> kind_counts_;    ///< [kinds] files that all ranks opened
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
    std::size_t bucket = 0;
    {
      const std::lock_guard one_at_a_time(shared);
      bucket = store_->new_bucket();
    }
    collector.on_records([&](std::span<const std::byte> records) {
      const std::lock_guard one_at_a_time(shared);
      store_->add(bucket, records);
    });
    read_model(file, bytes, collector);
    collector.hand_over_records();
    const std::lock_guard one_at_a_time(shared);
    ++kinds_[file.kind];
    far_features += collector.far_features;
    near_features += collector.near_features;
    if (collector.triangle_count > 0) terrain_files_.insert(file.name);
    box_.add(collector.box);
    yields_.push_back(yield_of(file, bucket, collector));
    done += static_cast<double>(file.bytes);
    if (thread == 0) progress.update(done);
  };
  const double before_s = processor_s();
  double reading_s = 0;
  comm_.agree([&] {
    sources_.visit(
        comm_, [](InputKind kind, const std::string& name) { return !is_city_model(kind) || !named_terrain(name); },
        read);
    reading_s = processor_s() - before_s;
  });
  log_detail(fmt::format("reading: {:.2f} s of processor time on the busiest of {} ranks, {:.2f} s on all",
                         comm_.max(reading_s), comm_.size(),
                         1e-6 * static_cast<double>(comm_.sum(static_cast<std::int64_t>(1e6 * reading_s)))));
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
      chosen = frame_at(geographic_epsg, small_.places.front().position);
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

// The grid's frame, and everything that was read moved into it.
GridFrame CityImport::frame_around_all() {
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
  store_->shift_by(dx_mm, dy_mm);
  for (PointMm& point : street_points_) {
    point.x_mm += dx_mm;
    point.y_mm += dy_mm;
  }
  return grid;
}

// Shares the leaves out.
void CityImport::place_leaves() {
  const GridFrame grid = frame_around_all();
  LeafSet touched;
  comm_.agree([&] {
    for (const FileYield& yield : yields_) {
      for (std::size_t k = 0; k < store_->pieces(yield); ++k) {
        for_each_record(store_->piece(yield, k), [&](const RecordView& record) {
          const PolygonTable polygons = polygons_of(record);
          for (std::uint32_t p = 0; p < polygons.size(); ++p)
            if (covers_ground(record.header().theme, polygons.kind[p])) touched.insert(grid, polygons, p);
        });
      }
    }
    for (const PointMm& point : street_points_) touched.insert(grid.leaf_at(point.x_mm, point.y_mm));
  });
  std::vector<LeafKey> keys = touched.keys(grid);
  touched = {};
  const LeafCuts cuts = partition_leaves(comm_, keys);
  leaves_.emplace(comm_, grid, cuts, std::move(keys));
  phase("leaves");
}

// Reads the files of terrain, now that every triangle's cells have an owner. All ranks exchange triangles in rounds
// until none has any left; a rank that fails keeps taking part until then.
void CityImport::read_terrain() {
  triangles_.emplace(folder_, *leaves_);
  std::vector<TriangleMm> pending;
  std::uint64_t triangles = 0;
  std::exception_ptr error;
  const auto exchange = [&](bool more) {
    if (!comm_.any(more)) return false;
    try {
      triangles_->spread(comm_, pending);
    } catch (...) {
      error = std::current_exception();
    }
    pending.clear();
    return true;
  };
  try {
    sources_.visit(
        comm_,
        [&](InputKind kind, const std::string& name) {
          return is_city_model(kind) && (named_terrain(name) || terrain_files_.contains(name));
        },
        [&](const OpenedFile& file, ByteSource& bytes, int) {
          const bool is_new = named_terrain(file.name);
          if (is_new) ++kinds_[file.kind];
          const std::size_t bucket = store_->new_bucket();
          FeatureCollector collector(crs_of(0), file.index, file.name);
          collector.on_records([&](std::span<const std::byte> records) {
            if (is_new) store_->add(bucket, records);
          });
          collector.on_triangles([&](std::span<const TriangleMm> found) {
            triangles += found.size();
            pending.insert(pending.end(), found.begin(), found.end());
            if (pending.size() >= triangle_round) exchange(true);
            if (error) std::rethrow_exception(error);
          });
          read_model(file, bytes, collector);
          collector.hand_over_records();
          if (!is_new) return;
          yields_.push_back(yield_of(file, bucket, collector));
          yields_.back().in_first_frame = false;
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
  capacities_.emplace(result_.city.places);
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
      RunInput input = polygons_->of(run);
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
  const std::vector<double> parts_m = component_lengths_m(result_.network);
  const double length_m = std::accumulate(parts_m.begin(), parts_m.end(), 0.0);
  if (parts_m.empty()) return network_notes_.push_back("network: no link");
  network_notes_.push_back(
      fmt::format("network: {:.1f} km in {} links, {:.2f} % of it in the largest of {} connected parts",
                  length_m / 1000, result_.network.links(), 100 * parts_m.front() / length_m, parts_m.size()));
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
    comm_.agree([&] {
      if (!comm_.first()) return;
      result_.network = finish_network(leaves.frame(), street_network(small_.streets, crs_of(0)));
      result_.network.source = "OpenStreetMap";
    });
  } else {
    NetworkInput input;
    input.surfaces = spread_polygons(comm_, leaves.frame(), leaves.cuts(), std::move(streets_), 1);
    input.facts = std::move(road_facts_);
    result_.network = derive_network(comm_, leaves.frame(), leaves.cuts(), input, result_.network_report);
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
    result_.water = water_in_frame(std::move(small_.water), frame_);
    city.people = std::move(small_.people);
    city.code_lists = std::move(small_.code_lists);
  }
  for (const auto& p : nlohmann::json::parse(comm_.broadcast(points.dump())))
    city.places.push_back({p[0], p[1], p[2], p[3], {p[4], p[5], 0}, p[6], ""});
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

// What was read and what was left out.
void CityImport::report_all() {
  result_.report = merge_reports(comm_, yields_);
  const std::int64_t without_level = comm_.sum(static_cast<std::int64_t>(without_level_));
  std::vector<std::string>& notes = result_.report.notes;
  for (std::size_t k = 0; k < kind_counts_.size(); ++k)
    if (const std::int64_t files = kind_counts_[k]; files > 0)
      notes.push_back(fmt::format("{} {}: {}", files, files == 1 ? "file" : "files",
                                  std::string(name_of(static_cast<InputKind>(k))) +
                                      (is_read(static_cast<InputKind>(k)) ? "" : ", passed over")));
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

}  // namespace

ImportedCity import_city(const Comm& comm, const ImportOptions& options, CitySink& sink) {
  return CityImport(comm, options, sink).run();
}

ImportedCity import_city(const Comm& comm, const ImportOptions& options) {
  CityInMemory memory;
  ImportedCity imported = import_city(comm, options, memory);
  memory.give(imported.city, imported.grid);
  for (const WaterTable& table : imported.water) {
    WaterFrames& frames = imported.grid.water.emplace_back(table.frames);
    const std::size_t cells = std::size_t{frames.rows} * frames.columns;
    frames.level_cm.resize(cells * frames.time_s.size());
    for (std::size_t k = 0; k < frames.time_s.size(); ++k)
      table.unpack(k, std::span(frames.level_cm).subspan(k * cells, cells));
  }
  return imported;
}

}  // namespace machi

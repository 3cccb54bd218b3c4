#include "io/import/import_city.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/grid/build_grid.hpp"
#include "engine/grid/leaf_set.hpp"
#include "io/city/citygml_reader.hpp"
#include "io/city/cityjson_reader.hpp"
#include "io/city/code_list.hpp"
#include "io/import/capacity.hpp"
#include "io/import/small_inputs.hpp"
#include "io/import/sources.hpp"
#include "io/import/surfaces.hpp"
#include "io/import/tables.hpp"

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
  } else {
    read_citygml(bytes, file.name, sink);
  }
}

// Stops a reader at the first place that it finds.
class FirstPlace final : public FeatureSink {
 public:
  struct Found {
    int epsg;
    Position position;
  };
  void feature(const Feature& feature) override {
    if (!feature.positions.empty()) throw Found{feature.epsg, feature.positions.front()};
  }
  void triangles(std::span<const Triangle> triangles, int epsg) override {
    if (!triangles.empty()) throw Found{epsg, triangles.front()[0]};
  }
  void repaired(std::string_view, std::string_view) override {}
  void skipped(std::string_view, std::string_view) override {}
};

// Visits files until one names a place.
std::optional<FirstPlace::Found> find_first_place(const ImportSources& sources) {
  const auto look = [](const std::string& name, InputKind kind, ByteSource& bytes) {
    if (kind == InputKind::cityjson) {
      FirstPlace sink;
      read_cityjson(bytes, name, sink);
    } else if (kind == InputKind::citygml) {
      if (const Peek peek = peek_citygml(bytes, name); peek.found) throw FirstPlace::Found{peek.epsg, peek.position};
    }
  };
  try {
    for (const SourceFile& file : sources.files()) {
      if (file.kind == InputKind::archive) {
        visit_files(
            file.path, [](const FileEntry&, std::uint64_t) { return true; },
            [&](const FileEntry& entry, ByteSource& bytes) {
              ReplayedSource replayed(bytes);
              look(entry.name, sniff(entry.name, replayed.head()), replayed);
            });
      } else if (is_city_model(file.kind)) {
        look(file.path, file.kind, *open_file(file.path));
      }
    }
  } catch (const FirstPlace::Found& found) {
    return found;
  }
  return std::nullopt;
}

// The import, phase by phase. Every function is collective.
class CityImport {
 public:
  CityImport(const Comm& comm, const ImportOptions& options)
      : comm_(comm), options_(options), sources_(comm, options.inputs), started_s_(monotonic_s()) {}

  ImportedCity run() {
    choose_frame();
    read_models();
    place_leaves();
    read_terrain();
    build_tables();
    build_the_grid();
    build_the_network();
    place_small_inputs();
    result_.report = merge_reports(comm_, yields_);
    for (std::string& note : small_.notes) result_.report.notes.push_back(std::move(note));
    for (std::string& note : notes_) result_.report.notes.push_back(std::move(note));
    return std::move(result_);
  }

 private:
  void choose_frame();
  nlohmann::json frame_at(int source_epsg, const Position& position) const;
  void adopt_frame(const nlohmann::json& chosen);
  void read_models();
  void refuse_two_cities(std::uint64_t near_features, std::uint64_t far_features);
  void place_leaves();
  void build_tables();
  void read_terrain();
  void build_the_grid();
  void build_the_network();
  void place_small_inputs();
  void phase(const std::string& name);
  CrsCache& crs_of(int thread);

  const Comm& comm_;
  const ImportOptions& options_;
  ImportSources sources_;
  ImportFrame frame_;
  std::vector<std::unique_ptr<CrsCache>> crs_;
  std::vector<FileYield> yields_;
  SmallInputs small_;
  BoxMm box_;
  std::set<std::string> terrain_files_;  ///< with triangles, though their names do not say so
  std::optional<LeafDomain> leaves_;
  std::optional<TerrainBuilder> terrain_;
  std::vector<std::string> notes_;
  FirstRows first_{};
  ImportedCity result_;
  double started_s_;
};

void CityImport::phase(const std::string& name) {
  const double now = monotonic_s();
  result_.phases.push_back({name, comm_.max(now - started_s_)});
  log_detail(fmt::format("{:<28}{:8.2f} s", name, result_.phases.back().wall_s));
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
  const auto metres = LocalCrs(source_epsg, epsg).exact(position);
  if (!metres) return nullptr;
  return {epsg, std::floor(metres->east_m / 1000) * 1000, std::floor(metres->north_m / 1000) * 1000};
}

void CityImport::adopt_frame(const nlohmann::json& chosen) {
  if (chosen.is_null()) return;
  frame_ = {chosen[0], chosen[1], chosen[2], static_cast<int>(options_.source_epsg)};
  crs_.clear();
  crs_.resize(static_cast<std::size_t>(omp_get_max_threads()));
}

void CityImport::read_models() {
  std::uint64_t far_features = 0;
  std::uint64_t near_features = 0;
  Progress progress("reading", static_cast<double>(sources_.bytes_on_disk(comm_)));
  double done = 0;
  const auto read = [&](const OpenedFile& file, ByteSource& bytes, int thread) {
    if (!is_city_model(file.kind) && file.kind != InputKind::shapefile) {
#pragma omp critical(machi_small_inputs)
      read_small_input(file, bytes, small_);
      return;
    }
    FeatureCollector collector(crs_of(thread), file.index, file.name);
    read_model(file, bytes, collector);
#pragma omp critical(machi_import_yields)
    {
      far_features += collector.far_features;
      near_features += collector.near_features;
      if (collector.triangle_count > 0) terrain_files_.insert(file.name);
      box_.add(collector.box);
      yields_.push_back(
          {file.index, std::move(collector.records), std::move(collector.keys), std::move(collector.report)});
      done += static_cast<double>(file.bytes);
      if (thread == 0) progress.update(done);
    }
  };
  comm_.agree([&] {
    sources_.visit(
        comm_, [](InputKind kind, const std::string& name) { return !is_city_model(kind) || !named_terrain(name); },
        read);
  });
  std::sort(yields_.begin(), yields_.end(), [](const FileYield& a, const FileYield& b) { return a.file < b.file; });
  refuse_two_cities(near_features, far_features);
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

// Chooses the grid's frame, moves everything into it and shares the leaves out.
void CityImport::place_leaves() {
  std::array<std::int64_t, 2> low{box_.x_min, box_.y_min};
  std::array<std::int64_t, 2> high{box_.x_max, box_.y_max};
  comm_.min(low);
  comm_.max(high);
  GridFrame grid;
  grid.cell_mm = static_cast<std::int32_t>(std::lround(options_.cell_m * 1000));
  std::array<std::int64_t, 2> shift{0, 0};
  if (low[0] <= high[0]) {
    const std::int64_t leaf = grid.leaf_mm();
    std::int64_t side = 0;
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const std::int64_t begin = low[axis] - ((low[axis] % leaf) + leaf) % leaf - margin_leaves * leaf;
      shift[axis] = -begin;
      side = std::max(side, (high[axis] - begin) / leaf + 1 + margin_leaves);
    }
    while ((std::int64_t{1} << grid.order) < side) ++grid.order;
  }
  const auto dx_mm = static_cast<std::int32_t>(shift[0]);
  const auto dy_mm = static_cast<std::int32_t>(shift[1]);
  frame_.origin_east_m -= dx_mm * 1e-3;
  frame_.origin_north_m -= dy_mm * 1e-3;
  for (auto& cache : crs_) cache.reset();
  LeafSet touched;
  for (FileYield& yield : yields_) {
    yield.records.shift(dx_mm, dy_mm);
    for_each_record(yield.records.bytes(), [&](const RecordView& record) {
      const PolygonTable polygons = polygons_of(record);
      for (std::uint32_t p = 0; p < polygons.size(); ++p)
        if (covers_ground(record.header().theme, polygons.kind[p])) touched.insert(grid, polygons, p);
    });
  }
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
          FeatureCollector collector(crs_of(0), file.index, file.name);
          collector.on_triangles([&](std::span<const TriangleMm> found) {
            triangles += found.size();
            pending.insert(pending.end(), found.begin(), found.end());
            if (pending.size() >= triangle_round) exchange(true);
          });
          read_model(file, bytes, collector);
          if (named_terrain(file.name))
            yields_.push_back(
                {file.index, std::move(collector.records), std::move(collector.keys), std::move(collector.report)});
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

void CityImport::build_the_network() {
  if (options_.network == "none") return;
  const LeafDomain& leaves = *leaves_;
  {
    NetworkInput input;
    input.surfaces = spread_polygons(comm_, leaves.frame(), leaves.cuts(), road_polygons(result_.city, first_), 1);
    input.facts = road_facts(result_.city, first_);
    result_.network = derive_network(comm_, leaves, input, result_.grid, result_.network_report);
  }
  phase("network");
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
      const LeafXY leaf = leaves_->frame().leaf_at(point[0].x_mm, point[0].y_mm);
      if (!leaves_->frame().inside(leaf)) continue;
      raw.place.point = {point[0].x_mm, point[0].y_mm, 0};
      const Place& place = raw.place;
      points.push_back({place.id, place.name, place.kind, place.hazards, point[0].x_mm, point[0].y_mm, place.capacity});
    }
    if (points.size() < small_.places.size())
      notes_.push_back(fmt::format("{} of {} places lie outside the city and are left out",
                                   small_.places.size() - points.size(), small_.places.size()));
    city.people = std::move(small_.people);
    city.code_lists = std::move(small_.code_lists);
  }
  for (const auto& p : nlohmann::json::parse(comm_.broadcast(points.dump())))
    city.places.push_back({p[0], p[1], p[2], p[3], {p[4], p[5], 0}, p[6], ""});
  fill_capacities(comm_, city, first_, options_.shelter_m2_per_person);
  phase("places and people");
}

}  // namespace

void ImportOptions::declare(OptionTable& table) {
  table.positionals("inputs", inputs,
                    "Folders, archives (.zip, .tar.xz) or files: CityGML, CityJSON, code lists, GeoJSON, CSV, "
                    "OpenStreetMap, shapefiles, water frames.");
  table.text("output", output, "City file to write.").short_name('o').placeholder("FILE");
  table.number("cell", cell_m, "m", 0.25, 100, "Side of a grid cell.");
  table.integer(
      "epsg", epsg, "", 0, 999999,
      "Metric CRS of the city by its EPSG code; 0 chooses by place (Japan: plane rectangular zone, elsewhere UTM).");
  table.integer("source_epsg", source_epsg, "", 0, 999999, "CRS of files that name none; 0 refuses such files.");
  table.choice("network", network, {"auto", "roads", "osm", "none"},
               "What the network is made from: road surfaces, OpenStreetMap, or auto: OpenStreetMap where it is among "
               "the inputs.");
  table.number("shelter_m2_per_person", shelter_m2_per_person, "m2", 0.1, 100,
               "Floor area per person where a shelter's capacity is not given.");
  table.text("attribution", attribution, "Source of the data, kept in the file and shown wherever it is shown.");
  table.flag("force", force, "Replace an existing output.");
}

ImportedCity import_city(const Comm& comm, const ImportOptions& options) {
  return CityImport(comm, options).run();
}

}  // namespace machi

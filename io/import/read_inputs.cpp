// The first phases of an import: where the city lies, what the files hold, which leaves that needs, the terrain.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <mutex>

#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "io/city/citygml_reader.hpp"
#include "io/city/cityjson_reader.hpp"
#include "io/import/city_import.hpp"
#include "io/network/shapefile.hpp"

namespace machi {
namespace {

// Leaves around the city's box that the frame holds beyond it.
constexpr int margin_leaves = 4;
// Triangles that a rank holds before all ranks exchange theirs: 7 MB.
constexpr std::size_t triangle_round = 200'000;

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

}  // namespace

void CityImport::phase(const std::string& name) {
#ifdef __GLIBC__
  malloc_trim(0);  // many small blocks come and go; what is free goes back, so that the peak is what is in use
#endif
  const double now = monotonic_s();
  result_.phases.push_back({name, comm_.max(now - started_s_)});
  log_detail(fmt::format("{:<28}{:8.2f} s · peak memory {:.0f} MB on the first rank, {:.0f} MB on the busiest", name,
                         result_.phases.back().wall_s, peak_memory_MB(), comm_.max(peak_memory_MB())));
  started_s_ = now;
}

CrsCache& CityImport::crs_of(int thread) {
  auto& cache = crs_[static_cast<std::size_t>(thread)];
  if (!cache) cache = std::make_unique<CrsCache>(frame_);
  return *cache;
}

void CityImport::choose_frame() {
  Json chosen;
  comm_.agree([&] {
    if (!comm_.first()) return;
    if (const auto found = find_first_place(sources_))
      chosen = frame_at(found->epsg != 0 ? found->epsg : static_cast<int>(options_.source_epsg), found->position);
  });
  adopt_frame(parse_json(comm_.broadcast(json_text(chosen))));
}

// [epsg, east, north] of a frame near a place; null where the place is none.
Json CityImport::frame_at(int source_epsg, const Position& position) const {
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

void CityImport::adopt_frame(const Json& chosen) {
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
      read_small_input(file, bytes, folder_, small_by_file[file.index]);
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
  Json chosen;
  comm_.agree([&] {
    if (!comm_.first()) return;
    if (!small_.streets.empty() && small_.streets.front().nodes() > 0) {
      chosen = frame_at(4326, small_.streets.front().node.front());
    } else if (!small_.places.empty()) {
      chosen = frame_at(geographic_epsg, small_.places.front().position);
    }
    if (chosen.is_null()) throw nowhere();
  });
  adopt_frame(parse_json(comm_.broadcast(json_text(chosen))));
  comm_.agree([&] {
    if (!comm_.first()) return;
    street_points_ = street_network(small_.streets, crs_of(0)).shape;
    box_.add(box_of(street_points_));
  });
}

InputError CityImport::nowhere() const {
  const bool alone = sources_.files().size() == 1;
  const InputKind given = sources_.files().front().kind;
  const bool packed = alone && given == InputKind::archive && kinds_.size() == 1;
  const std::string otherwise = used_by_runs(packed ? kinds_.begin()->first : given);
  if (alone && !otherwise.empty()) return {sources_.names().front(), "is no city model: " + otherwise};
  return {sources_.names().front(),
          alone ? "holds nothing that lies anywhere. Name a city model or streets"
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

}  // namespace machi

#include "io/export/exported_run.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <proj.h>

#include <chrono>
#include <cmath>
#include <cstdio>

#include "engine/core/error.hpp"
#include "io/city/city_file.hpp"
#include "io/report/city_of_run.hpp"

namespace machi {
namespace {

double midnight_utc(const ExportCalendar& calendar) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  char rest = 0;
  const bool read = std::sscanf(calendar.date.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &rest) == 3;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!read || !date.ok())
    throw UsageError(fmt::format("--date {}: is no date. Write it as 2026-03-11", calendar.date));
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return 86400.0 * static_cast<double>(days) - 3600 * calendar.utc_offset_h;
}

template <class Value, class Read>
Value attribute_or(const H5Input& file, const char* name, Value otherwise, Read read) {
  return file.has_attribute("/", name) ? read(file, name) : otherwise;
}

double number_or(const H5Input& file, const char* name, double otherwise) {
  return attribute_or(file, name, otherwise,
                      [](const H5Input& f, const char* n) { return f.number_attribute("/", n); });
}

std::string text_or_empty(const H5Input& file, const char* name) {
  return attribute_or(file, name, std::string(),
                      [](const H5Input& f, const char* n) { return f.text_attribute("/", n); });
}

}  // namespace

/// From one CRS to longitude and latitude.
struct ExportedRun::Transformation {
  PJ_CONTEXT* context{proj_context_create()};
  PJ* crs{nullptr};
  PJ* to_lon_lat{nullptr};

  explicit Transformation(const std::string& name) {
    proj_log_level(context, PJ_LOG_NONE);
    crs = proj_create(context, name.c_str());
    PJ* raw = proj_create_crs_to_crs(context, name.c_str(), "EPSG:4326", nullptr);
    if (raw != nullptr) to_lon_lat = proj_normalize_for_visualization(context, raw);
    proj_destroy(raw);
  }
  ~Transformation() {
    proj_destroy(to_lon_lat);
    proj_destroy(crs);
    proj_context_destroy(context);
  }
  Transformation(const Transformation&) = delete;
  Transformation& operator=(const Transformation&) = delete;
};

ExportedRun::ExportedRun(RunFiles files, H5Input result, const ExportCalendar& calendar)
    : files_(std::move(files)),
      result_(std::move(result)),
      name_(text_or_empty(result_, "name")),
      title_(text_or_empty(result_, "title")),
      attribution_(text_or_empty(result_, "attribution")),
      start_s_(number_or(result_, "start_s", 0)),
      end_s_(number_or(result_, "end_s", 0)),
      utc_midnight_s_(midnight_utc(calendar)) {
  if (const std::optional<std::string> city = city_of_run(files_, {}, "export")) city_.emplace(open_city(*city));
  read_frame();
}

ExportedRun::~ExportedRun() = default;

ExportedParts export_parts(const RunFiles& files, const ExportCalendar& calendar) {
  ExportedParts parts;
  for (ResultPart& part : open_parts(files.result))
    parts.push_back(std::make_unique<ExportedRun>(files, std::move(part.file), calendar));
  return parts;
}

const ExportedRun* part_with(const ExportedParts& parts, const std::string& dataset) {
  for (const auto& part : parts)
    if (part->has(dataset)) return part.get();
  return nullptr;
}

// Results of traffic on a network of its own name its CRS, others have the frame of their city.
void ExportedRun::read_frame() {
  std::string crs = text_or_empty(result_, "crs");
  east_m_ = -number_or(result_, "crs_offset_x_m", 0);
  north_m_ = -number_or(result_, "crs_offset_y_m", 0);
  if (crs.empty() && city_) {
    const CityFrame frame = read_small_tables(*city_).frame;
    crs = fmt::format("EPSG:{}", frame.epsg);
    east_m_ = frame.origin_east_m;
    north_m_ = frame.origin_north_m;
    if (attribution_.empty()) attribution_ = read_header(*city_).attribution;
  } else if (crs.empty() && result_.has_attribute("/", "epsg") && result_.integer_attribute("/", "epsg") > 0) {
    crs = fmt::format("EPSG:{}", result_.integer_attribute("/", "epsg"));
    east_m_ = result_.number_attribute("/", "origin_east_m");
    north_m_ = result_.number_attribute("/", "origin_north_m");
  }
  if (crs.empty()) return;
  auto transformation = std::make_unique<Transformation>(crs);
  if (transformation->to_lon_lat == nullptr) return;
  transformation_ = std::move(transformation);
  const PJ* object = transformation_->crs;
  const char* code = proj_get_id_code(object, 0);
  const char* wkt = proj_as_wkt(transformation_->context, object, PJ_WKT1_GDAL, nullptr);
  if (code != nullptr && wkt != nullptr) srs_ = {std::stoll(code), proj_get_name(object), wkt};
}

LonLatDeg ExportedRun::lon_lat(MapPoint at) const {
  if (!on_earth())
    throw InputError(files_.folder,
                     "lies nowhere on Earth (its area or network names no coordinate reference system). Export it as "
                     "gpkg or csv");
  const PJ_COORD to = proj_trans(transformation_->to_lon_lat, PJ_FWD, proj_coord(at.x_m, at.y_m, 0, 0));
  return {to.xy.x, to.xy.y};
}

std::string ExportedRun::utc(double second) const {
  const auto whole = static_cast<std::time_t>(std::llround(utc_midnight_s_ + start_s_ + second));
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", fmt::gmtime(whole));
}

std::string ExportedRun::clock(double second) const {
  const auto s = static_cast<std::int64_t>(std::llround(start_s_ + second));
  return fmt::format("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

}  // namespace machi

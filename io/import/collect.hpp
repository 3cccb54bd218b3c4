/// \file  Turns the features of one file into records in the city's own metres, mending and counting as it goes.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/feature.hpp"
#include "engine/model/import_report.hpp"
#include "io/city/crs.hpp"
#include "io/import/record.hpp"

namespace machi {

/// The metric system that an import works in; chosen once, before the first file is read.
struct ImportFrame {
  int epsg{0};
  double origin_east_m{0};
  double origin_north_m{0};
  int assumed_epsg{0};  ///< of files that name no CRS; 0 refuses them
};

/// Conversions from every CRS that the files name into the city's; one per thread.
class CrsCache {
 public:
  explicit CrsCache(const ImportFrame& frame) : frame_(frame) {}
  /// Throws InputError where PROJ does not know `epsg`.
  LocalCrs& from(int epsg, const std::string& file);
  const ImportFrame& frame() const { return frame_; }

 private:
  ImportFrame frame_;
  std::map<int, LocalCrs> systems_;
};

/// Attribute keys of one theme in the order in which a file brings them.
struct KeyTable {
  struct Key {
    std::string path;
    std::string code_space;  ///< file name of the code list
    std::string unit;
    std::uint64_t last_feature{0};
    AttributeFill fill;
  };
  std::vector<Key> keys;
  std::map<std::string, std::uint32_t, std::less<>> index;
  std::uint32_t find_or_add(const Attribute& attribute);
};

/// Why a feature of another place was left out.
inline constexpr std::string_view too_far = "more than 150 km from the rest";

/// Features that lie further than this from the city's origin belong to another place.
inline constexpr std::int32_t city_reach_mm = 150'000'000;

class FeatureCollector final : public FeatureSink {
 public:
  FeatureCollector(CrsCache& crs, std::uint32_t file, std::string name);

  void feature(const Feature& feature) override;
  void triangles(std::span<const Triangle> triangles, int epsg) override;
  void repaired(std::string_view what, std::string_view id) override;
  void skipped(std::string_view reason, std::string_view id) override;

  /// Called with triangles in the city's frame; without it they are counted only.
  using TakeTriangles = std::function<void(std::span<const std::array<PointMm, 3>>)>;
  void on_triangles(TakeTriangles take) { take_triangles_ = std::move(take); }

  /// Called with the records so far, some at a time and what is left by hand_over_records().
  using TakeRecords = std::function<void(std::span<const std::byte>)>;
  void on_records(TakeRecords take) { take_records_ = std::move(take); }
  void hand_over_records();

  std::array<KeyTable, theme_count> keys;
  ImportReport report;
  BoxMm box;                      ///< of everything kept
  std::uint64_t far_features{0};  ///< beyond city_reach_mm
  std::uint64_t near_features{0};
  std::uint64_t triangle_count{0};

 private:
  bool to_points(const Feature& feature);
  void gather_polygons(const Feature& feature);
  void reduce_building(RecordHeader& header, std::string_view id);
  void collect_attributes(const Feature& feature);
  void count_repair(Theme theme, std::string_view kind, std::string_view id);
  int epsg_or_assumed(int epsg);

  CrsCache& crs_;
  std::uint32_t file_;
  std::string name_;
  Theme last_theme_{Theme::bldg};
  std::uint64_t feature_number_{0};
  TakeTriangles take_triangles_;
  TakeRecords take_records_;
  RecordBuffer records_;
  std::vector<PointMm> points_;
  std::vector<std::array<PointMm, 3>> triangles_;
  PolygonTable polygons_;
  std::vector<RecordAttribute> attributes_;
  std::string values_;
};

/// Adds one to a tally and keeps the first three ids.
void count(std::map<std::string, Tally, std::less<>>& tallies, std::string_view kind, std::string_view id);

}  // namespace machi

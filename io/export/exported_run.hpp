/// \file  The results of a finished run as other programs want them: on the map of the earth and on the clock of the
/// world.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/export/geopackage.hpp"
#include "io/hdf5/input.hpp"
#include "io/run/read_result.hpp"

namespace machi {

struct LonLatDeg {
  double lon{0};
  double lat{0};
};

/// When a run's day was; scenarios know the time of day alone.
struct ExportCalendar {
  std::string date{"2000-01-01"};  ///< of second 0, where the city is
  double utc_offset_h{9};          ///< its clock less UTC
};

/// What one process of a run left behind.
class ExportedRun {
 public:
  /// Takes a result and opens, where it still stands unchanged, the city. Throws UsageError (the date), InputError.
  ExportedRun(RunFiles files, H5Input result, const ExportCalendar& calendar);
  ~ExportedRun();
  ExportedRun(const ExportedRun&) = delete;
  ExportedRun& operator=(const ExportedRun&) = delete;

  const RunFiles& files() const { return files_; }
  const H5Input& result() const { return result_; }
  const H5Input* city() const { return city_ ? &*city_ : nullptr; }
  bool has(const std::string& dataset) const { return result_.has(dataset); }

  const std::string& name() const { return name_; }
  const std::string& title() const { return title_; }
  const std::string& attribution() const { return attribution_; }
  double end_s() const { return end_s_; }

  /// From metres in the run's own frame to those of srs().
  MapPoint place(double x_m, double y_m) const { return {x_m + east_m_, y_m + north_m_}; }
  const GeoPackageSrs& srs() const { return srs_; }
  bool on_earth() const { return transformation_ != nullptr; }
  /// Of a place() on WGS 84. Throws InputError where the run lies nowhere on Earth.
  LonLatDeg lon_lat(MapPoint at) const;

  /// "2000-01-01T05:46:00Z" and "14:46:00" for a second of the run; the clock runs past 24:00:00 on the next day.
  std::string utc(double second) const;
  std::string clock(double second) const;

 private:
  struct Transformation;
  void read_frame();

  RunFiles files_;
  H5Input result_;
  std::optional<H5Input> city_;
  std::string name_;
  std::string title_;
  std::string attribution_;
  double start_s_{0};
  double end_s_{0};
  double utc_midnight_s_{0};  ///< of the date, since 1970
  double east_m_{0};
  double north_m_{0};
  GeoPackageSrs srs_;
  std::unique_ptr<Transformation> transformation_;
};

/// All processes of a run, in the order of ResultPart::Process.
using ExportedParts = std::vector<std::unique_ptr<ExportedRun>>;
ExportedParts export_parts(const RunFiles& files, const ExportCalendar& calendar);
/// The first of them that has a dataset; null where none has.
const ExportedRun* part_with(const ExportedParts& parts, const std::string& dataset);

}  // namespace machi

/// \file  A GTFS feed in memory: one service day of a timetable as it was published (docs/formats/gtfs.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/transit/gtfs_folder.hpp"

namespace machi {

inline constexpr std::uint32_t no_row = 0xffffffffU;

struct GtfsStop {
  std::string id;
  std::string name;
  double lat_deg{0};
  double lon_deg{0};
  std::uint8_t location_type{0};  ///< 0 where vehicles stop, 1 station, 2 entrance, 3 node, 4 boarding area
  std::uint32_t parent{no_row};   ///< station
  std::uint32_t line{0};          ///< of the file, for messages
};

struct GtfsRoute {
  std::string id;
  std::string short_name;
  std::string long_name;
  std::uint32_t type{3};  ///< 0 tram, 1 metro, 2 rail, 3 bus, 4 ferry, …; or extended, from 100 on
  std::uint32_t agency{no_row};
};

struct GtfsTrip {
  std::string id;
  std::string headsign;
  std::uint32_t route{0};
  std::uint32_t service{0};
  std::uint32_t line{0};
};

/// A trip at a stop.
struct GtfsStopTime {
  static constexpr std::int32_t no_time = -1;
  std::uint32_t trip{0};
  std::uint32_t sequence{0};
  std::uint32_t stop{0};
  std::int32_t arrival_s{no_time};  ///< after the service day's midnight
  std::int32_t departure_s{no_time};
  float shape_m{-1};    ///< shape_dist_traveled, in whatever unit; below 0: not given
  bool pick_up{true};   ///< people may board
  bool drop_off{true};  ///< people may alight
  std::uint32_t line{0};
};

struct GtfsFrequency {
  std::uint32_t trip{0};
  std::int32_t start_s{0};
  std::int32_t end_s{0};
  std::int32_t headway_s{0};
  std::uint32_t line{0};
};

struct GtfsTransfer {
  std::uint32_t from{0};  ///< stop or station
  std::uint32_t to{0};
  std::uint8_t type{0};        ///< 0 recommended, 1 timed, 2 takes at least minimal_s, 3 not possible
  std::int32_t minimal_s{-1};  ///< below 0: not given
};

/// Days on which trips of a service run.
struct GtfsService {
  std::string id;
  std::uint8_t weekdays{0};  ///< bit 0 Monday … 6 Sunday
  std::int32_t first{0};     ///< days since 1970-01-01
  std::int32_t last{-1};
  std::vector<std::int32_t> added;
  std::vector<std::int32_t> removed;
  bool runs_on(std::int32_t day) const;
};

/// What was read and left out, for people.
struct GtfsCounts {
  std::uint64_t trips{0};                ///< of all days
  std::uint64_t stop_times{0};           ///< of all days
  std::uint64_t without_service{0};      ///< trips whose service runs on no day
  std::uint64_t readings{0};             ///< translations into ja-Hrkt
  std::uint64_t translations{0};         ///< into other languages
  std::vector<std::string> passed_over;  ///< files of the feed that are not used
};

struct GtfsFeed {
  std::string path;
  std::vector<std::string> agencies;  ///< names
  std::string time_zone;
  std::string publisher;
  std::string version;
  bool japanese{false};  ///< has tables of GTFS-JP
  std::vector<GtfsStop> stops;
  std::vector<GtfsRoute> routes;
  std::vector<GtfsService> services;
  std::vector<GtfsTransfer> transfers;
  std::int32_t first_day{0};  ///< on which anything runs
  std::int32_t last_day{0};
  std::int32_t day{0};                     ///< that was read
  bool day_chosen{false};                  ///< by whoever reads; else the first on which most trips run
  std::vector<GtfsTrip> trips;             ///< of the day
  std::vector<GtfsStopTime> stop_times;    ///< of the day, by trip and sequence, all with times
  std::vector<GtfsFrequency> frequencies;  ///< of the day
  std::uint64_t interpolated{0};           ///< stop times that had none
  GtfsCounts counts;
};

/// Whether a folder or archive is a GTFS feed: it holds stops.txt, routes.txt, trips.txt and stop_times.txt in one
/// folder. False where it cannot be read. Local.
bool is_gtfs(const std::string& path);

/// Reads one service day of a feed, a folder or an archive (.zip), streaming: `date` as YYYYMMDD or YYYY-MM-DD, or
/// empty for the first day on which most trips run. Times that are missing between two stops are interpolated by the
/// distance along the shape, else along the stops.
///
/// Throws InputError with file and line: columns that are missing, values that cannot be read, ids that are unknown or
/// stand twice, times that go backwards or are missing at the ends of a trip, trips with fewer than two stops, no
/// service on the date; UsageError for a date that is none. Local.
GtfsFeed read_gtfs(const std::string& path, const std::string& date);
GtfsFeed read_gtfs(GtfsFolder folder, const std::string& date);

}  // namespace machi

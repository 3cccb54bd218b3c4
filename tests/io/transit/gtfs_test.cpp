// Feeds of GTFS and GTFS-JP: what they become, from zip and folder alike, and the sentences for those that are wrong.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "engine/transit/transfers.hpp"
#include "io/archive/zip_writer.hpp"
#include "io/transit/gtfs_info.hpp"
#include "io/transit/gtfs_table.hpp"
#include "io/transit/gtfs_timetable.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;
using Tables = std::map<std::string, std::string>;

/// Two lines about a station with two poles; weekdays, and a Saturday with a trip more.
Tables feed() {
  return {
      {"agency.txt",
       "\xEF\xBB\xBF"
       "agency_id,agency_name,agency_url,agency_timezone\nA,海町バス,https://example.com,Asia/Tokyo\n"},
      {"agency_jp.txt", "agency_id,agency_official_name\nA,海町バス\n"},
      {"stops.txt",
       "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\r\n"
       "S,駅前,34.7000,140.0000,1,\r\nS1,駅前,34.7000,140.0000,0,S\r\nS2,駅前,34.7003,140.0000,,S\r\n"
       "H,\"港, 北\",34.7100,140.0000,0,\r\nM,山手,34.7200,140.0000,0,\r\nX,廃止,34.7,140.1,0,\r\n"},
      {"routes.txt", "route_id,agency_id,route_short_name,route_long_name,route_type\nR1,A,1,浜線,3\nR2,A,,山線,0\n"},
      {"trips.txt",
       "route_id,service_id,trip_id,trip_headsign\nR1,wd,a1,港\nR1,wd,a2,港\nR1,wd,express,港\nR2,wd,b1,\nR1,sat,s1,"
       "\nR1,never,n1,\n"},
      {"stop_times.txt",
       "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
       "a2,8:00:00,8:00:00,S1,1,0,1\na2,,,H,5,,\na2,8:20:00,8:20:00,M,9,1,0\n"
       "a1,07:00:00,07:00:00,S1,1,0,1\na1,07:10:00,07:11:00,H,2,0,0\na1,07:20:00,07:20:00,M,3,1,0\n"
       "express,07:05:00,07:05:00,S1,1,0,1\nexpress,07:09:00,07:09:00,H,2,0,0\nexpress,07:15:00,07:15:00,M,3,1,0\n"
       "b1,24:50:00,24:50:00,S2,1,,\nb1,25:10:00,25:10:00,M,2,,\n"
       "s1,9:00:00,9:00:00,S1,1,,\ns1,9:30:00,9:30:00,M,2,,\n"},
      {"calendar.txt",
       "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
       "wd,1,1,1,1,1,0,0,20260401,20260430\nsat,0,0,0,0,0,1,0,20260401,20260430\nnever,0,0,0,0,0,0,0,20260401,"
       "20260430\n"},
      {"calendar_dates.txt", "service_id,date,exception_type\nwd,20260401,2\nwd,20260404,1\nwd,20260429,2\n"},
      {"transfers.txt", "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nS,S,2,90\nH,M,3,\n"},
      {"translations.txt",
       "table_name,field_name,language,translation,record_id\nstops,stop_name,ja-Hrkt,えきまえ,S\nstops,stop_name,en,"
       "Station,S\n"},
      {"shapes.txt", "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"}};
}

class Gtfs : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              (std::string("gtfs_") + testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string zip(const Tables& tables, const std::string& below = "") const {
    std::vector<ZipFile> files;
    for (const auto& [name, bytes] : tables) files.push_back({below + name, bytes});
    const std::string path = (folder_ / "feed.zip").string();
    std::ofstream(path, std::ios::binary) << zip_archive(files);
    return path;
  }
  std::string with(const std::string& table, const std::string& from, const std::string& to) const {
    Tables tables = feed();
    std::string& text = tables[table];
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    return zip(tables);
  }
  std::string wrong(const std::string& table, const std::string& from, const std::string& to) const {
    const std::string path = with(table, from, to);
    const std::string sentence = sentence_of([&] { read_gtfs(path, ""); });
    EXPECT_TRUE(sentence.starts_with(path)) << sentence;
    return sentence.substr(std::min(path.size() + 1, sentence.size()));
  }
  static std::uint32_t row(const std::vector<std::string>& ids, const std::string& id) {
    return static_cast<std::uint32_t>(std::find(ids.begin(), ids.end(), id) - ids.begin());
  }

  fs::path folder_;
};

TEST_F(Gtfs, TakesTheFirstOfTheBusiestDays) {
  const GtfsFeed read = read_gtfs(zip(feed()), "");
  // The Saturday on which weekday trips run as well.
  EXPECT_EQ(text_of_date(read.day), "2026-04-04");
  EXPECT_FALSE(read.day_chosen);
  EXPECT_EQ(text_of_date(read.first_day), "2026-04-02");
  EXPECT_EQ(text_of_date(read.last_day), "2026-04-30");
  EXPECT_EQ(read.trips.size(), 5U);
  EXPECT_EQ(read.counts.trips, 6U);
  EXPECT_EQ(read.counts.without_service, 1U);
  EXPECT_EQ(read.counts.readings, 1U);
  EXPECT_EQ(read.counts.translations, 1U);
  EXPECT_EQ(read.counts.passed_over, (std::vector<std::string>{"agency_jp.txt", "shapes.txt"}));
  EXPECT_TRUE(read.japanese);
  EXPECT_EQ(read.agencies, std::vector<std::string>{"海町バス"});
  EXPECT_EQ(read.stops[3].name, "港, 北");
}

TEST_F(Gtfs, DaysAreThoseOfTheCalendarAndItsExceptions) {
  const std::string path = zip(feed());
  EXPECT_EQ(read_gtfs(path, "20260402").trips.size(), 4U);
  EXPECT_EQ(read_gtfs(path, "2026-04-11").trips.size(), 1U);
  EXPECT_EQ(
      sentence_of([&] { read_gtfs(path, "2026-04-29"); }),
      path + ": nothing runs on 2026-04-29. Take a day from 2026-04-02 to 2026-04-30; most trips run on 2026-04-04");
  EXPECT_THROW(read_gtfs(path, "2026-02-30"), UsageError);
}

TEST_F(Gtfs, BecomesATimetableWhoseTripsDoNotOvertake) {
  const GtfsFeed read = read_gtfs(zip(feed()), "2026-04-02");
  EXPECT_EQ(read.interpolated, 1U);
  const Timetable made = gtfs_timetable(read, frame_of(read), 60);
  EXPECT_EQ(made.stops(), 4U) << "a station is no stop, and nothing stops at X";
  EXPECT_EQ(made.line_name, (std::vector<std::string>{"1 浜線", "山線"}));
  ASSERT_EQ(made.routes(), 3U) << "the express overtakes";
  EXPECT_EQ(made.route_id, (std::vector<std::string>{"R1:1", "R1:2", "R2:1"}));
  EXPECT_EQ(made.route_mode, (std::vector<std::string>{"bus", "bus", "tram"}));
  EXPECT_EQ(made.trip_id, (std::vector<std::string>{"a1", "a2", "express", "b1"}));
  // Half way between stops that are as far apart: 10 minutes after the first.
  EXPECT_NEAR(made.arrival_s[made.time(0, 1, 1)], 8 * 3600 + 600, 20);
  EXPECT_EQ(made.departure_s[made.time(0, 0, 1)], 7 * 3600 + 660);
  EXPECT_EQ(made.arrival_s[made.time(2, 3, 1)], 25 * 3600 + 600);
  EXPECT_EQ(made.call_drop_off, (std::vector<std::uint8_t>{0, 1, 1, 0, 1, 1, 1, 1}));
  EXPECT_EQ(made.call_pick_up, (std::vector<std::uint8_t>{1, 1, 0, 1, 1, 0, 1, 1}));
  // 0.0003 degrees of latitude are 33 m.
  EXPECT_NEAR(1e-3 * static_cast<double>(made.stop_y_mm[1] - made.stop_y_mm[0]), 33.3, 0.1);
  EXPECT_EQ(made.stop_min_transfer_s, (std::vector<std::uint32_t>{90, 90, 60, 60}));
  EXPECT_EQ(made.transfer_to, (std::vector<std::uint32_t>{1, 0, 3})) << "between poles of the station; and one not";
  EXPECT_EQ(made.transfer_s, (std::vector<std::uint32_t>{90, 90, no_transfer}));
}

TEST_F(Gtfs, TripsByFrequencyAreWrittenOut) {
  Tables tables = feed();
  tables["frequencies.txt"] =
      "trip_id,start_time,end_time,headway_secs\na1,06:00:00,06:30:00,600\na1,22:00:00,22:01:00,60\n";
  const GtfsFeed read = read_gtfs(zip(tables), "2026-04-02");
  const Timetable made = gtfs_timetable(read, frame_of(read), 0);
  EXPECT_EQ(made.trips(), 7U);
  const std::uint32_t third = row(made.trip_id, "a1@06:20");
  ASSERT_LT(third, made.trips());
  EXPECT_EQ(made.arrival_s[made.time(0, third, 2)], 6 * 3600 + 2400);
  EXPECT_EQ(row(made.trip_id, "a1"), made.trips());
}

TEST_F(Gtfs, FolderAndZipAndZipWithAFolderAreTheSame) {
  for (const auto& [name, bytes] : feed()) std::ofstream(folder_ / name, std::ios::binary) << bytes;
  GtfsFeed read = read_gtfs(folder_.string(), "");
  read.path = "x";
  const std::string wanted = gtfs_json(read, gtfs_timetable(read, frame_of(read), 0));
  for (const auto& entry : fs::directory_iterator(folder_)) fs::remove(entry.path());
  for (const std::string below : {"", "feed/"}) {
    const std::string path = zip(feed(), below);
    EXPECT_TRUE(is_gtfs(path));
    GtfsFeed zipped = read_gtfs(path, "");
    zipped.path = "x";
    EXPECT_EQ(gtfs_json(zipped, gtfs_timetable(zipped, frame_of(zipped), 0)), wanted);
  }
  Tables less = feed();
  less.erase("trips.txt");
  const std::string path = zip(less);
  EXPECT_FALSE(is_gtfs(path));
  EXPECT_EQ(sentence_of([&] { read_gtfs(path, ""); }),
            path + ": is no GTFS feed: it has no trips.txt. Give a feed's zip or folder");
}

TEST_F(Gtfs, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(wrong("stop_times.txt", "s1,9:00:00,9:00:00,S1", "s1,9:00:00,9:00:00,Q"),
            "stop_times.txt:13: the stop 'Q' is not in stops.txt. Correct it, or leave the row out");
  EXPECT_EQ(wrong("stop_times.txt", "b1,24:50", "zz,24:50"),
            "stop_times.txt:11: the trip 'zz' is not in trips.txt. Correct it, or leave the row out");
  EXPECT_EQ(wrong("stop_times.txt", "a1,07:20:00,07:20:00", "a1,07:10:30,07:20:00"),
            "stop_times.txt:7: the time of the trip 'a1' goes backwards. Correct it");
  EXPECT_EQ(wrong("stop_times.txt", "a1,07:10:00,07:11:00", "a1,07:12:00,07:11:00"),
            "stop_times.txt:6: the trip 'a1' departs before it arrives. Correct the times");
  EXPECT_EQ(wrong("stop_times.txt", "a1,07:10:00", "a1,7h"),
            "stop_times.txt:6: 'arrival_time' = '7h' is no time. Write HH:MM:SS");
  EXPECT_EQ(wrong("stop_times.txt", "a1,07:20:00,07:20:00", "a1,,"),
            "stop_times.txt:7: the trip 'a1' has no time at its first or last stop. Give one");
  EXPECT_EQ(wrong("stop_times.txt", "H,2,0,0\na1", "H,1,0,0\na1"),
            "stop_times.txt:6: the trip 'a1' has the stop_sequence 1 twice. Correct it");
  EXPECT_EQ(wrong("stop_times.txt", "S2,1", "S,1"),
            "stop_times.txt:11: 'S' is a station, entrance or node where no vehicle stops. Name a platform");
  EXPECT_EQ(wrong("stop_times.txt", "stop_sequence", "sequence"),
            "stop_times.txt:1: has no column 'stop_sequence', which GTFS requires. Add it");
  EXPECT_EQ(wrong("stop_times.txt", "b1,25:10:00,25:10:00,M,2,,\n", ""),
            "stop_times.txt:11: the trip 'b1' has one stop only. Give it two");
  EXPECT_EQ(wrong("trips.txt", "R2,wd,b1", "R9,wd,b1"),
            "trips.txt:5: the route 'R9' is not in routes.txt. Correct it, or leave the row out");
  EXPECT_EQ(wrong("trips.txt", "R2,wd,b1", "R2,wd,a1"), "trips.txt:5: the id 'a1' stands twice. Give each row its own");
  EXPECT_EQ(wrong("trips.txt", "R2,wd", "R2,holiday"),
            "trips.txt:5: the service 'holiday' is not in calendar.txt or calendar_dates.txt. Correct it, or leave the "
            "row out");
  EXPECT_EQ(wrong("stops.txt", "34.7100", "94.71"),
            "stops.txt:5: the stop 'H' lies nowhere on Earth. Correct stop_lat and stop_lon");
  EXPECT_EQ(wrong("stops.txt", "140.0000,0,S\r", "140.0000,0,T\r"),
            "stops.txt:3: the parent_station 'T' is not in stops.txt. Correct it");
  EXPECT_EQ(wrong("calendar.txt", "20260401,20260430\nsat", "20260431,20260430\nsat"),
            "calendar.txt:2: 'start_date' = '20260431' is no date. Write YYYYMMDD");
  EXPECT_EQ(wrong("calendar.txt", "20260401,20260430\nsat", "20260501,20260430\nsat"),
            "calendar.txt:2: end_date is before start_date. Correct them");
  EXPECT_EQ(wrong("calendar_dates.txt", "20260404,1", "20260404,3"),
            "calendar_dates.txt:3: exception_type is neither 1 nor 2. Correct it");
  EXPECT_EQ(wrong("stops.txt", "\"港, 北\"", "\"港, 北"), "stops.txt:5: a quote is not closed. Close it");
  EXPECT_EQ(wrong("stops.txt", "山手", "\x8E\x52"), "stops.txt:6: is not UTF-8. Save the table as UTF-8");
}

TEST_F(Gtfs, IsToldAsAPage) {
  const GtfsFeed read = read_gtfs(zip(feed()), "");
  const std::string text = gtfs_text(read, gtfs_timetable(read, frame_of(read), 0));
  for (const char* part :
       {"GTFS-JP", "2026-04-02 to 2026-04-30", "2026-04-04, a Saturday", "2 lines, 4 routes, 5 trips, 4 stops",
        "1 readings (ja-Hrkt)", "1 trips run on no day", "  07:00  09:00  bus    1 浜線"})
    EXPECT_NE(text.find(part), std::string::npos) << part << '\n' << text;
}

}  // namespace
}  // namespace machi

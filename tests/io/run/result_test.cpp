#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "io/hdf5/digest.hpp"
#include "io/hdf5/input.hpp"
#include "io/run/arrival_times.hpp"
#include "tests/io/hdf5/scratch.hpp"
#include "tests/io/run/small_town.hpp"

namespace machi {
namespace {

using Json = nlohmann::json;

TEST(EvacuationResult, IsTheSameToTheByteForAnyRanksAndCuts) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  street::Plan plan = street::small_town();
  std::string kpi_alone;
  if (comm.first()) kpi_alone = street::run_and_write(Comm::null(), plan, 60, scratch.path("alone.h5")).kpi;
  for (const CutRule cut : {CutRule::even, CutRule::skewed}) {
    plan.cut = cut;
    const street::RunTexts run = street::run_and_write(comm, plan, 60, scratch.path("result.h5"));
    if (!comm.first()) continue;
    EXPECT_EQ(run.kpi, kpi_alone);
    EXPECT_EQ(bytes_of(scratch.path("result.h5")), bytes_of(scratch.path("alone.h5")));
    EXPECT_EQ(digest_file(scratch.path("result.h5")), digest_file(scratch.path("alone.h5")));
  }
  comm.barrier();
}

// One rank's result is enough for what a file says.
struct Alone {
  explicit Alone(std::uint64_t seconds)
      : run(street::run_and_write(Comm::null(), street::small_town(), seconds, scratch.path("result.h5"))),
        file(scratch.path("result.h5")),
        kpi(Json::parse(run.kpi).at("evacuation")) {}
  Comm comm = Comm::null();
  Scratch scratch{comm};
  street::RunTexts run;
  H5Input file;
  Json kpi;
};

TEST(EvacuationResult, KeepsEveryoneAtEveryPointOfTheCurve) {
  const Alone alone(60);
  const auto rows = alone.file.rows("/curve/time_s");
  EXPECT_EQ(rows, 13U);
  std::vector<std::int64_t> sum(rows, 0);
  for (const char* part : {"staying", "waiting", "walking", "at_entrance", "safe", "lost"}) {
    const auto column = alone.file.read<std::int64_t>(std::string("/curve/") + part);
    for (std::size_t i = 0; i < rows; ++i) sum[i] += column[i];
  }
  for (const std::int64_t persons : sum) EXPECT_EQ(persons, 500);
  const auto admitted = alone.file.read<std::int64_t>("/curve/admitted");
  const auto safe = alone.file.read<std::int64_t>("/curve/safe");
  for (std::size_t i = 0; i < rows; ++i)
    EXPECT_EQ(admitted[3 * i] + admitted[3 * i + 1] + admitted[3 * i + 2], safe[i]);
  EXPECT_GT(safe.back(), 50);
}

TEST(EvacuationResult, NamesEveryPersonOnceById) {
  const Alone alone(60);
  const auto id = alone.file.read<std::uint64_t>("/persons/id");
  EXPECT_EQ(id.size(), 500U);
  EXPECT_TRUE(std::is_sorted(id.begin(), id.end()));
  EXPECT_EQ(std::set<std::uint64_t>(id.begin(), id.end()).size(), 500U);
  std::map<int, std::int64_t> fates;
  for (const std::uint8_t fate : alone.file.read<std::uint8_t>("/persons/fate")) ++fates[fate];
  EXPECT_EQ(fates[5], 20);
  EXPECT_EQ(fates[2], alone.kpi.at("safe").get<std::int64_t>());
  EXPECT_EQ(fates[0] + fates[1] + fates[4], alone.kpi.at("en_route").get<std::int64_t>());
}

TEST(EvacuationResult, ShowsInItsFieldsWhoIsOutdoors) {
  const Alone alone(60);
  const auto walking = alone.file.read<std::int64_t>("/curve/walking");
  const auto persons = alone.file.read<std::uint32_t>("/fields/frame_00000/persons");
  EXPECT_EQ(alone.file.rows("/fields/quad"), persons.size());
  EXPECT_EQ(alone.file.rows("/fields/point_m"), 4 * persons.size());
  EXPECT_EQ(alone.file.rows("/fields/time_s"), 7U);
  std::int64_t seen = 0;
  for (const std::uint32_t here : alone.file.read<std::uint32_t>("/fields/frame_00003/persons")) seen += here;
  EXPECT_NEAR(static_cast<double>(seen), static_cast<double>(walking[6]), 5);  // a frame is of the step before
  const std::string sidecar = bytes_of(alone.scratch.path("result.xdmf"));
  EXPECT_NE(sidecar.find("result.h5:/fields/frame_00006/persons"), std::string::npos);
}

TEST(EvacuationResult, SaysOfEveryDatasetWhatItIs) {
  const Alone alone(20);
  std::size_t datasets = 0;
  for (const std::string& group : alone.file.children("/")) {
    if (group == "provenance") continue;
    for (const std::string& name : alone.file.children("/" + group)) {
      const std::string path = "/" + group + "/" + name;
      if (name.starts_with("frame_")) continue;
      ++datasets;
      EXPECT_FALSE(alone.file.text_attribute(path, "description").empty()) << path;
      EXPECT_FALSE(alone.file.text_attribute(path, "dimensions").empty()) << path;
      EXPECT_TRUE(alone.file.has_attribute(path, "unit")) << path;
    }
  }
  EXPECT_GT(datasets, 40U);
}

// ---- Figures

TEST(EvacuationKpi, AgreesWithTheRowsOfPersons) {
  const Alone alone(60);
  const auto fate = alone.file.read<std::uint8_t>("/persons/fate");
  const auto time_s = alone.file.read<float>("/persons/time_s");
  std::vector<double> arrivals;
  for (std::size_t i = 0; i < fate.size(); ++i)
    if (fate[i] == 2) arrivals.push_back(static_cast<double>(time_s[i]));
  std::sort(arrivals.begin(), arrivals.end());
  ASSERT_GT(arrivals.size(), 50U);
  const auto nearest_rank = [&](std::size_t percent) { return arrivals[(arrivals.size() * percent + 99) / 100 - 1]; };
  EXPECT_EQ(alone.kpi.at("time_p50_s").get<double>(), nearest_rank(50));
  EXPECT_EQ(alone.kpi.at("time_p90_s").get<double>(), nearest_rank(90));
  EXPECT_EQ(alone.kpi.at("time_p99_s").get<double>(), nearest_rank(99));
  EXPECT_EQ(alone.kpi.at("time_last_s").get<double>(), arrivals.back());
}

TEST(EvacuationKpi, SumsUpOverClassesDistrictsAndDestinations) {
  const Alone alone(60);
  for (const char* what : {"agents", "safe", "lost", "en_route", "staying"}) {
    for (const char* by : {"classes", "districts"}) {
      std::int64_t sum = 0;
      for (const Json& one : alone.kpi.at(by)) sum += one.at(what).get<std::int64_t>();
      EXPECT_EQ(sum, alone.kpi.at(what).get<std::int64_t>()) << by << " " << what;
    }
  }
  std::int64_t arrived = 0;
  for (const Json& one : alone.kpi.at("destinations")) arrived += one.at("arrived").get<std::int64_t>();
  EXPECT_EQ(arrived, alone.kpi.at("safe").get<std::int64_t>());
  EXPECT_EQ(alone.kpi.at("destinations").at(1).at("arrived"), 60);
  EXPECT_GT(alone.kpi.at("destinations").at(1).at("full_at_s").get<double>(), 0);
  EXPECT_TRUE(alone.kpi.at("destinations").at(0).at("full_at_s").is_null());
}

TEST(EvacuationKpi, TableHoldsThoseOfTheZone) {
  const Alone alone(60);
  const auto zone = alone.file.read<std::uint8_t>("/persons/zone");
  const auto in_zone = std::count(zone.begin(), zone.end(), 1);
  std::int64_t sum = 0;
  for (const auto& [column, cell] : alone.kpi.at("table").at("able").items())
    sum += cell.at("persons").get<std::int64_t>();
  EXPECT_EQ(sum, in_zone);
  EXPECT_TRUE(alone.kpi.at("table").at("assisted").at("lost").at("share").is_null());
}

TEST(EvacuationKpi, CountsLinesAndMeasures) {
  const Alone alone(60);
  const Json& line = alone.kpi.at("lines").at("middle");
  EXPECT_EQ(line.at("forward").get<std::size_t>() + line.at("backward").get<std::size_t>(),
            alone.file.rows("/crossings/id"));
  EXPECT_GT(line.at("flow_1_s").get<double>(), 0);
  const Json& square = alone.kpi.at("measures").at("square");
  EXPECT_EQ(square.at("by_second").at("second").size(), 20U);
  EXPECT_EQ(square.at("by_second").at("second").at(0), 5);
  double mean = 0;
  for (const Json& one : square.at("by_second").at("density_1_m2")) mean += one.get<double>() / 20;
  EXPECT_NEAR(square.at("density_1_m2").get<double>(), mean, 1e-12);
  EXPECT_GT(mean, 0.005);
}

TEST(EvacuationKpi, CsvHasEveryFigureWithItsUnit) {
  const Alone alone(30);
  const std::string csv = kpi_csv(alone.run.kpi);
  EXPECT_NE(csv.find("\nevacuation.agents,500,\n"), std::string::npos);
  EXPECT_NE(csv.find("\nevacuation.destinations.1.name,学校,\n"), std::string::npos);
  EXPECT_NE(csv.find("\nevacuation.measures.square.area_m2,400.0,m2\n"), std::string::npos);
  EXPECT_EQ(csv.find("by_second"), std::string::npos);
}

TEST(ArrivalTimes, AreExactOnAnyRanks) {
  const Comm comm = Comm::world();
  std::vector<std::vector<float>> groups(3);
  const int mine = comm.rank();
  for (int i = mine; i < 1000; i += comm.size()) groups[0].push_back(static_cast<float>((i * 37) % 1000) + 0.25F);
  if (mine == comm.size() - 1) groups[1] = {0};
  const auto times = arrival_times(comm, groups);
  EXPECT_EQ(times[0].s, (std::array<double, 4>{499.25, 899.25, 989.25, 999.25}));
  EXPECT_EQ(times[1].s, (std::array<double, 4>{0, 0, 0, 0}));
  EXPECT_LT(times[2].s[0], 0);
}

}  // namespace
}  // namespace machi

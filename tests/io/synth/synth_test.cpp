// The files of the synthetic town, read back without Machi's readers.
#include "io/synth/synth.hpp"

#include <gtest/gtest.h>
#include <omp.h>
#include <unistd.h>
#include <zlib.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/core/sha256.hpp"
#include "engine/synth/town.hpp"
#include "io/synth/tile.hpp"
#include "tests/io/synth/tiny_town.hpp"
#include "tests/io/synth/xml_check.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string digest_of(const fs::path& folder) {
  Sha256 sha;
  for (const fs::path& path : files_below(folder)) {
    sha.add(path.lexically_relative(folder).string());
    sha.add(read(path));
  }
  return sha.hex();
}

/// All GML files of a theme, end to end.
std::string theme(const fs::path& folder, const std::string& name) {
  std::string all;
  for (const fs::path& path : files_below(folder / "udx" / name)) all += read(path);
  return all;
}

std::int64_t count(const std::string& text, std::string_view what) {
  std::int64_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++found;
  return found;
}

TEST(Synth, WritesTheSameBytesOnAnyRanksAndThreads) {
  const Comm comm = Comm::world();
  SynthOptions options;
  options.buildings = 1500;
  options.awkward = 0.1;
  std::vector<std::string> digests;
  const int threads_before = omp_get_max_threads();
  for (const int threads : {1, 2}) {
    omp_set_num_threads(threads);
    const TinyTown town(comm, options);
    if (comm.first()) digests.push_back(digest_of(town.folder()));
  }
  omp_set_num_threads(threads_before);
  if (comm.first()) {  // the null form is one rank, whatever mpirun started
    const TinyTown town(Comm::null(), options);
    digests.push_back(digest_of(town.folder()));
    EXPECT_EQ(digests[0], digests[1]) << "one and two threads";
    EXPECT_EQ(digests[0], digests[2]) << comm.size() << " ranks and one";
  }
  comm.barrier();
}

TEST(Synth, SummaryCountsWhatTheFilesHold) {
  const Comm comm = Comm::world();
  SynthOptions options;
  options.buildings = 1200;
  const TinyTown town(comm, options);
  const SynthSummary& summary = town.summary();
  EXPECT_EQ(summary.buildings, 1200);
  if (comm.first()) {
    const std::string buildings = theme(town.folder(), "bldg");
    EXPECT_EQ(count(buildings, "<bldg:Building "), 1200);
    EXPECT_EQ(count(buildings, "<bldg:lod2Solid>"), summary.buildings_lod2);
    EXPECT_NEAR(static_cast<double>(summary.buildings_lod2) / 1200, options.lod2_share, 0.05);
    EXPECT_EQ(count(buildings, "<bldg:BuildingPart "), summary.building_parts);
    const std::string roads = theme(town.folder(), "tran");
    EXPECT_EQ(count(roads, "<tran:Road "), summary.roads);
    EXPECT_EQ(count(roads, "_sectionType.xml\">3<"), summary.bridges);
    EXPECT_EQ(count(theme(town.folder(), "brid"), "<brid:Bridge "), summary.bridges);
    EXPECT_EQ(count(theme(town.folder(), "wtr"), "<wtr:WaterBody "), summary.waters);
    EXPECT_EQ(count(theme(town.folder(), "urf"), "<urf:UseDistrict "), summary.use_districts);
    EXPECT_EQ(count(theme(town.folder(), "luse"), "<luse:LandUse "), summary.land_uses);
    EXPECT_EQ(count(theme(town.folder(), "dem"), "<gml:Triangle>"), summary.dem_triangles);
    EXPECT_EQ(count(theme(town.folder(), "fld") + theme(town.folder(), "tnm"), "<wtr:WaterBody "), summary.inundations);
    std::int64_t bytes = 0, files = 0;
    for (const fs::path& path : files_below(town.folder()))
      bytes += static_cast<std::int64_t>(fs::file_size(path)), ++files;
    EXPECT_EQ(bytes, summary.bytes);
    EXPECT_EQ(files, summary.files);
  }
  comm.barrier();
}

TEST(Synth, SurfacesOfAllFilesAreThoseOfThePlan) {
  const Comm comm = Comm::world();
  SynthOptions options;
  options.buildings = 1000;
  const TinyTown town(comm, options);
  const synth::Town plan(1, 1000, false);
  std::int64_t land = 0, roads = 0, waters = 0, use_districts = 0;
  for (int i = plan.first_column(); i < plan.end_column(); ++i)
    for (int j = 0; j < plan.end_row(); ++j) {
      const auto contents = plan.district(i, j);
      land += static_cast<std::int64_t>(contents.land.size());
      roads += static_cast<std::int64_t>(contents.roads.size());
      waters += static_cast<std::int64_t>(contents.waters.size());
      use_districts += static_cast<std::int64_t>(contents.use_districts.size());
    }
  EXPECT_EQ(town.summary().land_uses, land);  // each feature is in one mesh, none is lost between two
  EXPECT_EQ(town.summary().roads, roads);
  EXPECT_EQ(town.summary().waters, waters);
  EXPECT_EQ(town.summary().use_districts, use_districts);
  comm.barrier();
}

TEST(Synth, IsWellFormedAndValidForAnyReader) {
  const Comm comm = Comm::world();
  SynthOptions options;
  options.buildings = 3000;
  const TinyTown town(comm, options);
  EXPECT_GT(town.summary().building_parts, 10);
  EXPECT_GT(town.summary().bridges, 1);
  if (comm.first()) {
    std::set<std::string> ids;
    for (const fs::path& path : files_below(town.folder() / "udx")) {
      const XmlFacts facts = check_xml(read(path));
      EXPECT_EQ(facts.error, "") << path;
      EXPECT_EQ(facts.open_rings, 0) << path;
      EXPECT_EQ(facts.short_rings, 0) << path;
      EXPECT_EQ(facts.outside_envelope, 0) << path;
      EXPECT_EQ(facts.open_solids, 0) << path;
      EXPECT_EQ(facts.solids_inside_out, 0) << path;
      EXPECT_EQ(facts.clockwise_surfaces, 0) << path;
      EXPECT_EQ(facts.dangling_links, 0) << path;
      EXPECT_EQ(facts.missing_code_lists, std::set<std::string>()) << path;
      for (const std::string& id : facts.ids) EXPECT_TRUE(ids.insert(id).second) << id << " twice";
    }
    for (const fs::path& path : files_below(town.folder() / "codelists")) EXPECT_EQ(check_xml(read(path)).error, "");
  }
  comm.barrier();
}

TEST(Synth, CodesAreInTheListsThatTheyName) {
  const Comm comm = Comm::world();
  SynthOptions options;
  options.buildings = 800;
  const TinyTown town(comm, options);
  if (comm.first()) {
    std::map<std::string, std::set<std::string>> lists;
    static const std::regex entry("<gml:name>([^<]*)</gml:name>\n</gml:Definition>");
    for (const fs::path& path : files_below(town.folder() / "codelists")) {
      const std::string text = read(path);
      for (std::sregex_iterator it(text.begin(), text.end(), entry), end; it != end; ++it)
        lists[path.stem()].insert((*it)[1]);
    }
    static const std::regex use("codeSpace=\"((?:\\.\\./)+)codelists/([A-Za-z_]*)\\.xml\">([^<]*)<");
    std::int64_t used = 0;
    for (const fs::path& path : files_below(town.folder() / "udx")) {
      const std::string text = read(path);
      for (std::sregex_iterator it(text.begin(), text.end(), use), end; it != end; ++it, ++used) {
        EXPECT_TRUE(lists[(*it)[2]].contains((*it)[3])) << (*it)[2] << ' ' << (*it)[3];
        EXPECT_TRUE(fs::exists(path.parent_path() / std::string((*it)[1]) / "codelists")) << path;
      }
    }
    EXPECT_GT(used, 5000);
  }
  comm.barrier();
}

TEST(Synth, RiskOfABuildingIsTheDepthOfItsPlace) {
  const Comm comm = Comm::world();
  SynthOptions options;
  options.buildings = 1500;
  const TinyTown town(comm, options);
  if (comm.first()) {
    const std::string text = theme(town.folder(), "bldg");
    static const std::regex risk("_rank.xml\">(\\d)</uro:rank>\n<uro:depth uom=\"m\">([0-9.]*)<");
    std::map<int, std::int64_t> ranks;
    for (std::sregex_iterator it(text.begin(), text.end(), risk), end; it != end; ++it) {
      const int rank = std::stoi((*it)[1]);
      const double depth = std::stod((*it)[2]);
      ++ranks[rank];
      EXPECT_LE(std::abs(synth::rank_of_depth(depth) - rank),
                depth > 0.49 && std::abs(depth - std::round(2 * depth) / 2) < 0.006 ? 1 : 0)
          << depth;  // a depth that is written as 0.50 may have been 0.497
    }
    EXPECT_GT(ranks[1], 20);
    EXPECT_GT(ranks[2], 100);
    EXPECT_GT(count(text, "<uro:RiverFloodingRiskAttribute>"), 50);
    EXPECT_GT(count(text, "<uro:TsunamiRiskAttribute>"), 50);
  }
  comm.barrier();
}

/// The heights that stand in the position lists of a text.
std::set<std::string> heights_in(const std::string& text) {
  std::set<std::string> heights;
  static const std::regex list("<gml:posList>([^<]*)<");
  for (std::sregex_iterator it(text.begin(), text.end(), list), end; it != end; ++it) {
    std::istringstream words((*it)[1]);
    for (std::string lat, lon, height; words >> lat >> lon >> height;) heights.insert(height);
  }
  return heights;
}

/// Every stretch of a text from `begin` to `end`.
std::vector<std::string> stretches(const std::string& text, std::string_view begin, std::string_view end) {
  std::vector<std::string> found;
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1))
    found.push_back(text.substr(at, text.find(end, at) - at));
  return found;
}

TEST(Synth, BridgesCarryTheRoadsThatSayTheyAreOnABridge) {
  const Comm comm = Comm::world();
  SynthOptions options;
  options.buildings = 2500;
  options.lod3_share = 1;
  const TinyTown town(comm, options);
  if (comm.first()) {
    std::set<std::string> on_roads, decks;
    for (const std::string& road : stretches(theme(town.folder(), "tran"), "<tran:Road ", "</tran:Road>")) {
      if (road.find("_sectionType.xml\">3<") == std::string::npos) continue;
      for (const std::string& area : stretches(road, "<tran:trafficArea>", "</tran:trafficArea>"))
        on_roads.merge(heights_in(area));
    }
    const std::string bridges = theme(town.folder(), "brid");
    for (const std::string& deck : stretches(bridges, "<brid:OuterFloorSurface", "</brid:OuterFloorSurface>")) {
      const std::set<std::string> heights = heights_in(deck);
      EXPECT_EQ(heights.size(), 1u) << "a deck is level";
      decks.insert(heights.begin(), heights.end());
    }
    EXPECT_EQ(static_cast<std::int64_t>(decks.size()), town.summary().bridges);
    EXPECT_GE(decks.size(), 2u);
    EXPECT_EQ(decks, on_roads);
  }
  comm.barrier();
}

TEST(Synth, ABuildingWithPartsIsATowerAndALowerWing) {
  const Comm comm = Comm::world();
  SynthOptions options;
  options.buildings = 5000;
  const TinyTown town(comm, options);
  EXPECT_NEAR(static_cast<double>(town.summary().building_parts) / 2 / 5000, 0.014, 0.006);
  if (comm.first()) {
    static const std::regex measured("<bldg:measuredHeight uom=\"m\">([0-9.]*)<");
    std::int64_t with_parts = 0;
    for (const std::string& building : stretches(theme(town.folder(), "bldg"), "<bldg:Building ", "</bldg:Building>")) {
      const std::int64_t parts = count(building, "<bldg:BuildingPart ");
      if (parts == 0) continue;
      ++with_parts;
      EXPECT_EQ(parts, 2);
      EXPECT_EQ(count(building, "<bldg:lod1Solid>"), 2) << "no solid but those of the parts";
      std::vector<double> heights;  // of the building, the wing, the tower
      for (std::sregex_iterator it(building.begin(), building.end(), measured), end; it != end; ++it)
        heights.push_back(std::stod((*it)[1]));
      ASSERT_EQ(heights.size(), 3u);
      EXPECT_LT(heights[1], heights[2]);
      EXPECT_EQ(heights[2], heights[0]);
    }
    EXPECT_EQ(2 * with_parts, town.summary().building_parts);
  }
  comm.barrier();
}

TEST(Synth, LOD3AreasAreSomeOfTheRoadsOnly) {
  const Comm comm = Comm::world();
  SynthOptions options;
  options.buildings = 800;
  options.lod3_share = 1;
  const TinyTown all(comm, options);
  options.lod3_share = 0;
  const TinyTown none(comm, options);
  EXPECT_GT(all.summary().roads_lod3, 20);
  EXPECT_LT(all.summary().roads_lod3, all.summary().roads);
  EXPECT_EQ(none.summary().roads_lod3, 0);
  if (comm.first()) {
    const std::string text = theme(all.folder(), "tran");
    for (const char* function : {">1000<", ">1020<", ">2000<"})
      EXPECT_GT(count(text, std::string("TrafficArea_function.xml\"") + function), 10) << function;
    EXPECT_EQ(count(theme(none.folder(), "tran"), "TrafficArea"), 0);
  }
  comm.barrier();
}

TEST(Synth, AwkwardTownsHaveEveryPublishedDefectAndOthersHaveNone) {
  const Comm comm = Comm::world();
  SynthOptions options;
  options.buildings = 3000;
  options.awkward = 0.1;
  const TinyTown awkward(comm, options);
  options.awkward = 0;
  const TinyTown tidy(comm, options);
  if (comm.first()) {
    const std::string bad = theme(awkward.folder(), "bldg"), good = theme(tidy.folder(), "bldg");
    for (const char* sign :
         {">-9999<", ">9999<", ">0001<", ">461<", ">611<", "<bldg:Building>", "\xEF\xBB\xBF", "<energy:"}) {
      EXPECT_GT(count(bad, sign), 0) << sign;
      EXPECT_EQ(count(good, sign), 0) << sign;
    }
    EXPECT_EQ(count(bad, "<bldg:Building>") + count(bad, "<bldg:Building "), 3000);
    EXPECT_LT(count(bad, "<bldg:lod0RoofEdge>"), 2950);
    EXPECT_EQ(count(good, "<bldg:lod0RoofEdge>"), 3000);
    std::int64_t dangling = 0, open_rings = 0;
    for (const fs::path& path : files_below(awkward.folder() / "udx")) {
      const XmlFacts facts = check_xml(read(path));
      dangling += facts.dangling_links;
      open_rings += facts.open_rings;
    }
    EXPECT_GT(dangling, 5);
    EXPECT_GT(open_rings, 50);
    EXPECT_EQ(count(theme(awkward.folder(), "tran"), "sectionType.xml\">2<"), 1);
    EXPECT_EQ(count(theme(tidy.folder(), "tran"), "sectionType.xml\">2<"), 0);
  }
  comm.barrier();
}

TEST(Synth, WaterFramesAreAsTheirPageSays) {
  const Comm comm = Comm::world();
  SynthOptions options;
  options.buildings = 600;
  const TinyTown town(comm, options);
  if (comm.first()) {
    for (const char* name : {"tsunami", "river_flood"}) {
      const std::string file = read(town.folder() / "machi" / (std::string(name) + ".wframes"));
      ASSERT_EQ(file.substr(0, 8), "MACHIWF1");
      std::uint32_t header_size = 0;
      std::memcpy(&header_size, file.data() + 8, 4);
      const auto header = nlohmann::json::parse(file.substr(12, header_size));
      EXPECT_EQ(header_size % 4, 0u);
      EXPECT_EQ(header["kind"], name);
      const std::size_t side = header["tile"], frames = header["times_s"].size();
      const std::size_t tiles = ((header["columns"].get<std::size_t>() + side - 1) / side) *
                                ((header["rows"].get<std::size_t>() + side - 1) / side);
      std::vector<std::uint64_t> offsets(tiles * frames + 1);
      std::memcpy(offsets.data(), file.data() + 12 + header_size, offsets.size() * 8);
      EXPECT_EQ(offsets.front(), 12 + header_size + offsets.size() * 8);
      EXPECT_EQ(offsets.back(), file.size());
      std::vector<std::int64_t> wet(frames, 0);
      for (std::size_t block = 0; block + 1 < offsets.size(); ++block) {
        ASSERT_LE(offsets[block], offsets[block + 1]);
        if (offsets[block] == offsets[block + 1]) continue;
        std::vector<std::int16_t> values(side * side);
        uLongf size = values.size() * 2;
        ASSERT_EQ(uncompress(reinterpret_cast<Bytef*>(values.data()), &size,
                             reinterpret_cast<const Bytef*>(file.data() + offsets[block]),
                             offsets[block + 1] - offsets[block]),
                  Z_OK);
        ASSERT_EQ(size, values.size() * 2);
        for (const std::int16_t value : values) {
          wet[block % frames] += value != -32768;
          if (value != -32768) {
            EXPECT_LT(std::abs(value), 6000);
          }
        }
      }
      EXPECT_GT(wet[0], 0) << "sea and rivers are wet before anything happens";
      EXPECT_GT(*std::max_element(wet.begin(), wet.end()), 1.2 * static_cast<double>(wet[0]));
    }
  }
  comm.barrier();
}

TEST(Synth, SheltersHaveTheFormOfTheSurveyAndPeopleTheirMeshes) {
  const Comm comm = Comm::world();
  SynthOptions options;
  options.buildings = 2500;
  const TinyTown town(comm, options);
  if (comm.first()) {
    const auto emergency =
        nlohmann::json::parse(read(town.folder() / "shelters/emergency_129992_umimachi-shi.geojson"));
    const auto stay = nlohmann::json::parse(read(town.folder() / "shelters/evacuation_129992_umimachi-shi.geojson"));
    EXPECT_EQ(static_cast<std::int64_t>(emergency["features"].size()), town.summary().shelters);
    EXPECT_GE(stay["features"].size(), 2u);
    std::int64_t for_tsunami = 0;
    for (const auto& feature : emergency["features"]) {
      for (const char* key : {"NO", "共通ID", "施設・場所名", "洪水", "津波", "高潮", "指定避難所との住所同一"})
        EXPECT_TRUE(feature["properties"].contains(key)) << key;
      for_tsunami += feature["properties"]["津波"] == "1";
      EXPECT_NEAR(feature["geometry"]["coordinates"][0].get<double>(), 139.94, 0.2);
      EXPECT_NEAR(feature["geometry"]["coordinates"][1].get<double>(), 34.69, 0.1);
    }
    EXPECT_GT(for_tsunami, 0);
    EXPECT_LT(for_tsunami, town.summary().shelters) << "some places are in the water's way";
    std::istringstream people(read(town.folder() / "machi/people_250m.csv"));
    std::string line;
    std::getline(people, line);
    EXPECT_EQ(line, "mesh_code,age_low,age_high,persons");
    std::int64_t persons = 0;
    while (std::getline(people, line)) {
      static const std::regex row("\\d{8}[1-4][1-4],(\\d+),(\\d+),(\\d+)");
      std::smatch parts;
      ASSERT_TRUE(std::regex_match(line, parts, row)) << line;
      EXPECT_TRUE(std::stoi(parts[2]) == std::stoi(parts[1]) + 4 || std::stoi(parts[1]) == 95);
      persons += std::stoll(parts[3]);
    }
    EXPECT_EQ(persons, town.summary().persons);
    EXPECT_NEAR(static_cast<double>(persons), 2.7 * 2500, 0.7 * 2500);
  }
  comm.barrier();
}

/// The error that write_town ends with on every rank; code done where it ends well.
std::pair<ExitCode, std::string> outcome(const Comm& comm, const SynthOptions& options, const fs::path& folder) {
  try {
    write_town(comm, options, folder.string());
  } catch (const Error& error) {
    return {error.code(), error.what()};
  }
  return {ExitCode::done, ""};
}

TEST(Synth, LeavesAFolderOfOthersAlone) {
  const Comm comm = Comm::world();
  const TinyTown town(comm, SynthOptions{.buildings = 300});
  SynthOptions again{.buildings = 200};
  EXPECT_EQ(outcome(comm, again, town.folder()).first, ExitCode::usage);
  again.force = true;
  EXPECT_EQ(write_town(comm, again, town.folder()).buildings, 200);
  if (comm.first()) {
    EXPECT_EQ(count(theme(town.folder(), "bldg"), "<bldg:Building "), 200) << "the earlier town is gone";
    fs::remove(town.folder() / "machi/town.json");
  }
  comm.barrier();
  EXPECT_EQ(outcome(comm, again, town.folder()).first, ExitCode::usage) << "not a town of ours any more";
  if (comm.first()) {
    EXPECT_TRUE(fs::exists(town.folder() / "udx"));
  }
  comm.barrier();
}

TEST(Synth, SaysWhichFileCannotBeWritten) {
  const Comm comm = Comm::world();
  const TinyTown town(comm, SynthOptions{.buildings = 300});
  const auto [code, sentence] = outcome(comm, SynthOptions{.buildings = 300}, town.folder() / "machi/town.json/below");
  EXPECT_EQ(code, ExitCode::output);
  EXPECT_NE(sentence.find("town.json/below"), std::string::npos) << sentence;
}

TEST(Synth, RefusesOptionsOutOfRange) {
  const Comm comm = Comm::world();
  for (const SynthOptions& options : {SynthOptions{.buildings = 0}, SynthOptions{.buildings = 500, .awkward = 1.5},
                                      SynthOptions{.buildings = 500, .seed = -1}})
    EXPECT_EQ(outcome(comm, options, "/nowhere").first, ExitCode::usage);
}

}  // namespace
}  // namespace machi

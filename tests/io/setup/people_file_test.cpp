/// \file  Parts of a file of persons, on however many ranks the test runs: together they are the whole, and what is
/// wrong is said as one rank says it.
#include "io/setup/people_file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "io/archive/encoding.hpp"
#include "tests/io/mobility/text_file.hpp"
#include "tests/same_refusal.hpp"

namespace machi {
namespace {

FilePeople people_of(const Comm& comm, const std::string& path) {
  Scenario scenario;
  scenario.people.file = path;
  std::vector<PersonClass> classes(2);
  classes[0].name = "able";
  classes[1].name = "assisted";
  return people_of_file(comm, scenario, classes, {6677, 0, 0});
}

/// Everything that is said of the persons of all ranks, by id.
std::string everybody(const Comm& comm, const FilePeople& file) {
  std::string mine;
  const Population& people = file.people;
  for (std::uint64_t i = 0; i < people.size(); ++i)
    mine += fmt::format("{:020} at {} {} class {} {} to {} group {} speed {} departs {}\n", people.id[i],
                        people.start[i].x_mm, people.start[i].y_mm, people.person_class[i],
                        people.building[i] == no_index ? "outdoors" : "indoors", people.destination[i], people.group[i],
                        people.free_speed_m_s[i], people.departure_s[i]);
  const ByteRows all = comm.all_gather(std::as_bytes(std::span(mine)));
  std::istringstream lines(std::string(reinterpret_cast<const char*>(all.bytes.data()), all.bytes.size()));
  std::set<std::string> sorted;
  for (std::string line; std::getline(lines, line);) EXPECT_TRUE(sorted.insert(line).second) << line;
  std::string text;
  for (const std::string& line : sorted) text += line + "\n";
  return text;
}

void expect_same_people(const std::string& text, const std::string& ending, std::size_t persons) {
  const Comm comm = Comm::world();
  const TextFile file(text, ending);
  const FilePeople whole = people_of(Comm::null(), file.path());
  const FilePeople part = people_of(comm, file.path());
  EXPECT_EQ(whole.people.size() + static_cast<std::uint64_t>(whole.off_the_map), persons);
  EXPECT_EQ(everybody(comm, part), everybody(Comm::null(), whole));
  EXPECT_EQ(part.destinations, whole.destinations);
  EXPECT_EQ(part.next_id, whole.next_id);
  EXPECT_EQ(part.off_the_map, whole.off_the_map);
  EXPECT_LE(part.people.size(), persons / static_cast<std::uint64_t>(comm.size()) + 16);
}

/// Persons with groups over the ranks, alone or not, in quotes and with line breaks in their destinations.
std::string person_row(int k) {
  const std::string group = k % 4 == 0 ? "" : k % 4 == 1 ? fmt::format("only {}", k) : fmt::format("family {}", k % 9);
  return fmt::format("{},{},{},{},{},{},{},\"school\n{} \"\"in quotes\"\"\",{}\r\n", (k * 7919 + 5) % 100'003, 0.5 * k,
                     100 - k, group, k % 3 == 0 ? "able" : "", k % 5 == 0 ? "never" : "", k % 6 == 0 ? "1.25" : "",
                     k % 13, k % 2 == 0 ? "" : fmt::format("bldg_{}", k / 3));
}

std::string table_of(int persons) {
  std::string text = "id,x,y,group,class,departure_s,speed_m_s,destination,building\r\n";
  for (int k = 0; k < persons; ++k) text += person_row(k);
  return text;
}

TEST(PeopleOfFile, OfTablesAreTheWholeTogether) {
  for (const std::size_t persons : {1, 2, 3, 5, 40, 6000})
    expect_same_people(table_of(static_cast<int>(persons)), ".csv", persons);
  expect_same_people("lon,lat\n140.1,35.6\n140.2,35.7\n-40,-35\n140.3,35.6\n140.1,35.7\n", ".csv", 5);
}

TEST(PeopleOfFile, InEveryEncodingAreTheWholeTogether) {
  const std::string start = "x,y,\x90\xA2\x91\xD1\n";  // 世帯 in CP932
  std::string cp932 = start, utf16 = std::string("\xFF\xFEx\0,\0y\0,\0\x16\x4E\x2F\x5E\n\0", 16);
  for (int k = 0; k < 20'000; ++k) {
    cp932 += fmt::format("{},1,", k) + "\x96\xBC" + fmt::format("{}\n", k % 6001);
    for (const char c : fmt::format("{},1,{}\n", k, k % 6001)) utf16 += {c, '\0'};
  }
  expect_same_people(cp932, ".csv", 20'000);
  expect_same_people(utf16, ".csv", 20'000);
  expect_same_people("\xEF\xBB\xBF" + utf8_text(cp932, "x"), ".csv", 20'000);
}

std::string feature(int k) {
  return fmt::format(
      R"({{"type":"Feature","geometry":{{"type":"Point","coordinates":[139.{},35.6]}},"properties":{{"id":{},"group":{},"destination":"d{}","note":1}}}})",
      500 + k, 500 - k, k % 5, k % 3);
}

std::string features(int persons) {
  std::string text = "{\"type\":\"FeatureCollection\",\"features\":[";
  for (int k = 0; k < persons; ++k) text += (k == 0 ? "" : ",\n") + feature(k);
  return text + "]}";
}

TEST(PeopleOfFile, OfGeoJsonAreTheWholeTogether) {
  for (const std::size_t persons : {1, 3, 70})
    expect_same_people(features(static_cast<int>(persons)), ".geojson", persons);
}

TEST(PeopleOfFile, OfTablesAreRefusedAsTheWhole) {
  const std::string good = table_of(60);
  const auto changed = [](const std::string& text, int k, const std::string& by) {
    return replaced(text, person_row(k), by);
  };
  std::vector<std::string> texts{"", "x,y\n", "x,y,X\n1,2,3\n", good + "\"a", good + "1,2,3,\xFF\n"};
  for (const int k : {30, 31, 32, 33}) {
    const std::string id = fmt::format("{}", ((k - 25) * 7919 + 5) % 100'003);  // of a person before
    const std::string twice = changed(good, k, id + ",0,0,,,,,,\n");
    texts.push_back(twice);
    texts.push_back(twice + "\"a");
    for (const char* const wrong : {",x,0,,,,,,\n", ",9e9,0,,,,,,\n", ",0,0,,giant,,,,\n", ",0,0,,,,-1,,\n"}) {
      texts.push_back(changed(good, k, id + wrong));
      for (const int other : {k - 1, k - 2, k + 1, k + 2, 7})
        texts.push_back(changed(twice, other, fmt::format("99{}{}", k, wrong)));
    }
    texts.push_back(changed(twice, k + 1, "no number,x,0,,,,,,\n"));
    texts.push_back(changed(twice, k + 1, id + ",x,0,,,,,,\n"));
    texts.push_back(changed(twice, k + 3, fmt::format("{},0,0,,,,,,\n", ((k - 24) * 7919 + 5) % 100'003)));
  }
  for (const std::string& text : texts) expect_same_refusal(text, ".csv", people_of);
}

TEST(PeopleOfFile, OfGeoJsonAreRefusedAsTheWhole) {
  const std::string good = features(30);
  const std::string twice = replaced(good, "\"id\":480", "\"id\":497");
  for (const std::string& text : {features(0), std::string("{"), twice, replaced(twice, "\"id\":479", "\"id\":496"),
                                  replaced(twice, "[139.519,", "[\"a\","), replaced(twice, "[139.520,", "[35.6,"),
                                  replaced(twice, "[139.521,", "[35.6,"), replaced(twice, "]}", "")})
    expect_same_refusal(text, ".geojson", people_of);
}

TEST(PeopleOfFile, OfAnAreaAreEverybodyOnEveryRank) {
  const TextFile file(table_of(40), ".csv");
  Scenario scenario;
  scenario.area.emplace();
  scenario.people.file = file.path();
  std::vector<PersonClass> classes(1);
  classes[0].name = "able";
  const FilePeople people = people_of_file(Comm::world(), scenario, classes, {});
  EXPECT_EQ(people.people.size(), 40U);
  EXPECT_EQ(everybody(Comm::null(), people),
            everybody(Comm::null(), people_of_file(Comm::null(), scenario, classes, {})));
}

}  // namespace
}  // namespace machi

// Code lists as published.
#include "io/city/code_list.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "engine/core/error.hpp"
#include "tests/io/city/recording_sink.hpp"

namespace machi {
namespace {

const std::string usage = R"(<?xml version="1.0" encoding="UTF-8"?>
<gml:Dictionary xmlns:gml="http://www.opengis.net/gml" gml:id="x"><gml:name>Building_usage</gml:name>
<gml:dictionaryEntry><gml:Definition gml:id="a"><gml:description>業務施設</gml:description><gml:name>401</gml:name>
</gml:Definition></gml:dictionaryEntry>
<gml:dictionaryEntry><gml:Definition gml:id="b"><gml:name> 411 </gml:name><gml:description>住宅</gml:description>
</gml:Definition></gml:dictionaryEntry>
<gml:dictionaryEntry><gml:Definition><gml:name>411</gml:name><gml:description>again</gml:description>
</gml:Definition></gml:dictionaryEntry></gml:Dictionary>)";

CodeList read(std::string_view text) {
  return read_code_list(*open_memory(text), "city/codelists/Building_usage.xml");
}

TEST(CodeList, GivesCodesAndTextsInOrder) {
  const CodeList list = read(usage);
  EXPECT_EQ(list.name, "Building_usage.xml");
  EXPECT_EQ(list.entries, (std::vector<std::pair<std::string, std::string>>{{"401", "業務施設"}, {"411", "住宅"}}));
}

TEST(CodeList, RefusesWhatIsNone) {
  EXPECT_THROW(read("<CityModel/>"), InputError);
  EXPECT_THROW(read("code,text"), InputError);
  EXPECT_THROW(read(usage.substr(0, 300)), InputError);
  EXPECT_THROW(read("<!DOCTYPE a><Dictionary/>"), InputError);
  EXPECT_THROW(read("<Dictionary><Definition><name>" + std::string(100'000, 'x') + "</name></Definition></Dictionary>"),
               InputError);
}

TEST(CodeList, ReadsAllPublishedListsFromTheirArchive) {
  const std::string archive = shared("codelists/codelists_plateau4_2024_full.tar.xz");
  if (!std::filesystem::exists(archive)) GTEST_SKIP() << "SKIPPED: shared data is absent";
  std::map<std::string, CodeList> lists;
  visit_files(
      archive, [](const FileEntry& entry, std::uint64_t) { return entry.name.ends_with(".xml"); },
      [&](const FileEntry& entry, ByteSource& bytes) {
        CodeList list = read_code_list(bytes, entry.name);
        lists[list.name] = list;
      });
  EXPECT_EQ(lists.size(), 279U);
  const auto text = [&](const std::string& list, const std::string& code) {
    for (const auto& [key, meaning] : lists.at(list).entries)
      if (key == code) return meaning;
    return std::string("(none)");
  };
  EXPECT_EQ(text("TrafficArea_function.xml", "1000"), "車道部");
  EXPECT_EQ(text("Building_usage.xml", "411"), "住宅");
}

}  // namespace
}  // namespace machi

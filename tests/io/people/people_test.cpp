/// \file  People by mesh and age, in the forms in which they are published.
#include "io/people/people.hpp"

#include <gtest/gtest.h>

#include "engine/core/error.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

PeopleFile read(const std::string& text) {
  return read_people_csv(*open_memory(text), "people.csv");
}

std::vector<std::string> summary(const PeopleFile& file) {
  std::vector<std::string> lines;
  for (const MeshPeople& row : file.rows) {
    lines.push_back(row.mesh_code + " " + std::to_string(row.age_low) + "-" + std::to_string(row.age_high) + " " +
                    std::to_string(static_cast<int>(row.persons * 10)));
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST(People, OneRowForEachCellAndAgeClassIsRead) {
  const PeopleFile file = read(
      "mesh_code,age_low,age_high,persons\n5339452511,0,4,12\n5339452511,85,,3.5\n"
      "5339452512,5,9,0\n");
  EXPECT_EQ(summary(file), (Lines{"5339452511 0-4 120", "5339452511 85-120 35"}));
  EXPECT_EQ(file.report.read, 3u);
  EXPECT_TRUE(file.report.skipped.empty());
  EXPECT_EQ(file.ten_digits, MeshLevel::quarter);
}

TEST(People, OneColumnForEachAgeClassIsRead) {
  const PeopleFile file = read("mesh_code,人口総数,0-14,15-64,65+\n53394525,\"1,000\",100,600,300\n");
  EXPECT_EQ(summary(file), (Lines{"53394525 0-14 1000", "53394525 15-64 6000", "53394525 65-120 3000"}));
}

TEST(People, ATotalAloneIsOneClassOfAllAges) {
  EXPECT_EQ(summary(read("メッシュコード,人口総数\n53394525,1000\n")), (Lines{"53394525 0-120 10000"}));
  EXPECT_EQ(summary(read("mesh,population\n53394525,7\n")), (Lines{"53394525 0-120 70"}));
}

TEST(People, ACensusTableWithNumbersForNamesIsReadByItsSecondRow) {
  const PeopleFile file = read(
      "KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T001,T002,T003,T004,T005,T006\r\n"
      ",,,,　人口（総数）,　人口（総数）　男,　０～１４歳人口　総数,　１５歳以上人口　総数,　１５～６４歳人口　総数,"
      "　６５歳以上人口　総数\r\n"
      "533945251,0,,,100,48,10,90,60,30\r\n"
      "533945252,1,533945251,,*,*,*,*,*,*\r\n");
  EXPECT_EQ(summary(file), (Lines{"533945251 0-14 100", "533945251 15-64 600", "533945251 65-120 300"}));
  EXPECT_EQ(file.report.skipped.at("number of persons is concealed at the source").count, 3u);
}

TEST(People, RowsThatCannotBeUsedAreCountedByReason) {
  const PeopleFile file = read(
      "mesh_code,age_low,age_high,persons\n"
      "53394525,0,4,1\n9x394525,0,4,1\n,0,4,1\n53394525,0,4,-1\n53394525,0,4,many\n"
      "53394525,9,5,1\n53394525,-3,5,1\n53394525,0,4,nan\n53394525\n");
  EXPECT_EQ(file.rows.size(), 1u);
  EXPECT_EQ(file.report.read, 9u);
  EXPECT_EQ(file.report.skipped.at("not a mesh code").count, 2u);
  EXPECT_EQ(file.report.skipped.at("persons is not a number ≥ 0").count, 3u);
  EXPECT_EQ(file.report.skipped.at("ages are not a class").count, 3u);
  EXPECT_EQ(file.report.skipped.at("not a mesh code").first_ids[0], "line 3 (9x394525)");
}

TEST(People, TenDigitsAreTenthsWhereOneOfThemMustBe) {
  const PeopleFile file = read("mesh_code,persons\n5339452511,1\n5339452509,1\n");
  EXPECT_EQ(file.ten_digits, MeshLevel::tenth);
  EXPECT_EQ(file.cell(file.rows[0])->level, MeshLevel::tenth);
  EXPECT_EQ(read("mesh_code,persons\n5339452511,1\n").ten_digits, MeshLevel::quarter);
}

TEST(People, TablesOfOtherContentAreRefused) {
  EXPECT_NE(sentence_of([&] { read("a,b\n1,2\n"); }).find("has no column mesh_code"), std::string::npos);
  EXPECT_NE(sentence_of([&] { read(""); }).find("has no column mesh_code"), std::string::npos);
  EXPECT_NE(sentence_of([&] { read("mesh_code,height\n53394525,3\n"); }).find("no columns of persons by age"),
            std::string::npos);
  EXPECT_NE(sentence_of([&] { read("mesh_code,0-14,10-20\n53394525,3,4\n"); }).find("no columns of persons by age"),
            std::string::npos)
      << "classes that overlap count persons twice";
  EXPECT_EQ(sentence_of([&] { read("mesh_code,persons\n\"53394525,1\n"); }).find("people.csv:2: "), 0u);
}

TEST(People, NamesOfAgeClassesAreUnderstood) {
  EXPECT_EQ(age_class_of("0-4"), (AgeClass{0, 4}));
  EXPECT_EQ(age_class_of("age_5_9"), (AgeClass{5, 9}));
  EXPECT_EQ(age_class_of("０～４歳"), (AgeClass{0, 4}));
  EXPECT_EQ(age_class_of("15〜64歳人口"), (AgeClass{15, 64}));
  EXPECT_EQ(age_class_of("85歳以上"), (AgeClass{85, oldest_age}));
  EXPECT_EQ(age_class_of("75+"), (AgeClass{75, oldest_age}));
  EXPECT_EQ(age_class_of("20歳"), (AgeClass{20, 20}));
  EXPECT_EQ(age_class_of("人口総数"), (AgeClass{0, oldest_age}));
  for (const char* other : {"T001101001", "男 0-4歳", "HTKSAKI", "3", "0-4歳 女", "世帯総数", "2020", "height", "",
                            "id 5", "外国人人口 総数", "9-5", "141-200", "130歳以上"}) {
    EXPECT_FALSE(age_class_of(other)) << other;
  }
}

TEST(People, TheFinestClassesThatCoverAllAgesAreChosen) {
  const std::vector<AgeClass> census{{0, 120}, {0, 14}, {15, 120}, {15, 64}, {65, 120}, {75, 120}, {65, 74}};
  EXPECT_EQ(partition_of_ages(census), (std::vector<std::size_t>{1, 3, 6, 5}));
  EXPECT_EQ(partition_of_ages({{0, 120}, {0, 120}}), (std::vector<std::size_t>{0}));
  EXPECT_EQ(partition_of_ages({{65, 120}, {20, 64}}), (std::vector<std::size_t>{1, 0})) << "a gap but no overlap";
  EXPECT_TRUE(partition_of_ages({{65, 120}, {20, 70}}).empty());
  EXPECT_TRUE(partition_of_ages({}).empty());
}

}  // namespace
}  // namespace machi

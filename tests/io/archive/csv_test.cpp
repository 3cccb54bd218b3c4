/// \file  Rows and fields of comma-separated text, and the encodings in which Japanese tables come.
#include "io/archive/csv.hpp"

#include <gtest/gtest.h>

#include "engine/core/error.hpp"
#include "io/archive/encoding.hpp"

namespace machi {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(std::string_view text) {
  CsvReader reader(text);
  Rows rows;
  std::vector<std::string> fields;
  while (reader.next(fields)) rows.push_back(fields);
  return rows;
}

TEST(Csv, RowsEndInAnyConvention) {
  const Rows wanted{{"a", "b"}, {"1", ""}, {"", "2"}};
  EXPECT_EQ(rows_of("a,b\r\n1,\r\n,2\r\n"), wanted);
  EXPECT_EQ(rows_of("a,b\n1,\n,2"), wanted);
  EXPECT_EQ(rows_of("a,b\r1,\r\r,2\r"), wanted);
}

TEST(Csv, QuotedFieldsHoldDividersQuotesAndLineEnds) {
  EXPECT_EQ(rows_of("a,\"b,\"\"c\"\"\nd\",e\n"), (Rows{{"a", "b,\"c\"\nd", "e"}}));
}

TEST(Csv, TheDividerIsTheMostFrequentOfTheFirstRow) {
  EXPECT_EQ(rows_of("a\tb,c\td\n1\t2\t3\n"), (Rows{{"a", "b,c", "d"}, {"1", "2", "3"}}));
  EXPECT_EQ(rows_of("a;b\n1,5;2\n"), (Rows{{"a", "b"}, {"1,5", "2"}}));
}

TEST(Csv, BlanksAroundFieldsAreDropped) {
  EXPECT_EQ(rows_of("　名称 , 緯度\n"), (Rows{{"名称", "緯度"}}));
}

TEST(Csv, LinesCountQuotedLineEnds) {
  CsvReader reader("a\n\n\"b\nc\",x\nd\n");
  std::vector<std::string> fields;
  std::vector<std::uint64_t> lines;
  while (reader.next(fields)) lines.push_back(reader.line());
  EXPECT_EQ(lines, (std::vector<std::uint64_t>{1, 3, 5}));
}

TEST(Csv, AQuoteThatNeverClosesIsReported) {
  CsvReader reader("a,b\n\"1,2\n3,4\n");
  std::vector<std::string> fields;
  while (reader.next(fields)) {
  }
  EXPECT_TRUE(reader.unclosed());
}

TEST(Encoding, MalformedUtf8IsRefused) {
  EXPECT_TRUE(is_utf8("平仮名 \xF0\x9F\x8F\xA0"));
  for (const char* bytes : {"\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80",
                            "\xE5\xB9", "a\xFF"}) {
    EXPECT_FALSE(is_utf8(bytes)) << bytes;
  }
  EXPECT_TRUE(is_utf8("\xE5\xB9", true));
  EXPECT_FALSE(is_utf8("\xE5\xB9 a", true));
}

TEST(Encoding, TextOfEveryUsualEncodingBecomesUtf8) {
  EXPECT_EQ(utf8_text("名称", "x"), "名称");
  EXPECT_EQ(utf8_text("\xEF\xBB\xBF名称", "x"), "名称");
  EXPECT_EQ(utf8_text("\x96\xBC\x8F\xCC", "x"), "名称");
  EXPECT_EQ(utf8_text("\x87\x40\x87\x8A", "x"), "①㈱") << "NEC's characters, which CP932 has and Shift_JIS has not";
  EXPECT_EQ(utf8_text(std::string("\xFF\xFE\x0D\x54", 4), "x"), "名");
  try {
    utf8_text("\xFF\xFF\xFF", "x.csv");
    FAIL() << "not refused";
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()).find("x.csv: is neither UTF-8"), 0u) << error.what();
  }
}

}  // namespace
}  // namespace machi

/// \file  Rows and fields of comma-separated text, and the encodings in which Japanese tables come.
#include "io/archive/csv.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/core/error.hpp"
#include "io/archive/encoding.hpp"
#include "tests/sentence_of.hpp"

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

/// A reader of a text that comes so many bytes at a time.
std::function<bool(std::string&)> pieces_of(std::string_view text, std::size_t size) {
  return [text, size](std::string& into) mutable {
    into += text.substr(0, size);
    const bool more = !text.empty();
    text.remove_prefix(std::min(size, text.size()));
    return more;
  };
}

TEST(Csv, TextInPiecesReadsAsWholeTextDoes) {
  for (const std::string text : {"a;b\r\n1;\r\n\r\n;2\r\n", "a,b\r1,\r\r,2\r", "a,\"b,\"\"c\"\"\r\nd\",e\n\nf,g",
                                 "\n\na\tb\n\"x\ny\"\t1\n", "a,b\n\"1,2\n3,4\n", "a", "", "　a ,b\"c\n\"\""}) {
    const auto all_of = [](CsvReader& reader) {
      std::string all;
      std::vector<std::string> fields;
      while (reader.next(fields)) {
        all += fmt::format("line {}:", reader.line());
        for (const std::string& field : fields) all += fmt::format(" <{}>", field);
      }
      return all + (reader.unclosed() ? " unclosed" : "") + (reader.too_long() ? " too long" : "");
    };
    CsvReader whole(text);
    const std::string wanted = all_of(whole);
    for (const std::size_t size : {1, 2, 3, 5, 100}) {
      CsvReader reader(pieces_of(text, size));
      EXPECT_EQ(all_of(reader), wanted) << text << size;
    }
  }
}

TEST(Csv, ARowInPiecesMayNotBeTooLong) {
  const std::string text = "a,b\n1,\"" + std::string(40'000'000, 'x');
  CsvReader reader(pieces_of(text, 1 << 18));
  std::vector<std::string> fields;
  std::uint64_t rows = 0;
  while (reader.next(fields) && !reader.too_long()) ++rows;
  EXPECT_EQ(rows, 1U);
  EXPECT_TRUE(reader.too_long());
  EXPECT_EQ(reader.line(), 2U);
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

std::string text_in_pieces(const std::string& bytes) {
  const auto open = [&] { return open_memory(bytes); };
  const auto source = open();
  TextPieces pieces(*source, encoding_of(open, "x"), "x");
  std::string text;
  while (pieces.append_to(text)) {
  }
  return text;
}

std::string repeated(std::string_view start, std::string_view text, int times) {
  std::string all(start);
  for (int k = 0; k < times; ++k) all += text;
  return all;
}

TEST(Encoding, TextInPiecesIsThatOfTheWhole) {
  using namespace std::string_view_literals;
  for (const std::string& bytes :
       {std::string(), std::string("a"), std::string("\xEF\xBB\xBF"), repeated("\xEF\xBB\xBF", "名", 200'000),
        repeated("", "名", 200'000), repeated("ab", "名", 200'000), repeated("a", "名", 200'000) + "\xE5\xB9",
        repeated("", "😀", 200'000), repeated("a", "\x96\xBC", 200'000), repeated("", "\x96\xBC", 200'000),
        repeated("\xFF\xFE"sv, "\x0D\x54"sv, 200'000), repeated("\xFE\xFF"sv, "\xD8\x3D\xDE\x00"sv, 200'000)})
    EXPECT_TRUE(text_in_pieces(bytes) == utf8_text(bytes, "x")) << bytes.size() << " bytes: " << bytes.substr(0, 9);
  const std::string good = repeated("a", "名", 200'000);
  for (const std::string& bad : {good + "\xFF", repeated("a", "\x96\xBC", 200'000) + "\x96",
                                 repeated("\xFF\xFE"sv, "\x0D\x54"sv, 200'000) + "\x0D"}) {
    const std::string wanted = sentence_of([&] { utf8_text(bad, "x"); });
    EXPECT_EQ(sentence_of([&] { text_in_pieces(bad); }), wanted);
    EXPECT_NE(wanted.find("is neither"), std::string::npos) << bad.size();
  }
}

}  // namespace
}  // namespace machi

/// \file  Tables that are streamed read as those in memory do, however their bytes come.
#include "io/archive/csv_rows.hpp"

#include <gtest/gtest.h>

#include "io/archive/csv.hpp"
#include "io/archive/zip_writer.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

/// A few bytes at a time.
class Drops final : public ByteSource {
 public:
  Drops(std::string_view text, std::size_t most) : text_(text), most_(most) {}
  std::size_t read(std::span<char> into) override {
    const std::size_t count = std::min({into.size(), most_, text_.size()});
    std::copy_n(text_.begin(), count, into.begin());
    text_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view text_;
  std::size_t most_;
};

using Rows = std::vector<std::vector<std::string>>;

Rows streamed(std::string_view text, std::size_t most) {
  Drops drops(text, most);
  CsvRows rows(drops, "t.csv");
  Rows all;
  for (auto fields = rows.next(); !fields.empty(); fields = rows.next()) all.emplace_back(fields.begin(), fields.end());
  return all;
}

TEST(CsvRows, ReadAsTablesInMemoryDo) {
  const std::string texts[] = {"a,b\r\n1,\r\n\r\n,2\r\n",
                               "a,b\n1,\n,2",
                               "a,b\r1,\r\r,2\r",
                               "a,\"b,\"\"c\"\"\nd\",e\n",
                               " x , y\t\n\"q\" ,\"\"\n",
                               "\"a\"\n\"b\"",
                               "one\n"};
  for (const std::string& text : texts) {
    Rows wanted;
    CsvReader reader(text);
    std::vector<std::string> fields;
    while (reader.next(fields)) wanted.push_back(fields);
    for (const std::size_t most : {1, 2, 3, 7, 1000}) EXPECT_EQ(streamed(text, most), wanted) << text << most;
  }
}

TEST(CsvRows, KnowTheirLineAndPassOverAMark) {
  Drops drops(
      "\xEF\xBB\xBF"
      "a,b\r\n\"x\ny\",1\r\n\nlast,2",
      2);
  CsvRows rows(drops, "t.csv");
  EXPECT_EQ(rows.next()[0], "a");
  EXPECT_EQ(rows.line(), 1U);
  EXPECT_EQ(rows.next()[0], "x\ny");
  EXPECT_EQ(rows.line(), 2U);
  EXPECT_EQ(rows.next()[1], "2");
  EXPECT_EQ(rows.line(), 5U);
  EXPECT_TRUE(rows.next().empty());
}

TEST(CsvRows, RefuseWhatIsNoTable) {
  EXPECT_EQ(sentence_of([] { streamed("a,b\n\"x,1\n2,3\n", 4); }), "t.csv:2: a quote is not closed. Close it");
  EXPECT_EQ(sentence_of([] { streamed("a\n\x93\xFA\n", 4); }), "t.csv:2: is not UTF-8. Save the table as UTF-8");
}

TEST(ZipWriter, GivesTheSameBytesAndComesBack) {
  const std::vector<ZipFile> files{{"a.txt", std::string(5000, 'x')}, {"b/c.txt", ""}, {"d.txt", "海町"}};
  const std::string bytes = zip_archive(files);
  EXPECT_EQ(bytes, zip_archive(files));
  EXPECT_LT(bytes.size(), 1000U);
  std::vector<ZipFile> read;
  visit_archive(
      bytes, "x.zip", [](const FileEntry&, std::uint64_t) { return true; },
      [&](const FileEntry& entry, ByteSource& source) {
        read.push_back({entry.inner_path, read_all(source, entry.name, 1 << 20)});
      });
  ASSERT_EQ(read.size(), files.size());
  for (std::size_t k = 0; k < files.size(); ++k) {
    EXPECT_EQ(read[k].name, files[k].name);
    EXPECT_EQ(read[k].bytes, files[k].bytes);
  }
}

}  // namespace
}  // namespace machi

// Files that are wrong: one clear sentence or a counted repair, in bounded memory and time.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "engine/core/error.hpp"
#include "engine/core/machine.hpp"
#include "tests/io/city/recording_sink.hpp"
#include "tests/under_sanitizer.hpp"

namespace machi {
namespace {

// head, then `middle` again and again, then tail, without holding them.
class RepeatingSource final : public ByteSource {
 public:
  RepeatingSource(std::string head, std::string middle, std::uint64_t times, std::string tail)
      : head_(std::move(head)), middle_(std::move(middle)), tail_(std::move(tail)), times_(times) {}
  std::size_t read(std::span<char> into) override {
    std::size_t filled = 0;
    while (filled < into.size() && stage_ <= 2) {
      const std::string& piece = stage_ == 0 ? head_ : stage_ == 1 ? middle_ : tail_;
      const std::size_t count = std::min(into.size() - filled, piece.size() - at_);
      std::copy_n(piece.data() + at_, count, into.data() + filled);
      filled += count;
      at_ += count;
      if (at_ < piece.size()) break;
      at_ = 0;
      if (stage_ == 1 && ++done_ < times_) continue;
      ++stage_;
    }
    total_ += filled;
    return filled;
  }
  std::uint64_t total() const { return total_; }

 private:
  std::string head_, middle_, tail_;
  std::uint64_t times_;
  std::uint64_t done_{0};
  std::uint64_t total_{0};
  std::size_t at_{0};
  int stage_{0};
};

std::string refusal(ByteSource& source) {
  RecordingSink sink;
  try {
    read_citygml(source, "bad.gml", sink);
  } catch (const InputError& error) {
    return error.what();
  }
  return "(no refusal)";
}

std::string refusal(std::string_view document) {
  return refusal(*open_memory(document));
}

std::string building_with(const std::string& coordinates) {
  return city_model(member("<bldg:Building gml:id=\"b\"><bldg:lod0FootPrint>" + multi_surface(polygon(coordinates)) +
                           "</bldg:lod0FootPrint></bldg:Building>"));
}

// AddressSanitizer keeps freed memory in quarantine: peaks say nothing there.
void expect_growth_below_MB(double before_MB, double bound_MB) {
  if (under_sanitizer) return;
  EXPECT_LT(peak_memory_MB() - before_MB, bound_MB);
}

TEST(BadCityGml, DocumentTypeDeclarationIsRefused) {
  EXPECT_EQ(
      refusal("<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"bbbb\">]><CityModel>&b;</CityModel>"),
      "bad.gml:2: has a document type declaration (entities in it could grow without bound). Remove the <!DOCTYPE "
      "…> part");
}

TEST(BadCityGml, UndefinedEntityIsRefused) {
  EXPECT_EQ(refusal("<CityModel>\n\n&eacute;</CityModel>"),
            "bad.gml:3: uses an entity that is not one of XML's own five. Replace it by its character");
}

TEST(BadCityGml, MillionfoldNestingIsRefusedAtOnce) {
  RepeatingSource source("<CityModel><cityObjectMember><Building>", "<a>", 1'000'000, "");
  EXPECT_EQ(refusal(source), "bad.gml:1: has elements more than 256 deep in each other. Is this a city model?");
  EXPECT_LT(source.total(), 1'000'000U);
}

TEST(BadCityGml, GigabyteOfTextIsRefusedInBoundedMemory) {
  const double before_MB = peak_memory_MB();
  RepeatingSource source("<CityModel><cityObjectMember><Building><usage>", std::string(1000, 'x'), 1'000'000, "");
  EXPECT_EQ(refusal(source), "bad.gml:1: has a value of more than 1 MiB of text. Is this a city model?");
  expect_growth_below_MB(before_MB, 20);
}

TEST(BadCityGml, TextOutsideAttributesIsPassedOver) {
  const double before_MB = peak_memory_MB();
  RepeatingSource source("<CityModel><note>", std::string(100'000, 'x'), 2'000, "</note></CityModel>");
  EXPECT_EQ(refusal(source), "(no refusal)");
  expect_growth_below_MB(before_MB, 20);
}

TEST(BadCityGml, EndlessTagIsRefusedInBoundedMemory) {
  const double before_MB = peak_memory_MB();
  RepeatingSource source("<CityModel><!-- ", std::string(1000, 'x'), 1'000'000, "");
  EXPECT_EQ(refusal(source), "bad.gml:1: has a tag, comment or instruction longer than 16 MiB. Is this a city model?");
  expect_growth_below_MB(before_MB, 100);
  RepeatingSource attribute("<CityModel><a b=\"", std::string(1000, 'x'), 1'000'000, "");
  EXPECT_EQ(refusal(attribute),
            "bad.gml:1: has a tag, comment or instruction longer than 16 MiB. Is this a city model?");
}

TEST(BadCityGml, BillionNumbersInOneListAreRefusedInBoundedMemory) {
  const double before_MB = peak_memory_MB();
  RepeatingSource source(
      "<CityModel><cityObjectMember><LandUse><lod1MultiSurface><MultiSurface><surfaceMember><Polygon><exterior>"
      "<LinearRing><posList>",
      "35.6 139.7 3 ", 333'333'334, "");
  EXPECT_EQ(refusal(source),
            "bad.gml:1: has more than 4,194,304 numbers in one coordinate list. Cut the surface into smaller ones");
  expect_growth_below_MB(before_MB, 120);
}

TEST(BadCityGml, FeatureBeyondTheLimitsIsLeftOutAndTheFileReadOn) {
  RepeatingSource source("<CityModel><cityObjectMember><Building id=\"huge\">", "<a/>", 1'100'000,
                         "</Building></cityObjectMember><cityObjectMember><Building id=\"next\"><a/></Building>"
                         "</cityObjectMember></CityModel>");
  RecordingSink sink;
  read_citygml(source, "large.gml", sink);
  ASSERT_EQ(sink.features.size(), 1U);
  EXPECT_EQ(sink.only().id, "next");
  EXPECT_EQ(sink.only().attributes.size(), 1U);
  EXPECT_EQ(sink.skips.size(), 1U);
}

TEST(BadCityGml, TruncatedFileIsSaidSo) {
  const std::string whole = building_with(square_ring);
  for (const std::size_t cut : {whole.size() - 4, whole.size() / 2, std::size_t{200}}) {
    const std::string sentence = refusal(std::string_view(whole).substr(0, cut));
    EXPECT_NE(sentence.find("ends in the middle of the document (truncated file). Fetch it again"), std::string::npos)
        << sentence;
  }
}

TEST(BadCityGml, WhatIsNotXmlIsSaidSo) {
  const std::string sentence = "bad.gml: is not XML. Give CityGML, or leave the file out";
  EXPECT_EQ(refusal("lat,lon\n35.6,139.7\n"), sentence);
  EXPECT_EQ(refusal("PK\x03\x04 zip"), sentence);
  EXPECT_EQ(refusal("   \n"), sentence);
  EXPECT_EQ(refusal(""), "bad.gml: is empty. Replace it by the published file");
  EXPECT_EQ(refusal("<CityModel><a></b></CityModel>"),
            "bad.gml:1: is not well-formed XML (mismatched tag). Fetch or export it again");
  EXPECT_EQ(refusal("<html><body/></html>"),
            "bad.gml:1: has <html> where a city model has <CityModel>. Give CityGML, or leave the file out");
}

TEST(BadCityGml, EncodingsAreReadOrNamed) {
  EXPECT_EQ(refusal("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><CityModel/>"),
            "bad.gml:1: is in the encoding Shift_JIS, which is not read. Convert it to UTF-8");
  std::string utf16("\xFF\xFE", 2);
  for (const char c : std::string("<CityModel><cityObjectMember><Building/></cityObjectMember></CityModel>")) {
    utf16 += c;
    utf16 += '\0';
  }
  EXPECT_EQ(read_text(utf16).features.size(), 1U);
}

struct BadRing {
  std::string coordinates;
  std::string repair;
};

TEST(BadCityGml, RingsThatAreNoneAreLeftOutAndCounted) {
  const std::vector<BadRing> cases{
      {"35.6 139.7 3 NaN 139.701 3 35.601 139.701 3 35.6 139.7 3", "coordinate that is no finite number"},
      {"35.6 139.7 3 inf 139.701 3 35.601 139.701 3 35.6 139.7 3", "coordinate that is no finite number"},
      {"35.6 139.7 3 1e999 139.701 3 35.601 139.701 3 35.6 139.7 3", "coordinate that is no finite number"},
      {"35.6 139.7 3 35.6.1 139.701 3 35.601 139.701 3 35.6 139.7 3", "coordinate that is no finite number"},
      {"35.6 139.7 3 0x10 139.701 3 35.601 139.701 3 35.6 139.7 3", "coordinate that is no finite number"},
      {"35.6 139.7 3 " + std::string(500, '9') + " 139.701 3 35.601 139.701 3", "coordinate that is no finite number"},
      {"35.6 139.7 3 35.6 139.701 3 35.601 139.701 3 35.6 139.7", "coordinates not a multiple of their dimension"},
      {"", "empty ring"},
      {"  \n ", "empty ring"},
      {"35.6 139.7 3 35.6 139.701 3 35.6 139.7 3", "ring with fewer than 3 points"},
      {"35.6 139.7 3 35.6 139.7 3 35.6 139.7 3 35.6 139.7 3", "ring with fewer than 3 points"}};
  for (const BadRing& bad : cases) {
    const RecordingSink sink = read_text(building_with(bad.coordinates));
    ASSERT_EQ(sink.features.size(), 1U) << bad.coordinates;
    EXPECT_TRUE(sink.only().geometry.polygons.empty()) << bad.coordinates;
    EXPECT_TRUE(sink.only().geometry.positions.empty()) << bad.coordinates;
    EXPECT_EQ(sink.repairs, (std::map<std::string, int>{{bad.repair, 1}})) << bad.coordinates;
    EXPECT_EQ(sink.repaired_ids.at(0), "b");
  }
}

TEST(BadCityGml, UnclosedRingIsClosedAndCounted) {
  const RecordingSink sink = read_text(building_with("35.6 139.7 3 35.6 139.701 3 35.601 139.701 3"));
  ASSERT_EQ(sink.only().geometry.positions.size(), 4U);
  EXPECT_EQ(sink.only().geometry.positions[3].first, 35.6);
  EXPECT_EQ(sink.repairs.at("unclosed ring"), 1);
}

TEST(BadCityGml, WrongDimensionIsMendedWhereTheRingCloses) {
  const RecordingSink sink = read_text(building_with("35.6 139.7 35.6 139.701 35.601 139.701 35.6 139.7"));
  EXPECT_EQ(sink.only().geometry.positions.size(), 4U);
  EXPECT_EQ(sink.repairs.at("wrong srsDimension"), 1);
}

TEST(BadCityGml, HoleThatIsNoneIsLeftOutAlone) {
  const std::string ring = "<gml:LinearRing><gml:posList>";
  const RecordingSink sink = read_text(city_model(member(
      "<luse:LandUse><luse:lod1MultiSurface><gml:MultiSurface><gml:surfaceMember><gml:Polygon><gml:exterior>" + ring +
      square_ring + "</gml:posList></gml:LinearRing></gml:exterior><gml:interior>" + ring +
      "35.6 139.7 NaN</gml:posList></gml:LinearRing></gml:interior><gml:interior>" + ring +
      "35.6002 139.7002 3 35.6004 139.7002 3 35.6004 139.7004 3 35.6002 139.7002 3</gml:posList></gml:LinearRing>"
      "</gml:interior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></luse:lod1MultiSurface></luse:LandUse>")));
  ASSERT_EQ(sink.only().geometry.polygons.size(), 1U);
  EXPECT_EQ(sink.only().geometry.polygons[0].ring_end, 2U);
  EXPECT_EQ(sink.repairs.at("coordinate that is no finite number"), 1);
}

TEST(BadCityGml, PolygonInASecondCrsIsLeftOut) {
  const auto surface = [](const std::string& epsg) {
    return "<luse:lod1MultiSurface><gml:MultiSurface srsName=\"EPSG:" + epsg + "\"><gml:surfaceMember>" +
           polygon(square_ring) + "</gml:surfaceMember></gml:MultiSurface></luse:lod1MultiSurface>";
  };
  const RecordingSink sink = read_text(
      city_model(member("<luse:LandUse>" + surface("6697") + surface("6668") + surface("6677") + "</luse:LandUse>")));
  EXPECT_EQ(sink.only().geometry.polygons.size(), 2U);  // 6668 is 6697 without heights
  EXPECT_EQ(sink.repairs.at("second CRS in one feature"), 1);
}

TEST(BadCityGml, MissingCrsIsLeftToTheCaller) {
  const RecordingSink sink =
      read_text("<CityModel><cityObjectMember><LandUse><lod1MultiSurface>" + multi_surface(polygon(square_ring)) +
                "</lod1MultiSurface></LandUse></cityObjectMember></CityModel>");
  EXPECT_EQ(sink.only().geometry.epsg, 0);
  EXPECT_EQ(sink.only().geometry.polygons.size(), 1U);
}

TEST(BadCityGml, WhatTheSinkThrowsPassesThrough) {
  class Thrower final : public FeatureSink {
    void feature(const Feature&) override { throw UsageError("enough"); }
    void triangles(std::span<const Triangle>, int) override {}
    void repaired(std::string_view, std::string_view) override {}
    void skipped(std::string_view, std::string_view) override {}
  } sink;
  const std::string document = building_with(square_ring);
  EXPECT_THROW(read_citygml(*open_memory(document), "x", sink), UsageError);
}

}  // namespace
}  // namespace machi

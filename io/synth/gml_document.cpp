#include "io/synth/gml_document.hpp"

#include <algorithm>
#include <charconv>

#include "engine/core/rng.hpp"

namespace machi::synth {
namespace {

/// Writes a positive number below 10^4 with 11 decimals (a hundredth of a millimetre of latitude is 10^-10 degrees).
char* degrees(char* at, double value) {
  constexpr std::uint64_t scale = 100000000000;
  const auto scaled = static_cast<std::uint64_t>(std::llround(value * static_cast<double>(scale)));
  at = std::to_chars(at, at + 5, scaled / scale).ptr;
  *at++ = '.';
  std::uint64_t rest = scaled % scale;
  for (int k = 10; k >= 0; --k) {
    at[k] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  }
  at[11] = ' ';
  return at + 12;
}

}  // namespace

HeightText height_text(double height_m, int decimals) {
  Text text;
  text.fixed(height_m, decimals);
  HeightText result;
  result.size = static_cast<std::uint8_t>(std::min(text.bytes().size(), result.text.size()));
  std::copy_n(text.bytes().begin(), result.size, result.text.begin());
  return result;
}

Placed GmlDocument::place(const TownPoint& point) {
  const LatLon at = geodesy_->at(point);
  low_ = {std::min(low_.lat_deg, at.lat_deg), std::min(low_.lon_deg, at.lon_deg)};
  high_ = {std::max(high_.lat_deg, at.lat_deg), std::max(high_.lon_deg, at.lon_deg)};
  Placed placed;
  char* end = degrees(degrees(placed.text.data(), at.lat_deg), at.lon_deg);
  placed.size = static_cast<std::uint8_t>(end - placed.text.data());
  return placed;
}

std::vector<Placed> GmlDocument::place(const std::vector<TownPoint>& points) {
  std::vector<Placed> placed;
  placed.reserve(points.size());
  for (const TownPoint& point : points) placed.push_back(place(point));
  return placed;
}

void GmlDocument::widen_height(double height_m) {
  lowest_m_ = std::min(lowest_m_, height_m);
  highest_m_ = std::max(highest_m_, height_m);
}

void GmlDocument::open_polygon(std::string_view id) {
  if (id.empty())
    body_.put("<gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>");
  else
    body_.put("<gml:Polygon gml:id=\"", id, "\"><gml:exterior><gml:LinearRing><gml:posList>");
}

void GmlDocument::close_polygon() {
  body_.put("</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>");
}

void GmlDocument::polygon(std::span<const Placed> ring, std::string_view height, std::string_view id) {
  open_polygon(id);
  for (const Placed& corner : ring) body_.put(corner.view(), height, " ");
  body_.put(ring.front().view(), height);
  close_polygon();
}

void GmlDocument::polygon(std::span<const Placed> ring, std::span<const HeightText> heights, std::string_view id) {
  open_polygon(id);
  for (std::size_t k = 0; k < ring.size(); ++k) body_.put(ring[k].view(), heights[k].view(), " ");
  body_.put(ring.front().view(), heights.front().view());
  close_polygon();
}

std::string GmlDocument::head(std::string_view up, const DocumentDefects& defects) const {
  Text text;
  if (defects.byte_order_mark) text.put("\xEF\xBB\xBF");
  text.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<core:CityModel");
  static constexpr std::array<std::array<std::string_view, 2>, 11> spaces{
      {{"core", "http://www.opengis.net/citygml/2.0"},
       {"bldg", "http://www.opengis.net/citygml/building/2.0"},
       {"tran", "http://www.opengis.net/citygml/transportation/2.0"},
       {"brid", "http://www.opengis.net/citygml/bridge/2.0"},
       {"luse", "http://www.opengis.net/citygml/landuse/2.0"},
       {"dem", "http://www.opengis.net/citygml/relief/2.0"},
       {"wtr", "http://www.opengis.net/citygml/waterbody/2.0"},
       {"urf", "https://www.geospatial.jp/iur/urf/3.1"},
       {"gml", "http://www.opengis.net/gml"},
       {"xlink", "http://www.w3.org/1999/xlink"},
       {"xsi", "http://www.w3.org/2001/XMLSchema-instance"}}};
  for (const auto& [prefix, address] : spaces) text.put(" xmlns:", prefix, "=\"", address, "\"");
  text.put(
      " xmlns:uro=\"https://www.geospatial.jp/iur/uro/3.1\" "
      "xsi:schemaLocation=\"https://www.geospatial.jp/iur/uro/3.1 ",
      up, "schemas/iur/uro/3.1/urbanObject.xsd https://www.geospatial.jp/iur/urf/3.1 ", up,
      "schemas/iur/urf/3.1/urbanFunction.xsd");
  static constexpr std::array<std::array<std::string_view, 2>, 6> schemas{{{"building", "building.xsd"},
                                                                           {"bridge", "bridge.xsd"},
                                                                           {"transportation", "transportation.xsd"},
                                                                           {"landuse", "landUse.xsd"},
                                                                           {"relief", "relief.xsd"},
                                                                           {"waterbody", "waterBody.xsd"}}};
  for (const auto& [name, file] : schemas)
    text.put(" http://www.opengis.net/citygml/", name, "/2.0 http://schemas.opengis.net/citygml/", name, "/2.0/", file);
  text.put(
      "\">\n<gml:boundedBy><gml:Envelope srsName=\"http://www.opengis.net/def/crs/EPSG/0/6697\" srsDimension=\"3\">"
      "<gml:lowerCorner>");
  const auto corner = [&](const LatLon& at, double height) {
    text.fixed(at.lat_deg, 11);
    text.put(" ");
    text.fixed(at.lon_deg, 11);
    text.put(" ");
    text.fixed(height, 2);
  };
  corner(low_, lowest_m_);
  text.put("</gml:lowerCorner><gml:upperCorner>");
  corner(high_, highest_m_);
  text.put("</gml:upperCorner></gml:Envelope></gml:boundedBy>\n");
  return std::move(text.bytes());
}

std::string gml_id(std::string_view prefix, std::uint64_t seed, std::uint64_t key, std::uint32_t kind) {
  const auto words = random_block(seed, key, kind, purpose_gml_id);
  static constexpr std::string_view hex = "0123456789abcdef";
  std::string id(prefix);
  for (std::size_t k = 0; k < 32; ++k) {
    if (k == 8 || k == 12 || k == 16 || k == 20) id.push_back('-');
    std::uint32_t nibble = (words[k / 8] >> (4 * (k % 8))) & 15u;
    if (k == 12) nibble = 4;
    if (k == 16) nibble = 8 | (nibble & 3u);
    id.push_back(hex[nibble]);
  }
  return id;
}

}  // namespace machi::synth

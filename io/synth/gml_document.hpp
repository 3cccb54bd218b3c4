/// \file  One CityGML file in the making: members, positions and the envelope that holds them.
#pragma once

#include <array>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/synth/geodesy.hpp"
#include "io/synth/text.hpp"

namespace machi::synth {

/// A place on the earth, already written out as "lat lon " (or "lat lon height"): a corner stands in up to nine rings.
struct Placed {
  std::array<char, 48> text;
  std::uint8_t size{0};
  std::string_view view() const { return {text.data(), size}; }
};

/// "12.34" and the like.
struct HeightText {
  std::array<char, 16> text;
  std::uint8_t size{0};
  std::string_view view() const { return {text.data(), size}; }
};
HeightText height_text(double height_m, int decimals = 2);

/// Which defects a document has as a whole.
struct DocumentDefects {
  bool byte_order_mark{false};
  bool undeclared_prefix{false};
};

class GmlDocument {
 public:
  explicit GmlDocument(const Geodesy& geodesy) : geodesy_(&geodesy) {}

  Text& body() { return body_; }
  const Text& body() const { return body_; }
  std::int64_t members() const { return members_; }
  bool empty() const { return members_ == 0; }

  /// A point of the town as "lat lon "; widens the envelope.
  Placed place(const TownPoint& point);
  std::vector<Placed> place(const std::vector<TownPoint>& points);
  void widen_height(double height_m);

  void begin_member() { body_.put("<core:cityObjectMember>\n"); }
  void end_member() {
    body_.put("</core:cityObjectMember>\n");
    ++members_;
  }
  /// A polygon without holes at one height, closed here. `id` may be empty. Inside a gml:surfaceMember.
  void polygon(std::span<const Placed> ring, std::string_view height, std::string_view id = {});
  /// A polygon whose corner k lies at heights[k].
  void polygon(std::span<const Placed> ring, std::span<const HeightText> heights, std::string_view id = {});
  /// A coded value of a file two folders below the town's, as all but the hazards' are.
  void code(std::string_view tag, std::string_view list, std::string_view value) {
    body_.put("<", tag, " codeSpace=\"../../codelists/", list, ".xml\">", value, "</", tag, ">\n");
  }
  void open_polygon(std::string_view id);
  void close_polygon();

  /// Everything before the members and after them. `up` is the way from the file's folder to the town's folder, such
  /// as "../../".
  std::string head(std::string_view up, const DocumentDefects& defects = {}) const;
  static std::string_view tail() { return "</core:CityModel>\n"; }

 private:
  const Geodesy* geodesy_;
  Text body_;
  std::int64_t members_{0};
  LatLon low_{1e9, 1e9};
  LatLon high_{-1e9, -1e9};
  double lowest_m_{std::numeric_limits<double>::max()};
  double highest_m_{std::numeric_limits<double>::lowest()};
};

/// A gml:id: prefix and a random UUID (RFC 4122, version 4) of (seed, key, kind).
std::string gml_id(std::string_view prefix, std::uint64_t seed, std::uint64_t key, std::uint32_t kind);

}  // namespace machi::synth

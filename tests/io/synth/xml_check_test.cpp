// The reading that the tests of this folder use, and proof that it sees what it is to see.
#include "tests/io/synth/xml_check.hpp"

#include <expat.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string_view>

namespace machi {
namespace {

using Place = std::array<double, 3>;  // latitude, longitude, height
using Ring = std::vector<Place>;

class Reading {
 public:
  XmlFacts run(const std::string& text) {
    XML_Parser parser = XML_ParserCreate(nullptr);
    XML_SetUserData(parser, this);
    XML_SetElementHandler(
        parser,
        [](void* self, const char* name, const char** attributes) {
          static_cast<Reading*>(self)->open(name, attributes);
        },
        [](void* self, const char* name) { static_cast<Reading*>(self)->close(name); });
    XML_SetCharacterDataHandler(parser, [](void* self, const char* bytes, int size) {
      static_cast<Reading*>(self)->text_.append(bytes, static_cast<std::size_t>(size));
    });
    if (XML_Parse(parser, text.data(), static_cast<int>(text.size()), 1) == XML_STATUS_ERROR)
      facts_.error = XML_ErrorString(XML_GetErrorCode(parser));
    XML_ParserFree(parser);
    for (const std::vector<std::string>& links : linked_solids_) check_linked(links);
    return facts_;
  }

 private:
  static Ring numbers(const std::string& text) {
    Ring ring;
    const char* at = text.c_str();
    for (char* end = nullptr;; at = end) {
      Place place{};
      int k = 0;
      for (; k < 3; ++k, at = end) {
        place[static_cast<std::size_t>(k)] = std::strtod(at, &end);
        if (end == at) return ring;
      }
      ring.push_back(place);
    }
  }

  void open(std::string_view name, const char** attributes) {
    text_.clear();
    for (; *attributes != nullptr; attributes += 2) {
      const std::string_view key = attributes[0], value = attributes[1];
      if (key == "gml:id") facts_.ids.emplace_back(value);
      if (key == "gml:id" && name == "gml:Polygon") polygon_id_ = value;
      if (key == "xlink:href") links_.emplace_back(value.substr(1));
      if (key == "codeSpace" && value.find("../codelists/") == std::string_view::npos)
        facts_.missing_code_lists.emplace(value);
    }
    if (name == "gml:Polygon" && polygon_id_.empty()) polygon_id_ = "-";
    if (name == "gml:Solid") solid_.clear(), links_.clear(), in_solid_ = true;
    if (name == "bldg:boundedBy" || name == "brid:boundedBy") in_surface_ = true;
    if (name == "brid:Bridge") solid_.clear(), in_solid_ = true;
    if (name == "tran:trafficArea" || name == "wtr:lod1MultiSurface") in_surface_ = true;
  }

  void close(std::string_view name) {
    if (name == "gml:lowerCorner") lower_ = corner();
    if (name == "gml:upperCorner") upper_ = corner();
    if (name == "gml:posList") take_ring(numbers(text_));
    if (name == "gml:Polygon") polygon_id_.clear();
    if (name == "gml:Solid") {
      in_solid_ = false;
      if (links_.empty())
        check_shell(solid_);
      else
        linked_solids_.push_back(links_);
    }
    if (name == "brid:Bridge") {  // its boundary surfaces are to be a closed shell together
      in_solid_ = false;
      check_shell(solid_);
    }
    if (name == "bldg:boundedBy" || name == "brid:boundedBy" || name == "tran:trafficArea" ||
        name == "wtr:lod1MultiSurface")
      in_surface_ = false;
    text_.clear();
  }

  Place corner() const {
    const Ring ring = numbers(text_);
    return ring.empty() ? Place{} : ring.front();
  }

  void take_ring(const Ring& ring) {
    if (ring.size() < 4) ++facts_.short_rings;
    if (ring.empty() || ring.front() != ring.back()) ++facts_.open_rings;
    for (const Place& place : ring)
      for (std::size_t k = 0; k < 3; ++k) {
        const double slack = k == 2 ? 0.0051 : 2e-11;  // the envelope's heights have two decimals
        if (place[k] < lower_[k] - slack || place[k] > upper_[k] + slack) ++facts_.outside_envelope;
      }
    if (in_solid_) solid_.push_back(ring);
    if (!in_solid_ && !in_surface_ && area(ring) <= 0) ++facts_.clockwise_surfaces;
    if (!polygon_id_.empty() && polygon_id_ != "-") polygons_[polygon_id_] = ring;
  }

  /// Signed, seen from above; square degrees.
  static double area(const Ring& ring) {
    double sum = 0;
    for (std::size_t k = 0; k + 1 < ring.size(); ++k)
      sum += (ring[k][1] - ring[0][1]) * (ring[k + 1][0] - ring[0][0]) -
             (ring[k + 1][1] - ring[0][1]) * (ring[k][0] - ring[0][0]);
    return sum;
  }

  void check_linked(const std::vector<std::string>& links) {
    std::vector<Ring> shell;
    bool whole = true;
    for (const std::string& link : links) {
      const auto found = polygons_.find(link);
      if (found == polygons_.end()) {
        ++facts_.dangling_links;
        whole = false;
      } else {
        shell.push_back(found->second);
      }
    }
    if (whole) check_shell(shell);
  }

  void check_shell(const std::vector<Ring>& shell) {
    std::map<std::pair<Place, Place>, int> edges;
    double volume = 0;
    const Place o = shell.front().front();
    for (const Ring& ring : shell) {
      for (std::size_t k = 0; k + 1 < ring.size(); ++k) ++edges[{ring[k], ring[k + 1]}];
      for (std::size_t k = 1; k + 2 < ring.size(); ++k) {
        std::array<Place, 3> t{ring[0], ring[k], ring[k + 1]};
        for (Place& p : t) p = {(p[1] - o[1]) * 9e4, (p[0] - o[0]) * 11e4, p[2] - o[2]};
        volume += t[0][0] * (t[1][1] * t[2][2] - t[1][2] * t[2][1]) -
                  t[0][1] * (t[1][0] * t[2][2] - t[1][2] * t[2][0]) + t[0][2] * (t[1][0] * t[2][1] - t[1][1] * t[2][0]);
      }
    }
    bool open = false;
    for (const auto& [edge, uses] : edges) open |= uses != 1 || edges.count({edge.second, edge.first}) != 1;
    facts_.open_solids += open;
    facts_.solids_inside_out += volume <= 0;
  }

  XmlFacts facts_;
  std::string text_, polygon_id_;
  bool in_solid_{false}, in_surface_{false};
  Place lower_{}, upper_{};
  std::vector<Ring> solid_;
  std::vector<std::string> links_;
  std::vector<std::vector<std::string>> linked_solids_;
  std::map<std::string, Ring> polygons_;
};

}  // namespace

XmlFacts check_xml(const std::string& text) {
  return Reading().run(text);
}

namespace {

std::string solid(const std::string& last_face) {
  const auto face = [](const std::string& ring) {
    return "<gml:surfaceMember><gml:Polygon><gml:posList>" + ring + "</gml:posList></gml:Polygon></gml:surfaceMember>";
  };
  return "<a><gml:lowerCorner>0 0 0</gml:lowerCorner><gml:upperCorner>1 1 1</gml:upperCorner><gml:Solid>" +
         face("0 0 0 1 0 0 0 1 0 0 0 0") + face("0 0 0 0 1 0 0 0 1 0 0 0") + face("0 0 0 0 0 1 1 0 0 0 0 0") +
         face(last_face) + "</gml:Solid></a>";
}

TEST(XmlCheck, KnowsAClosedSolidFromAnOpenOne) {
  const XmlFacts closed = check_xml(solid("1 0 0 0 0 1 0 1 0 1 0 0"));
  EXPECT_EQ(closed.open_solids, 0);
  EXPECT_EQ(closed.solids_inside_out, 0);
  EXPECT_EQ(check_xml(solid("1 0 0 0 1 0 0 0 1 1 0 0")).open_solids, 1) << "a face is turned";
  EXPECT_EQ(check_xml(solid("1 0 0 0 0 1 0 1 0")).open_rings, 1);
  EXPECT_GT(check_xml(solid("1 0 0 0 0 2 0 1 0 1 0 0")).outside_envelope, 0);
  EXPECT_NE(check_xml("<a><b></a>").error, "");
}

}  // namespace
}  // namespace machi

/// \file  A sink that keeps what a reader gives, for tests.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/feature.hpp"
#include "io/archive/source.hpp"
#include "io/city/citygml_reader.hpp"

namespace machi {

/// A Feature whose strings outlive the call.
struct KeptFeature {
  struct KeptAttribute {
    std::string path, value, code_space, unit;
    std::uint32_t group;
  };
  Theme theme;
  std::string type, id;
  std::uint64_t line;
  std::uint16_t parts;
  std::vector<KeptAttribute> attributes;
  Feature geometry;  ///< its polygons, rings, positions and epsg; no strings

  /// The value at a path, "(none)" where there is none.
  std::string value(std::string_view path) const {
    for (const KeptAttribute& attribute : attributes)
      if (attribute.path == path) return attribute.value;
    return "(none)";
  }
  const KeptAttribute& at(std::string_view path) const {
    for (const KeptAttribute& attribute : attributes)
      if (attribute.path == path) return attribute;
    static const KeptAttribute none{};
    return none;
  }
  int count(SurfaceKind kind, int lod = -1, int part = -1) const {
    int n = 0;
    for (const FeaturePolygon& p : geometry.polygons)
      n += p.kind == kind && (lod < 0 || p.lod == lod) && (part < 0 || p.part == part) ? 1 : 0;
    return n;
  }
};

class RecordingSink final : public FeatureSink {
 public:
  void feature(const Feature& f) override {
    KeptFeature kept{f.theme, std::string(f.type), std::string(f.id), f.line, f.parts, {}, {}};
    for (const Attribute& a : f.attributes)
      kept.attributes.push_back(
          {std::string(a.path), std::string(a.value), std::string(a.code_space), std::string(a.unit), a.group});
    kept.geometry.epsg = f.epsg;
    kept.geometry.polygons = f.polygons;
    kept.geometry.ring_end = f.ring_end;
    kept.geometry.positions = f.positions;
    features.push_back(std::move(kept));
  }
  void triangles(std::span<const Triangle> batch, int epsg) override {
    terrain.insert(terrain.end(), batch.begin(), batch.end());
    terrain_epsg = epsg;
  }
  void repaired(std::string_view what, std::string_view id) override {
    ++repairs[std::string(what)];
    repaired_ids.emplace_back(id);
  }
  void skipped(std::string_view reason, std::string_view) override { ++skips[std::string(reason)]; }

  const KeptFeature& only() const { return features.at(0); }
  int parts() const {
    int n = 0;
    for (const KeptFeature& f : features) n += f.parts;
    return n;
  }

  std::vector<KeptFeature> features;
  std::vector<Triangle> terrain;
  int terrain_epsg{0};
  std::map<std::string, int> repairs;
  std::map<std::string, int> skips;
  std::vector<std::string> repaired_ids;
};

/// Reads a document from memory.
inline RecordingSink read_text(std::string_view document, const std::string& name = "test.gml") {
  RecordingSink sink;
  read_citygml(*open_memory(document), name, sink);
  return sink;
}

/// The members in a CityModel with an Envelope of EPSG:6697.
inline std::string city_model(const std::string& members) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0" xmlns:gml="http://www.opengis.net/gml">
<gml:boundedBy><gml:Envelope srsName="http://www.opengis.net/def/crs/EPSG/0/6697" srsDimension="3">
<gml:lowerCorner>35.60 139.70 0</gml:lowerCorner><gml:upperCorner>35.61 139.72 50</gml:upperCorner>
</gml:Envelope></gml:boundedBy>
)" + members +
         "\n</core:CityModel>\n";
}

inline std::string member(const std::string& feature) {
  return "<core:cityObjectMember>" + feature + "</core:cityObjectMember>\n";
}

inline std::string polygon(const std::string& coordinates, const std::string& id = "") {
  return "<gml:Polygon" + (id.empty() ? "" : " gml:id=\"" + id + "\"") +
         "><gml:exterior><gml:LinearRing><gml:posList>" + coordinates +
         "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>";
}

inline std::string multi_surface(const std::string& polygon_element) {
  return "<gml:MultiSurface><gml:surfaceMember>" + polygon_element + "</gml:surfaceMember></gml:MultiSurface>";
}

inline const std::string square_ring = "35.6 139.7 3 35.6 139.701 3 35.601 139.701 3 35.601 139.7 3 35.6 139.7 3";

/// A file of the shared data, below citygml/ where it begins with a municipality's code.
inline std::string shared(const std::string& path) {
  return std::string(MACHI_SHARED_DATA) + "/" + path;
}

inline RecordingSink read_shared(const std::string& path) {
  RecordingSink sink;
  read_citygml(*open_file(shared(path)), path, sink);
  return sink;
}

}  // namespace machi

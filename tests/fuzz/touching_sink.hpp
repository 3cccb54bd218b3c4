/// \file  A sink that reads everything that it is given, so that the sanitizers see every view and index.
#pragma once

#include <cstdlib>
#include <string_view>

#include "engine/model/feature.hpp"

namespace machi {

class TouchingSink final : public FeatureSink {
 public:
  void feature(const Feature& feature) override {
    touch(feature.type);
    touch(feature.id);
    for (const Attribute& attribute : feature.attributes) {
      touch(attribute.path);
      touch(attribute.value);
      touch(attribute.code_space);
      touch(attribute.unit);
    }
    for (const FeaturePolygon& polygon : feature.polygons) {
      require(polygon.ring_begin < polygon.ring_end && polygon.ring_end <= feature.ring_end.size());
      for (std::uint32_t r = polygon.ring_begin; r < polygon.ring_end; ++r) touch_ring(feature.ring(r));
    }
    require(feature.ring_end.empty() ? feature.positions.empty() : feature.ring_end.back() == feature.positions.size());
  }
  void triangles(std::span<const Triangle> triangles, int) override {
    for (const Triangle& triangle : triangles)
      for (const Position& position : triangle) sum_ = sum_ + position.first;
  }
  void repaired(std::string_view what, std::string_view id) override {
    touch(what);
    touch(id);
  }
  void skipped(std::string_view reason, std::string_view id) override {
    touch(reason);
    touch(id);
  }

 private:
  static void require(bool holds) {
    if (!holds) std::abort();
  }
  // What the reader promises of every ring: closed, at least three corners, finite.
  void touch_ring(std::span<const Position> ring) {
    require(ring.size() >= 4);
    require(ring.front().first == ring.back().first && ring.front().second == ring.back().second);
    for (const Position& position : ring) {
      require(position.first - position.first == 0 && position.second - position.second == 0);
      sum_ = sum_ + position.first;
    }
  }
  void touch(std::string_view text) {
    for (const char c : text) sum_ = sum_ + c;
  }
  volatile double sum_{0};
};

}  // namespace machi

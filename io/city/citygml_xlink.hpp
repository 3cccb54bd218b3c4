/// \file  Finds the targets of xlink:href within a feature and across the features of one file, in bounded memory.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "io/city/citygml_feature.hpp"

namespace machi {

/// Passes features on to a sink, with their xlinks resolved:
///   - a link to a polygon of the same feature and level of detail adds nothing (lod2Solid repeats its boundary
///     surfaces); to another level of detail, it adds a copy there;
///   - a link to an earlier feature of the file copies its polygons, as long as they are among the last
///     `remembered_positions` to twice as many positions of features with gml:ids;
///   - a link to a later feature holds the feature back until its targets have come, or the file ends, or more than
///     `held_positions` are held (features that are held back come after those that are not);
///   - what is left without a target is counted as "xlink without target".
class XlinkResolver {
 public:
  explicit XlinkResolver(FeatureSink& sink) : sink_(sink) {}
  /// Takes a complete feature; it may be reused afterwards.
  void deliver(FeatureBuffer& feature);
  /// The file has ended: passes on what is held back.
  void finish();

  static constexpr std::size_t remembered_positions = std::size_t{1} << 20;
  static constexpr std::size_t held_positions = std::size_t{1} << 20;
  static constexpr std::size_t held_features = 4096;

 private:
  struct Place {
    std::size_t feature;
    std::uint32_t polygon_begin;
    std::uint32_t polygon_end;
  };
  // Earlier features with ids; two generations, so that forgetting is cheap.
  struct Generation {
    std::vector<FeatureBuffer> features;
    std::unordered_map<std::string, Place> ids;
    std::size_t positions{0};
  };

  void resolve_within(FeatureBuffer& feature);
  void resolve_from_earlier(FeatureBuffer& feature);
  void serve_held(const FeatureBuffer& feature);
  void remember(const FeatureBuffer& feature);
  void hold(const FeatureBuffer& feature);
  void emit(FeatureBuffer& feature);

  FeatureSink& sink_;
  Generation now_;
  Generation before_;
  std::vector<FeatureBuffer> held_;
  std::unordered_map<std::string, std::vector<std::size_t>> wanted_;  // target → held features
  std::size_t held_positions_{0};
  std::vector<std::uint32_t> order_;
};

}  // namespace machi

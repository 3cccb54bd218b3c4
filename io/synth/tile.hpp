/// \file  The writers of `machi synth`: each writes what one third-level mesh holds of one theme into a document.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "engine/synth/building.hpp"
#include "engine/synth/town.hpp"
#include "io/synth/gml_document.hpp"
#include "io/synth/synth.hpp"

namespace machi::synth {

/// What all meshes of a town share.
struct World {
  const Town& town;
  const Geodesy& geodesy;
  const SynthOptions& options;
};

/// A mesh and the part of the drawing board that it may hold.
struct MeshArea {
  Mesh mesh;
  PlanRect plan{1e18, 1e18, -1e18, -1e18};
};

enum class Refuge : std::uint8_t { school, hall, tall_building, park, high_ground };

/// A designated place of refuge before it is numbered. Plain data: it travels between ranks as it is.
struct Shelter {
  std::uint64_t key{0};
  LatLon at;
  Refuge kind{Refuge::park};
  bool flood{false}, landslide{false}, storm_surge{false}, earthquake{false}, tsunami{false}, fire{false},
      inland{false};
};

/// People by age class of 250 m cells; the key is the cell's ten-digit code.
using MeshPersons = std::map<std::uint64_t, std::array<std::int32_t, age_classes>>;

/// One mesh at work. A feature belongs to the mesh in which the centre of its plan lies.
class Tile {
 public:
  Tile(const World& world, const MeshArea& area);

  const World& world() const { return world_; }
  const WarpPatch& patch() const { return patch_; }
  const MeshArea& area() const { return area_; }
  bool holds(const PlanPoint& point) const { return mesh_at(lat_lon(point)) == area_.mesh; }
  LatLon lat_lon(const PlanPoint& point) const { return world_.geodesy.at(patch_.to_town(point)); }
  /// Contents of all districts that reach into the mesh.
  const std::vector<DistrictContents>& districts() const { return districts_; }
  /// A number in [0, 1) that decides something about a feature.
  double decide(std::uint64_t key, std::uint32_t question) const;
  /// Whether a feature of an awkward town has a certain defect: `share` of the rate that the user gave.
  bool awkward(std::uint64_t key, std::uint32_t defect, double share) const;

 private:
  const World& world_;
  const MeshArea& area_;
  WarpPatch patch_;
  std::vector<DistrictContents> districts_;
};

void write_buildings(const Tile& tile, GmlDocument& document, SynthSummary& summary, std::vector<Shelter>& shelters,
                     MeshPersons& persons);
void write_roads(const Tile& tile, GmlDocument& document, SynthSummary& summary);
void write_land_use(const Tile& tile, GmlDocument& document, SynthSummary& summary, std::vector<Shelter>& shelters);
/// LOD2 decks of the road bridges: a closed shell of floor, walls and underside.
void write_bridges(const Tile& tile, GmlDocument& document, SynthSummary& summary);
/// Sea and rivers at their mean level.
void write_waters(const Tile& tile, GmlDocument& document, SynthSummary& summary);
/// Zoning (用途地域) as UseDistrict.
void write_use_districts(const Tile& tile, GmlDocument& document, SynthSummary& summary);
/// High ground at the foot of the hills, one place for each arterial road that climbs them.
void add_high_ground(const Tile& tile, std::vector<Shelter>& shelters);
void write_terrain(const Tile& tile, GmlDocument& document, SynthSummary& summary);

enum class Hazard { tsunami, flood_planned, flood_largest };
/// period: which river (floods only).
void write_hazard(const Tile& tile, Hazard hazard, int period, GmlDocument& document, SynthSummary& summary);
/// The rivers whose floods may reach the mesh.
std::vector<int> rivers_near(const Tile& tile);

}  // namespace machi::synth

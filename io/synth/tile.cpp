#include "io/synth/tile.hpp"

#include "engine/core/rng.hpp"

namespace machi::synth {
namespace {

PlanRect widened(const PlanRect& rect, double by) {
  return {rect.u0_m - by, rect.v0_m - by, rect.u1_m + by, rect.v1_m + by};
}

bool overlap(const PlanRect& a, const PlanRect& b) {
  return a.u0_m < b.u1_m && b.u0_m < a.u1_m && a.v0_m < b.v1_m && b.v0_m < a.v1_m;
}

}  // namespace

Tile::Tile(const World& world, const MeshArea& area)
    : world_(world), area_(area), patch_(world.town.warp(), widened(area.plan, 900)) {
  const Town& town = world.town;
  for (int j = 0; j < town.end_row(); ++j)
    for (int i = town.first_column(); i < town.end_column(); ++i) {
      PlanRect reach = widened(town.frame().district(i, j), 60);
      if (j == 0) reach.v0_m = -Town::sea_width_m - 60;
      if (overlap(reach, area.plan)) districts_.push_back(town.district(i, j));
    }
}

double Tile::decide(std::uint64_t key, std::uint32_t question) const {
  return uniform01(random_block(world_.town.seed(), key, question, purpose_site)[0]);
}

bool Tile::awkward(std::uint64_t key, std::uint32_t defect, double share) const {
  if (world_.options.awkward <= 0) return false;
  return uniform01(random_block(world_.town.seed(), key, defect, purpose_awkward)[0]) < share * world_.options.awkward;
}

}  // namespace machi::synth

#include "engine/process/evacuation/crowd_motion.hpp"

#include <utility>

namespace machi {
namespace {

/// `Steer` calls the kernel: steer(crowd, walls, walkers).
template <class Steer>
class CrowdMotion : public LocalMotion {
 public:
  struct Traits {
    double reach_m;
    double largest_dt_s;
    bool remembers_wish;
    WayClearance way_clearance;
  };
  CrowdMotion(std::string name, const Traits& traits, Steer steer)
      : name_(std::move(name)), traits_(traits), steer_(std::move(steer)) {}
  std::string name() const override { return name_; }
  double reach_m() const override { return traits_.reach_m; }
  double largest_dt_s() const override { return traits_.largest_dt_s; }
  bool remembers_wish() const override { return traits_.remembers_wish; }
  std::optional<WayClearance> way_clearance() const override { return traits_.way_clearance; }
  void steer(const WalkerStore& store, std::uint32_t slot, const BlockWalls& walls, const StepTime&,
             const kernels::Walkers& walkers, MotionRoom& room) const override {
    for (int bin = 0; bin < store.bins(); ++bin) {
      const WalkerStore::Bin here = store.bin(slot, bin);
      if (here.count == 0) continue;
      const kernels::Crowd crowd = gather_crowd(store, slot, bin, room);
      const std::uint32_t at = here.first - store.begin(slot);
      steer_(crowd, walls.of_bin(bin),
             {room.self.data(), walkers.heading_x + at, walkers.heading_y + at, walkers.desired_m_s + at,
              walkers.velocity_x_m_s + at, walkers.velocity_y_m_s + at, here.count});
    }
  }

 private:
  std::string name_;
  Traits traits_;
  Steer steer_;
};

/// What a walker of the radius of collision_free_speed_radius_m can walk: a way that touches a corner leads nowhere
/// when the body must not. A wider or dearer clearance would lead everybody to the middle of a passage.
constexpr WayClearance body_clearance{4, 0.4};

template <class Steer>
std::unique_ptr<LocalMotion> make_motion(std::string name, const typename CrowdMotion<Steer>::Traits& traits,
                                         Steer steer) {
  return std::make_unique<CrowdMotion<Steer>>(std::move(name), traits, std::move(steer));
}

}  // namespace

std::unique_ptr<LocalMotion> collision_free_speed_motion(std::string name,
                                                         const kernels::CollisionFreeSpeedParameters& parameters,
                                                         double reach_m) {
  constexpr double largest_dt_s = 0.1;
  const WayClearance clearance = parameters.wall_gap_s > 0 ? body_clearance : WayClearance{};
  return make_motion(
      std::move(name), {reach_m, largest_dt_s, true, clearance},
      [parameters](const kernels::Crowd& crowd, const kernels::Walls& walls, const kernels::Walkers& walkers) {
        kernels::collision_free_speed(parameters, crowd, walls, walkers);
      });
}

std::unique_ptr<LocalMotion> social_force_motion(const kernels::SocialForceParameters& parameters, double dt_s) {
  return make_motion("social_force",
                     {static_cast<double>(parameters.sight_m), static_cast<double>(kernels::social_force_longest_dt_s),
                      false, WayClearance{}},
                     [parameters, dt = static_cast<float>(dt_s)](
                         const kernels::Crowd& crowd, const kernels::Walls& walls, const kernels::Walkers& walkers) {
                       kernels::social_force(parameters, dt, crowd, walls, walkers);
                     });
}

}  // namespace machi

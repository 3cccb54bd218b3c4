#include "engine/process/evacuation/crowd_motion.hpp"

#include <utility>

namespace machi {
namespace {

/// `Steer` calls the kernel: steer(crowd, walls, walkers).
template <class Steer>
class CrowdMotion : public LocalMotion {
 public:
  CrowdMotion(std::string name, double reach_m, double largest_dt_s, bool remembers_wish, Steer steer)
      : name_(std::move(name)),
        reach_m_(reach_m),
        largest_dt_s_(largest_dt_s),
        remembers_wish_(remembers_wish),
        steer_(std::move(steer)) {}
  std::string name() const override { return name_; }
  double reach_m() const override { return reach_m_; }
  double largest_dt_s() const override { return largest_dt_s_; }
  bool remembers_wish() const override { return remembers_wish_; }
  bool keeps_off_walls() const override { return true; }
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
  double reach_m_;
  double largest_dt_s_;
  bool remembers_wish_;
  Steer steer_;
};

template <class Steer>
std::unique_ptr<LocalMotion> make_motion(std::string name, double reach_m, double largest_dt_s, bool remembers_wish,
                                         Steer steer) {
  return std::make_unique<CrowdMotion<Steer>>(std::move(name), reach_m, largest_dt_s, remembers_wish, std::move(steer));
}

}  // namespace

std::unique_ptr<LocalMotion> collision_free_speed_motion(std::string name,
                                                         const kernels::CollisionFreeSpeedParameters& parameters,
                                                         double reach_m) {
  constexpr double largest_dt_s = 0.1;
  return make_motion(
      std::move(name), reach_m, largest_dt_s, true,
      [parameters](const kernels::Crowd& crowd, const kernels::Walls& walls, const kernels::Walkers& walkers) {
        kernels::collision_free_speed(parameters, crowd, walls, walkers);
      });
}

std::unique_ptr<LocalMotion> social_force_motion(const kernels::SocialForceParameters& parameters, double dt_s) {
  return make_motion("social_force", static_cast<double>(parameters.sight_m),
                     static_cast<double>(kernels::social_force_longest_dt_s), false,
                     [parameters, dt = static_cast<float>(dt_s)](
                         const kernels::Crowd& crowd, const kernels::Walls& walls, const kernels::Walkers& walkers) {
                       kernels::social_force(parameters, dt, crowd, walls, walkers);
                     });
}

}  // namespace machi

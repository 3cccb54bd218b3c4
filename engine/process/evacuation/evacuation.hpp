/// \file  The evacuation of one rank's leaves: people who wait, walk, arrive or are lost; one step after the other. It
/// never communicates in a step: messages are the Stepper's, and what all ranks decide together is in service().
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "engine/hazard/water.hpp"
#include "engine/model/destination.hpp"
#include "engine/model/population.hpp"
#include "engine/process/evacuation/block_costs.hpp"
#include "engine/process/evacuation/crowd_map.hpp"
#include "engine/process/evacuation/ground.hpp"
#include "engine/process/evacuation/local_motion.hpp"
#include "engine/process/evacuation/observers.hpp"
#include "engine/process/evacuation/walker_store.hpp"
#include "engine/process/evacuation/wayfinding.hpp"
#include "engine/step/process.hpp"

namespace machi {

/// What became of a person.
enum class Fate : std::uint8_t { waiting, walking, safe, lost, at_entrance };

/// The end of someone's way; also what is written of each person at the end of a run.
struct Outcome {
  Walker walker;  ///< as it was last
  Fate fate{Fate::waiting};
  std::uint32_t destination{no_index};
  float time_s{0};  ///< of arrival or loss
};

/// Something that a person did for the first time.
struct Moment {
  enum class Kind : std::uint32_t { moved, incapable };
  std::uint64_t id{0};
  std::uint64_t step{0};
  Kind kind{Kind::moved};
  std::uint32_t unused{0};
};

/// Where each person who left the street was, and why, in a step.
struct StreetEvent {
  Walker walker;
  Fate fate{Fate::safe};
  std::uint32_t destination{no_index};
  std::uint64_t step{0};
};

/// Someone whose numbers are numbers no more, and in which step that was seen.
struct Astray {
  std::uint64_t step{0};
  std::uint64_t id{0};
};

/// Someone who has not left yet.
struct WaitingPerson {
  Walker walker;              ///< x, y: where it enters the street
  std::uint64_t due_step{0};  ///< never_due: stays
  std::uint16_t floor_cm{0};  ///< height of its floor over the ground outside
  bool indoors{false};        ///< comes out by a door when due; else stands where it is from the beginning
  bool by_car{false};         ///< gets into a car when due; who is outdoors sits in it from the beginning
};
inline constexpr std::uint64_t never_due = ~std::uint64_t{0};

/// Someone who gets out of a car.
struct OutOfCar {
  std::uint64_t id{0};
  std::uint32_t x{0};  ///< 1/65,536 cell; moved to open ground near by
  std::uint32_t y{0};
};

/// Someone whose car has left the area.
struct DrivenAway {
  std::uint64_t id{0};
  std::uint32_t x{0};  ///< 1/65,536 cell; moved to open ground near by where there is any
  std::uint32_t y{0};
  float time_s{0};
  std::uint32_t unused{0};
};

/// Whether someone of a class is lost in water of this depth and speed (0 unknown); `threshold` is the person's own
/// (loss_threshold in engine/hazard/casualty.hpp).
using LossTest = std::function<bool(std::uint16_t person_class, std::uint16_t depth_cm, std::uint16_t velocity_cm_s,
                                    std::uint32_t threshold)>;

/// A stair under some cells: factors of each class's free speed, seen from above.
struct WalkedStair {
  float up_x{1};
  float up_y{0};
  std::vector<float> up_factor;    ///< [classes]
  std::vector<float> down_factor;  ///< [classes]
};

/// Smoke that stands over some cells.
struct WalkedSmoke {
  float pace{1};               ///< part of the free speed
  std::uint32_t dose{0};       ///< of a step, in 2^-31, at most full_dose
  std::uint64_t from_step{0};  ///< none before
};

/// All walk at a factor of their speed from one time to another.
struct PaceSpan {
  double from_s{0};
  double to_s{0};
  double factor{1};
};

struct EvacuationRules {
  std::int64_t steps_per_s{20};
  std::uint64_t seed{1};
  bool rechoose{true};
  double water_update_s{10};
  double crowd_update_s{0};  ///< way-finding looks at crowds this often; 0: never
  double wading_depth_m{0.5};
  double wading_factor{0.25};
  double field_stop_depth_m{0.5};   ///< cells under deeper water are closed to way-finding
  double time_scale{1};             ///< of the travel-time fields' unit, see Wayfinding
  bool note_moments{false};         ///< first movements and incapacities by person
  bool measure_costs{false};        ///< of blocks, for those who deal them anew; no result depends on them
  std::vector<PaceSpan> weather{};  ///< looked at each second; where several hold, their factors multiply
};

/// Everything that the process of one rank stands on; made by engine/process/evacuation/set_up or a test.
struct EvacuationWorld {
  const LeafDomain* leaves{nullptr};
  const BlockDomain* blocks{nullptr};
  Ground ground;
  std::vector<std::uint16_t> slowness;  ///< [own * 64] of the dry ground, for the fields
  std::vector<Destination> destinations;
  std::vector<Goal> goals;
  std::vector<PersonClass> classes;
  std::unique_ptr<LocalMotion> motion;
  std::unique_ptr<Water> water;      ///< null: dry
  LossTest lost;                     ///< empty: nobody is lost
  std::vector<std::uint16_t> smoke;  ///< [own * 64] into smokes, no_feature; empty: none
  std::vector<WalkedSmoke> smokes;
  std::vector<std::uint16_t> stair;  ///< [own * 64] into stairs, no_feature; empty: none
  std::vector<WalkedStair> stairs;
  std::vector<std::uint16_t> direction;  ///< [own * 64] into directions, no_feature; empty: none
  std::vector<Heading> directions;       ///< unit vectors: who is there walks that way
  AreaObservers observers;
  EvacuationRules rules;

  /// Where in columns over the own cells someone on this rank is.
  std::size_t cell_of(const Walker& walker) const {
    const std::uint32_t slot = blocks->find(blocks->frame().block_at(walker.x, walker.y));
    return std::size_t{ground.leaf_of(slot, walker.x, walker.y)} * leaf_cells +
           static_cast<std::size_t>(Ground::cell_of(walker.x, walker.y));
  }
};

struct EvacuationState;

class Evacuation : public Process {
 public:
  /// Persons whose start lies on this rank's leaves.
  Evacuation(const Comm& comm, EvacuationWorld world, std::vector<WaitingPerson> people);
  /// Goes on from where another evacuation of the same world stood before step `next_step`, a whole second; each person
  /// on the rank of its block (evacuation_state.hpp). Water and fields are made anew, to the same bits.
  Evacuation(const Comm& comm, EvacuationWorld world, EvacuationState state, std::uint64_t next_step);
  ~Evacuation() override;

  std::int64_t steps_per_s() const { return world_.rules.steps_per_s; }

  // Process
  std::int64_t steps_per_service() const override { return steps_per_s(); }
  const std::vector<int>& neighbours() const override { return world_.blocks->neighbours(); }
  void pack(NeighbourExchange& exchange) override { store_.pack(exchange); }
  void arrange_inner() override { arrange(&WalkerStore::arrange_inner); }
  void step_inner(std::uint64_t step) override;
  void receive(std::span<const std::byte> bytes) override { store_.receive(bytes); }
  void arrange_rest() override { arrange(&WalkerStore::arrange_rest); }
  void step_rest(std::uint64_t step) override;
  bool service(const Comm& comm, std::uint64_t step) override;

  // What is so at the last service, the same on all ranks.
  struct Counts {
    std::int64_t persons{0};
    std::int64_t staying{0};  ///< never leave, and are not lost
    std::int64_t waiting{0};
    std::int64_t walking{0};
    std::int64_t at_entrance{0};  ///< waiting to be let in
    std::int64_t safe{0};
    std::int64_t lost{0};
    std::int64_t en_route() const { return waiting + walking + at_entrance; }
  };
  const Counts& counts() const { return counts_; }
  const std::vector<DestinationState>& destinations() const { return states_; }
  const EvacuationWorld& world() const { return world_; }
  const WalkerStore& store() const { return store_; }
  const Wayfinding& ways() const { return ways_; }
  /// Time above density thresholds of 2, 4 and 6 persons/m², in person-seconds, and the highest density; local sums.
  struct Crowding {
    std::array<std::int64_t, 3> person_s{};
    std::int64_t most_within_1_m{0};
    std::int64_t outside{0};  ///< positions in closed cells, once a second
  };
  const Crowding& crowding() const { return crowding_; }
  /// First movements and incapacities on this rank since the last call, where the run notes them; unsorted.
  std::vector<Moment> take_moments() { return std::exchange(moments_, {}); }
  /// Crossings of lines on this rank since the last call, by (step, id, line); and sums of each measuring area over the
  /// steps since the last call.
  std::vector<Crossing> take_crossings();
  std::vector<AreaSums> take_area_sums();
  /// Lets persons out of their cars, each on the open ground nearest to its point, where it walks on from the next step
  /// on; of any ranks. How many of them were in a car and have ground to stand on, over all ranks: who was lost before
  /// its car set off is not, and who finds no ground stays in the car. Between a service and the next step. Collective.
  std::int64_t take_out_of_cars(const Comm& comm, std::vector<OutOfCar> out);
  /// Persons whose cars have left the area are safe at a destination that no walker goes to; of any ranks. Answers who
  /// of them was in a car, ascending, the same on all ranks: the others were lost before. Between a service and the
  /// next step. Collective.
  std::vector<std::uint64_t> drive_away(const Comm& comm, std::span<const DrivenAway> away, std::uint32_t destination);
  /// Those by car on this rank: not yet out of it, or lost before they got into it.
  std::int64_t by_car() const { return static_cast<std::int64_t>(in_cars_.size()) + waits_for_car_; }
  std::int64_t lost_before_car() const { return lost_before_car_; }

  /// Calls `visit` once for each person of this rank, as of the last service.
  void for_each_person(const std::function<void(const Outcome&)>& visit) const;
  /// Throws RunError, which names the person, where somebody of this rank, walking or not, has what is no number:
  /// before a checkpoint is made of it, of `step`.
  void refuse_no_numbers(std::uint64_t step, int rank) const;
  /// All that a later step depends on, of this rank, as of the last service; moments, crossings and area sums must have
  /// been taken.
  EvacuationState state() const;
  /// What a step has cost in each own block since the last call, in ns, along the curve.
  std::vector<BlockWeight> take_costs() { return costs_.take(*world_.blocks); }
  /// What this stood on, to make another of; nothing else may be called after it.
  EvacuationWorld take_world() { return std::move(world_); }

 private:
  struct Room;
  Evacuation(const Comm& comm, EvacuationWorld world);
  void arrange(void (WalkerStore::*part)());
  void step_slots(SlotRange range, std::uint64_t step);
  void step_each(std::span<const std::uint32_t> slots, std::uint64_t step);
  void step_each_by_the_clock(std::span<const std::uint32_t> slots, std::uint64_t step);
  void step_slot(std::uint32_t slot, std::uint64_t step, Room& room);
  /// Where a walker stands.
  struct Place {
    std::uint32_t slot;
    std::uint32_t leaf;
    int cell;
    Way way;  ///< towards the walker's goal
    std::size_t at() const { return std::size_t{leaf} * leaf_cells + static_cast<std::size_t>(cell); }
  };
  void step_walkers(std::uint32_t slot, std::uint64_t step, Room& room);
  bool leaves_street(Place& place, std::uint32_t index, std::uint64_t step, Room& room);
  /// `k`: the walker's place in the room's columns.
  void look(const Place& place, std::uint32_t index, std::uint32_t k, Room& room);
  void look_closer(const Place& place, std::uint32_t index, std::uint32_t k, std::uint64_t step, Room& room);
  void act(std::uint32_t slot, std::uint32_t index, std::uint32_t k, std::uint64_t step, Room& room);
  struct Path;
  Path walk_straight(const Walker& walker, std::int32_t dx, std::int32_t dy, bool clear, Room& room) const;
  bool is_clear(std::uint32_t slot, const Walker& walker, std::int32_t dx, std::int32_t dy) const;
  Path walk_in_pieces(std::uint32_t slot, const Walker& walker, std::int32_t dx, std::int32_t dy, std::uint32_t k,
                      Room& room) const;
  void note_crossings(LinePoint from, std::uint64_t id, std::uint64_t step, Room& room) const;
  void measure_crowd(std::uint32_t slot, Room& room);
  void note_crowd(std::uint32_t slot, std::uint32_t index, std::int64_t within, Room& room);
  void watch(const Walker& walker, std::uint32_t leaf, int cell, float heading_x, float heading_y, Room& room) const;
  void let_go(std::uint32_t slot);
  float water_pace(const Walker& walker, std::uint32_t leaf, int cell) const;

  void put_outdoors();
  void count_those_by_car();
  std::vector<OutOfCar> on_open_ground(const std::vector<OutOfCar>& out) const;
  void start_due(std::uint64_t step);
  void take_events();
  void admit(const Comm& comm, std::uint64_t step);
  void open_and_close(double time_s);
  void follow_world(const Comm& comm, double time_s, bool doors_changed);
  void reach_everyone(const Comm& comm, bool also_waiting);
  void slow_down(std::uint32_t leaf);
  void lose_indoors(std::uint64_t step);
  void refuse_astray(const Comm& comm, std::uint64_t step);
  void count(const Comm& comm);

  EvacuationWorld world_;
  bool wraps_{false};      ///< the ground's ends meet
  bool furnished_{false};  ///< there are stairs, smoke, directions or measuring areas
  WalkerStore store_;
  Wayfinding ways_;
  std::vector<std::unique_ptr<BlockWalls>> walls_;  ///< [own slots], made when someone comes by
  std::vector<WaitingPerson> waiting_;              ///< by due step, then id
  std::size_t next_due_{0};
  std::vector<std::vector<Walker>> at_door_;  ///< [own slots] due, no room on the street yet
  std::vector<Walker> in_cars_;               ///< who got in on this rank
  std::int64_t lost_before_car_{0};           ///< on this rank
  BlockCosts costs_;
  bool next_is_measured_{false};                  ///< whether costs are measured in the next step
  BitSet active_;                                 ///< own slots of this step; empty between steps
  BitSet door_open_;                              ///< own slots where at_door_ is not empty
  std::vector<std::unique_ptr<Room>> rooms_;      ///< [threads]
  std::vector<StreetEvent> events_;               ///< since the last service, by step and id
  std::vector<std::vector<StreetEvent>> queues_;  ///< [destinations] own persons at the entrance, by (step, id)
  std::vector<DestinationState> states_;
  std::vector<std::uint16_t> slowness_now_;
  std::unique_ptr<CrowdMap> crowd_;    ///< null: crowds do not count
  std::array<float, 256> crowd_cost_;  ///< by tenths of a person per m²
  std::vector<float> field_pace_;      ///< by cm of water, for way-finding
  float weather_pace_{1};              ///< of everyone, in this second
  std::vector<Outcome> outcomes_;      ///< of this rank, as they came
  Counts counts_;
  std::int64_t own_safe_{0};
  std::int64_t own_lost_{0};
  Crowding crowding_;
  std::vector<std::vector<float>> water_pace_;  ///< [classes][cm]
  std::vector<Crossing> crossings_;
  std::vector<Moment> moments_;
  std::vector<Astray> astray_;  ///< of this rank, since the last service
  std::vector<AreaSums> area_sums_;
  std::int64_t waits_for_car_{0};  ///< on this rank: who will get into one
};

}  // namespace machi

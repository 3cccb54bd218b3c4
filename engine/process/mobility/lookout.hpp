/// \file  Keeps in view who leaves a rank next, and says until when another rank need not hear of this one.
///
/// Each traveller stands in a calendar at the first step in which it can leave the rank. That bound is looked at again
/// only when its step comes within reach: who has been held up moves on in the calendar. A rank whose travellers stay
/// thus knows it for hours without asking anybody, however short its cut links are.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/process/mobility/next_crossing.hpp"
#include "engine/process/mobility/queue_links.hpp"

namespace machi {

/// Ranks hear of one another at least that often, in steps.
inline constexpr std::uint32_t longest_silence = 1024;

class Lookout {
 public:
  /// `neighbours`: ranks, ascending. Classes must outlive this.
  Lookout(CrossingForecast forecast, const std::vector<VehicleClass>& classes, int rank,
          const std::vector<int>& neighbours);

  /// To be called for who comes to this rank, and whenever a plan or the time of its activity changes; `now` is the
  /// step that comes next. Whoever crosses unforeseen arrives too late, which receive() does not let pass.
  void expect(std::uint32_t slot, const Traveller& traveller, std::uint32_t now);
  /// For who leaves a slot.
  void forget(std::uint32_t slot);
  /// `traveller` waits to be sent to a neighbour, from where it may come back or go on.
  void sends(std::uint32_t neighbour, const Traveller& traveller);
  /// All that waited has been sent.
  void sent(std::uint32_t neighbour) { pending_[neighbour] = {}; }

  /// The last step before which this rank and a neighbour can exchange next, as far as it lies with this rank: what it
  /// sends is due then or later, and until then the room that it knows of at the entrances of cut links is enough, or
  /// nobody comes to them. Every message up to `now` must have been heard. Who comes from third ranks meanwhile is not
  /// thought of.
  std::uint32_t silent_until(std::uint32_t neighbour, std::uint32_t now, const Travellers& travellers,
                             const QueueLinks& links);
  /// The last step before which no rank needs to hear of any other, as far as it lies with this one; what waits to be
  /// sent or heard may go on waiting.
  std::uint32_t all_silent_until(std::uint32_t now, const Travellers& travellers, const QueueLinks& links);

 private:
  /// Slots by step, in a ring that is longer than one look ahead.
  class Calendar {
   public:
    void add(std::uint32_t step, std::uint32_t slot) { days_[step % days].push_back({step, slot}); }
    /// Moves those of a step to `slots`, which is emptied first.
    void take(std::uint32_t step, std::vector<std::uint32_t>& slots);
    std::uint32_t begin{0};  ///< nobody stands before it

   private:
    static constexpr std::uint32_t days = 2 * longest_silence;
    std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> days_{days};
  };
  struct Place {
    std::uint32_t step{no_index};
    std::uint32_t calendar{0};
  };
  /// Of what waits to be sent to a neighbour.
  struct Pending {
    std::uint32_t due{no_index};     ///< the first
    std::uint32_t back{no_index};    ///< when it can come back first
    std::uint32_t onward{no_index};  ///< when it can go anywhere first
  };

  std::uint32_t calendar_of(const BorderCrossing& crossing) const;
  template <class Limit>
  std::uint32_t look(std::uint32_t calendar, std::uint32_t now, std::uint32_t until, const Travellers& travellers,
                     const Limit& limit);
  std::uint32_t crossings_until(std::uint32_t neighbour, std::uint32_t now, std::uint32_t until, bool all_heard,
                                const Travellers& travellers, const QueueLinks& links);
  std::uint32_t departures_until(std::uint32_t now, std::uint32_t until, const Travellers& travellers);

  CrossingForecast forecast_;
  const std::vector<VehicleClass>* classes_;
  int rank_;
  const std::vector<int>* neighbours_;
  Pcu least_room_{0};
  std::vector<Calendar> calendars_;  ///< [neighbours + 1]; the last of those whose way is undecided
  std::vector<Place> places_;        ///< [slots]
  std::vector<Pending> pending_;     ///< [neighbours]
  std::vector<std::uint32_t> slots_;
  std::vector<Pcu> coming_;  ///< [entrances] room of those who could come; 0 between calls
  std::vector<std::uint32_t> touched_;
};

}  // namespace machi

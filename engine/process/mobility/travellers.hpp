/// \file  The persons on one rank and, where they drive, their vehicles; and drivers with their vehicles.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/process/mobility/running_plan.hpp"

namespace machi {

enum class TravelState : std::uint8_t {
  at_activity,  ///< until `due`
  travelling,   ///< teleported, arrives in `due`
  arrived,      ///< its activity starts in `due`
  driving,      ///< on a link, whose end it reaches in `due`
  waiting,      ///< at a stand, for a vehicle
  riding,       ///< in one
  at_stop,      ///< a vehicle beside the link, which it joins again in `due`
  pulling_out,  ///< as driving, but it takes no room on the link any more
};

/// One line of the cache, and the plan.
struct alignas(64) Traveller {
  Traveller() : state(TravelState::at_activity), mode(0) {}
  std::uint32_t person{0};       ///< row of the demand, or behind all of these a driver's
  std::uint32_t next{no_index};  ///< behind it in its queue
  std::uint32_t due{0};          ///< step; where it waits, the one in which it began to
  std::uint32_t cursor{0};       ///< into plan: its activity; the link where it drives; the activity that it travels to
  std::uint32_t links_left{0};   ///< of its leg, that on which it drives among them
  /// Row of the network; none: it arrives on the link where it is. Where it waits: that link.
  std::uint32_t next_link{no_index};
  std::uint32_t trip_start{0};   ///< step
  std::uint32_t drive_start{0};  ///< step
  std::uint32_t driven_mm{0};    ///< of its leg
  std::uint16_t element{0};      ///< of the plan: 2 k its k-th activity, 2 k + 1 the leg after it
  std::uint8_t vehicle_class{0};
  TravelState state : 3;
  std::uint8_t mode : 5;            ///< of its leg
  std::vector<std::uint32_t> plan;  ///< what is left of it (running_plan.hpp)

  void set_mode(std::uint8_t row) { mode = row & 31U; }
  ActivityWords activity() const { return ActivityWords(&plan[cursor]); }
  LegWords leg() const { return LegWords(&plan[cursor]); }
  bool at_last_activity() const { return cursor + ActivityWords::size == plan.size(); }
  /// Takes the next link of its leg as the one where it drives.
  void pass_on() {
    ++cursor;
    --links_left;
    next_link = links_left > 1 ? plan[cursor + 1] : no_index;
  }
};

/// First in, first out; linked through Traveller::next.
struct Fifo {
  std::uint32_t head{no_index};
  std::uint32_t tail{no_index};
  bool empty() const { return head == no_index; }
};

class Travellers {
 public:
  Traveller& operator[](std::uint32_t slot) { return rows_[slot]; }
  const Traveller& operator[](std::uint32_t slot) const { return rows_[slot]; }
  std::uint32_t add(Traveller traveller);
  void remove(std::uint32_t slot);
  /// Takes someone out whose slot still stands in a wheel: nobody gets it again, and its plan is empty.
  void bury(std::uint32_t slot) {
    rows_[slot] = {};
    ++buried_;
  }
  std::uint32_t slots() const { return static_cast<std::uint32_t>(rows_.size()); }
  std::uint64_t size() const { return rows_.size() - free_.size() - buried_; }
  bool is_free(std::uint32_t slot) const { return rows_[slot].plan.empty(); }
  /// Calls visit(traveller) for each, in no order.
  template <class Visit>
  void each(Visit visit) const {
    for (const Traveller& row : rows_)
      if (!row.plan.empty()) visit(row);  // a free row has no plan
  }

  void push(Fifo& fifo, std::uint32_t slot) {
    rows_[slot].next = no_index;
    if (fifo.empty()) {
      fifo.head = slot;
    } else {
      rows_[fifo.tail].next = slot;
    }
    fifo.tail = slot;
  }
  void push_front(Fifo& fifo, std::uint32_t slot) {
    rows_[slot].next = fifo.head;
    if (fifo.empty()) fifo.tail = slot;
    fifo.head = slot;
  }
  std::uint32_t pop(Fifo& fifo) {
    const std::uint32_t slot = fifo.head;
    fifo.head = rows_[slot].next;
    if (fifo.empty()) fifo.tail = no_index;
    return slot;
  }

 private:
  std::vector<Traveller> rows_;
  std::vector<std::uint32_t> free_;
  std::uint64_t buried_{0};
};

/// A traveller as a message has it: the number of words and the fixed part, then the rest of the plan. `row` is the
/// link that it enters, none where it does not drive.
void pack_traveller(const Traveller& traveller, std::uint32_t row, std::vector<std::uint32_t>& words);
/// Reads one and moves `words` behind it; answers with the traveller and its row.
std::pair<Traveller, std::uint32_t> unpack_traveller(const std::uint32_t*& words);

}  // namespace machi

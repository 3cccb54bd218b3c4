/// \file  What one thread notes while it moves nodes or links: all that others must hear of, gathered once they are
/// done. For engine/process/mobility only.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "engine/process/mobility/mobility.hpp"

namespace machi {

struct Mobility::Notes {
  /// A traveller that goes to another rank; `row`: the link that it enters, none where it is teleported.
  struct Leaving {
    std::uint32_t slot{0};
    std::uint32_t row{no_index};
    std::uint32_t partner{0};
  };
  struct RemoteCredit {
    std::uint32_t row{0};
    std::uint32_t partner{0};
    Credit credit;
  };
  struct Wake {
    std::uint32_t id{0};
    std::uint32_t step{0};
  };

  std::deque<TravelEvent> events;          ///< of the whole run, until they are taken
  std::vector<LinkRecord> link_records;    ///< of the whole run, until they are taken
  std::size_t shown{0};                    ///< of these, to the guide
  std::vector<TravelEvent> driver_events;  ///< of the whole run, until they are taken
  std::vector<FleetNote> fleet_notes;      ///< since the last dispatch
  std::vector<StopVisit> visits;           ///< of the whole run, until they are taken
  LegCounts legs;                          ///< of the whole run
  std::vector<LeftCar> left_cars;          ///< until they are taken
  std::vector<Wake> links;                 ///< to be looked at in a step
  std::vector<Wake> people;                ///< slots
  std::vector<Wake> sleeping_nodes;        ///< until a step, unless woken before
  std::vector<std::uint32_t> nodes;        ///< to be moved in the next step
  std::vector<Leaving> leaving;
  std::vector<RemoteCredit> credits;
  std::vector<std::uint32_t> finished;  ///< slots of travellers who are done
  TravelTotals totals;

  // Room of move_node().
  std::vector<std::uint32_t> offering;

  void clear() {
    links.clear();
    people.clear();
    sleeping_nodes.clear();
    nodes.clear();
    leaving.clear();
    credits.clear();
    finished.clear();
    totals = {};
  }
};

/// Another rank with which links or teleported legs are shared.
struct Mobility::Partner {
  std::uint32_t reach{0};                ///< steps until the first thing that is sent can be due, but for credits
  std::vector<std::uint32_t> entrances;  ///< own entrances of links that end there
  std::uint32_t next_step{0};            ///< before which messages are exchanged next
  std::uint32_t horizon{1};              ///< of the message that was sent last
  std::uint32_t travellers{0};           ///< in `words`
  std::int64_t vehicles{0};              ///< of these
  std::int64_t persons{0};               ///< in `words`, riders among them, drivers not
  std::vector<std::uint32_t> credits;    ///< four words each: row, step, room
  std::vector<std::uint32_t> words;      ///< travellers
};

}  // namespace machi

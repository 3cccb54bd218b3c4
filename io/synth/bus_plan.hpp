/// \file  Bus lines of the synthetic town: along its main roads, with stops on both sides.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/synth/town.hpp"

namespace machi::synth {

/// A name with its reading (よみがな).
struct Named {
  std::string name;
  std::string reading;
};

/// Two poles face each other: one for each direction.
struct BusStop {
  Named name;
  double along_m{0};  ///< on the drawing board
  TownPoint pole[2];  ///< of direction 0, in which places along rise, and of direction 1
};

struct BusLine {
  Named name;
  bool main{false};  ///< along an arterial road: runs twice as often
  std::vector<BusStop> stops;
};

/// At most `most_bus_lines`, those nearest to the main station: one along each main road that lies in the town and
/// gives it two stops at least, 320 m apart or somewhat less. Vehicles keep to the left. A function of the town alone.
inline constexpr std::size_t most_bus_lines = 24;
std::vector<BusLine> bus_lines(const Town& town);

/// When buses leave both ends of a line, seconds after midnight; the last ones arrive after midnight.
std::vector<std::int32_t> bus_departures(const BusLine& line, bool holiday);

/// Seconds from the first stop of a direction to each of its stops: whole minutes, as timetables are printed.
std::vector<std::int32_t> bus_times(const BusLine& line, int direction);

/// 一 … 九十九 丁目.
Named block_number(int number);

}  // namespace machi::synth

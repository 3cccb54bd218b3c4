/// \file  The people of a run as they are before it begins: who, where, with whom, when and how fast.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/model/geometry.hpp"

namespace machi {

/// How a class's free speeds are spread. Normal and triangular distributions are cut at low and high.
enum class SpeedLaw : std::uint8_t { fixed, uniform, normal, triangular };

/// Persons who are alike: an age or mobility class with its free speed on level, dry ground by day.
struct PersonClass {
  std::string name;      ///< "able", "assisted", "elderly", "female 30-50", …
  bool assisted{false};  ///< 要支援者: needs help to evacuate
  bool can_walk{true};   ///< false: stays where nobody comes for them (Aichi 2015)
  SpeedLaw law{SpeedLaw::fixed};
  double mean_m_s{1.34};
  double sd_m_s{0};
  double low_m_s{0};
  double high_m_s{5};
  double night_factor{1};  ///< of the free speed
  // Speeds along the incline of a stair, from low to high with the free speed. High 0: factor × free speed.
  double stair_up_low_m_s{0};
  double stair_up_high_m_s{0};
  double stair_down_low_m_s{0};
  double stair_down_high_m_s{0};
  double stair_up_factor{0.5};
  double stair_down_factor{0.6};
  double radius_m{0};         ///< 0: that of the model of local motion
  double stop_depth_m{0.7};   ///< water that stops this class
  double share{1};            ///< of the people drawn
  double occupant_share{-1};  ///< of those drawn at work, at school, as guests; below 0: share
};

inline constexpr std::uint32_t no_index = 0xffffffffU;
inline constexpr std::uint64_t no_group = 0xffffffffffffffffULL;
inline constexpr std::uint16_t no_class = 0xffffU;
inline constexpr float never_s = std::numeric_limits<float>::infinity();

/// Columns of persons; each rank holds those whose start lies in its leaves, by id.
struct Population {
  std::vector<PersonClass> classes;  ///< the same on all ranks
  std::vector<std::uint64_t> id;     ///< unique over all ranks
  std::vector<PointMm> start;
  std::vector<std::uint16_t> person_class;  ///< into classes; no_class: still to be drawn
  std::vector<std::uint32_t> building;      ///< row in the building table of the whole city, no_index outdoors
  std::vector<std::uint64_t> group;         ///< smallest id of the persons who keep together; no_group alone
  std::vector<std::uint32_t> destination;   ///< index of the assigned destination, no_index: chosen by the rule
  std::vector<float> free_speed_m_s;        ///< drawn from the class; night is in it. NaN: still to be drawn
  std::vector<float> departure_s;           ///< after the start of the run; never_s stays. NaN: still to be drawn

  std::uint64_t size() const { return id.size(); }
};

}  // namespace machi

/// \file  What a report page shows, gathered from a run and its city: facts as JSON, and packed columns by name.
/// viewer/src/data.ts reads both.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "engine/model/edited_buildings.hpp"
#include "engine/model/geometry.hpp"
#include "io/hdf5/input.hpp"
#include "io/json/json.hpp"
#include "io/report/page_block.hpp"

namespace machi {

/// Places in a page are whole decimetres from the city's origin.
inline constexpr double page_unit_mm = 100;

struct PageData {
  Json facts;
  std::map<std::string, std::string> blocks;  ///< packed
  BoxMm town;                                 ///< of the city
  BoxMm focus;                                ///< of what happened

  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [name, text] : blocks) sum += text.size();
    return sum;
  }
};

/// Adds a second run, a proposal, to the page of its base: its facts under `proposal`, its blocks with the prefix
/// "proposal-". Blocks that both have are kept once; `shared` of the facts names them.
void add_proposal(PageData& page, PageData proposal);

/// The city's ground by leaf (land, green, water), streets and buildings with height and use. Read in slices. Throws
/// InputError.
void add_town(PageData& page, const std::string& city, const EditedBuildings& edited);

/// The water over time, where the run had any.
void add_page_water(PageData& page, const H5Input& result);

/// Persons by block and time, where the run kept fields.
void add_page_crowd(PageData& page, const H5Input& result);

/// Followed persons: their ways, departures and fates. Of more than `most_bytes` of a page hold, one in k is taken, by
/// a hash of the id alone; `facts` say so.
void add_movers(PageData& page, const H5Input& result, std::uint64_t most_bytes);

}  // namespace machi

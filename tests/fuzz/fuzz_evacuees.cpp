/// \file  Any bytes as persons, by CSV and by GeoJSON in both frames: columns of one length and ids of their own, or
/// one InputError.
#include <set>

#include "engine/core/error.hpp"
#include "io/people/evacuees.hpp"

namespace {

void check(machi::EvacueeFile file) {
  name_groups(machi::Comm::null(), file);
  const machi::Population& people = file.people;
  const std::size_t count = people.size();
  if (count == 0 || file.x.size() != count || file.y.size() != count || people.start.size() != count) __builtin_trap();
  if (people.group.size() != count || people.departure_s.size() != count) __builtin_trap();
  const std::set<std::uint64_t> ids(people.id.begin(), people.id.end());
  if (ids.size() != count) __builtin_trap();
  for (std::size_t k = 0; k < count; ++k) {
    if (people.group[k] != machi::no_group && (people.group[k] > people.id[k] || !ids.contains(people.group[k]))) {
      __builtin_trap();
    }
    if (people.person_class[k] != machi::no_class && people.person_class[k] >= people.classes.size()) __builtin_trap();
    if (people.departure_s[k] < 0 || people.free_speed_m_s[k] < 0) __builtin_trap();  // NaN is neither
    if (people.building[k] != machi::no_index && people.building[k] >= file.buildings.size()) __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::vector<machi::PersonClass> classes(2);
  classes[0].name = "able";
  classes[1].name = "assisted";
  const auto open = [&] { return machi::open_memory(bytes); };
  const machi::FilePart whole;
  std::uint64_t at = 0;
  try {
    check(machi::read_evacuees_csv(open, "fuzz.csv", classes, whole, at));
  } catch (const machi::InputError&) {
  }
  for (const auto frame : {machi::EvacueeFrame::metres, machi::EvacueeFrame::degrees}) {
    try {
      check(machi::read_evacuees_geojson(open, "fuzz.geojson", classes, frame, whole, at));
    } catch (const machi::InputError&) {
    }
  }
  return 0;
}

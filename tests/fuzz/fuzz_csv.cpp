/// \file  Any bytes as a table of shelters and as one of people, and through the sniffer: a result or one InputError.
#include "engine/core/error.hpp"
#include "io/people/people.hpp"
#include "io/people/places.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  machi::sniff("fuzz.csv", bytes.substr(0, machi::sniff_bytes));
  try {
    const machi::PlaceFile file = machi::read_places_csv(*machi::open_memory(bytes), "fuzz.csv");
    if (file.places.size() > file.report.read) __builtin_trap();
  } catch (const machi::InputError&) {
  }
  try {
    const machi::PeopleFile file = machi::read_people_csv(*machi::open_memory(bytes), "fuzz.csv");
    for (const machi::MeshPeople& row : file.rows) {
      if (!file.cell(row) || !(row.persons > 0) || row.age_low > row.age_high) __builtin_trap();
    }
  } catch (const machi::InputError&) {
  }
  return 0;
}

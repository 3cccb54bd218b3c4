#include "io/checkpoint/coupling_state_file.hpp"

#include <cmath>

#include "engine/core/error.hpp"
#include "io/checkpoint/state_table.hpp"
#include "io/hdf5/input.hpp"

namespace machi {
namespace {

constexpr std::array<const char*, 3> cars_by_end{"cars_arrived", "cars_in_water", "cars_without_a_way"};

template <class Row>
void each_street_column(const ColumnVisit<Row>& visit) {
  visit(
      "street", [](auto& r) -> auto& { return r.street; }, "", "row of the city's streets");
  visit(
      "walkers", [](auto& r) -> auto& { return r.walkers; }, "person", "on it at the last exchange");
}

template <class Row>
void each_exit_column(const ColumnVisit<Row>& visit) {
  visit(
      "link", [](auto& r) -> auto& { return r.link; }, "", "row of the network, at whose end cars left the area");
  visit(
      "cars", [](auto& r) -> auto& { return r.cars; }, "", "that left so far");
  visit(
      "persons", [](auto& r) -> auto& { return r.persons; }, "person", "in them");
}

/// Calls visit(name, member) for each whole number that a state has beside its phase.
template <class State, class Visit>
void each_number(State& state, const Visit& visit) {
  visit("number", state.number);
  visit("evacuation_step", state.evacuation_step);
  visit("energy_step", state.energy_step);
  for (std::size_t why = 0; why < cars_by_end.size(); ++why) visit(cars_by_end[why], state.cars.ended[why]);
  visit("persons_asked_out", state.cars.asked);
  visit("persons_got_out", state.cars.on_foot);
  visit("cars_redirected", state.cars.redirected);
  visit("flooded_streets", state.roads.flooded_streets);
  visit("shared_streets", state.roads.shared_streets);
}

}  // namespace

void write_coupling_state(const Comm& comm, H5Output& file, const CouplingState& state) {
  file.attribute("/", "format", std::string("machi coupling state"));
  file.attribute("/", "phase", static_cast<std::int64_t>(state.phase));
  file.attribute("/", "together_s", state.together_s);
  each_number(
      state, [&](const char* name, const auto& value) { file.attribute("/", name, static_cast<std::int64_t>(value)); });
  each_street_column(column_writer(file, "/walkers", on_first(comm, state.roads.walkers)));
  each_exit_column(column_writer(file, "/car_exits", on_first(comm, state.cars.exits)));
}

CouplingState read_coupling_state(const Comm& comm, const std::string& path, const std::string& group) {
  CouplingState state;
  comm.agree([&] {
    const H5Input file(path, group);
    check_state(path, file.text_attribute("/", "format") == "machi coupling state", "contents");
    const std::int64_t phase = file.integer_attribute("/", "phase");
    state.together_s = file.number_attribute("/", "together_s");
    check_state(path, phase >= 0 && phase <= 2 && std::isfinite(state.together_s) && state.together_s >= 0, "times");
    state.phase = static_cast<CouplingState::Phase>(phase);
    each_number(state, [&](const char* name, auto& value) {
      const std::int64_t number = file.integer_attribute("/", name);
      check_state(path, number >= 0, name);
      value = static_cast<std::decay_t<decltype(value)>>(number);
    });
    state.roads.walkers.resize(file.rows("/walkers/street"));
    each_street_column(column_reader(file, "/walkers", state.roads.walkers, {}));
    state.cars.exits.resize(file.rows("/car_exits/link"));
    each_exit_column(column_reader(file, "/car_exits", state.cars.exits, {}));
  });
  return state;
}

}  // namespace machi

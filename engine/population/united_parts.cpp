#include "engine/population/united_parts.hpp"

#include <algorithm>
#include <span>
#include <string_view>

#include "engine/comm/ask.hpp"
#include "engine/comm/joined_by_name.hpp"
#include "engine/comm/packet.hpp"
#include "engine/population/trip_vehicles.hpp"

namespace machi {
namespace {

/// Where a vehicle belongs.
struct VehicleHome {
  std::uint32_t rank{0};
  std::uint32_t row{0};  ///< there
};

/// What its home says of it.
struct VehicleFacts {
  std::uint32_t row{0};  ///< among those of all ranks
  std::uint32_t type{0};
};

// Of this rank's vehicles: the lowest rank that has one of the name is its home.
std::vector<VehicleHome> homes_of(const Comm& comm, const std::vector<std::string>& ids) {
  std::vector<VehicleHome> here;
  for (std::uint32_t v = 0; v < ids.size(); ++v) here.push_back({static_cast<std::uint32_t>(comm.rank()), v});
  return joined_by_name(comm, ids, here, [](const VehicleHome&, const VehicleHome&) {});
}

class VehicleUnion {
 public:
  VehicleUnion(const Comm& comm, std::size_t given_types, TravelDemand& demand)
      : comm_(comm), me_(static_cast<std::uint32_t>(comm.rank())), given_types_(given_types), demand_(demand) {}

  void run() {
    homes_ = homes_of(comm_, demand_.vehicle_id);
    unite_types();
    std::vector<std::uint32_t> rows(homes_.size(), 0);
    std::vector<std::uint32_t> others;
    std::uint32_t own = 0;
    for (std::size_t v = 0; v < homes_.size(); ++v) {
      if (is_own(v)) {
        rows[v] = own++;
      } else {
        others.push_back(static_cast<std::uint32_t>(v));
      }
    }
    demand_.first_vehicle = static_cast<std::uint64_t>(comm_.sum_below(own));
    for (std::uint32_t& row : rows) row += static_cast<std::uint32_t>(demand_.first_vehicle);
    ask_homes(others, rows);
    if (comm_.any(!others.empty())) demand_.vehicle_row = std::move(rows);
  }

 private:
  bool is_own(std::size_t vehicle) const { return homes_[vehicle].rank == me_; }

  // Types that own vehicles got by their mode, in the order of these; those that only vehicles of other ranks had here
  // are gone.
  void unite_types() {
    std::vector<std::string> mine;
    for (std::size_t v = 0; v < homes_.size(); ++v) {
      const std::uint32_t type = demand_.vehicle_type[v];
      if (!is_own(v) || type < given_types_) continue;
      const std::string& mode = demand_.vehicle_types[type].id;
      if (std::find(mine.begin(), mine.end(), mode) == mine.end()) mine.push_back(mode);
    }
    const std::vector<VehicleType> here = demand_.vehicle_types;
    demand_.vehicle_types.resize(given_types_);
    for (const std::string& mode : united_names(comm_, mine)) type_of_mode(mode, demand_.vehicle_types);
    for (std::size_t v = 0; v < homes_.size(); ++v)
      if (is_own(v) && demand_.vehicle_type[v] >= given_types_)
        demand_.vehicle_type[v] = type_of_mode(here[demand_.vehicle_type[v]].id, demand_.vehicle_types);
  }

  void ask_homes(const std::vector<std::uint32_t>& others, std::vector<std::uint32_t>& rows) {
    std::vector<VehicleHome> questions;
    for (const std::uint32_t v : others) questions.push_back(homes_[v]);
    const std::vector<VehicleFacts> facts = ask_each<VehicleFacts>(
        comm_, std::span<const VehicleHome>(questions),
        [](const VehicleHome& home) { return static_cast<int>(home.rank); },
        [&](const VehicleHome& home) {
          return VehicleFacts{rows[home.row], demand_.vehicle_type[home.row]};
        });
    for (std::size_t k = 0; k < others.size(); ++k) {
      rows[others[k]] = facts[k].row;
      demand_.vehicle_type[others[k]] = facts[k].type;
    }
  }

  const Comm& comm_;
  const std::uint32_t me_;
  const std::size_t given_types_;
  TravelDemand& demand_;
  std::vector<VehicleHome> homes_;  ///< [vehicles]
};

}  // namespace

std::vector<std::string> united_names(const Comm& comm, const std::vector<std::string>& mine) {
  std::vector<std::byte> bytes;
  PacketWriter writer(bytes);
  for (const std::string& name : mine) writer.put_text(name);
  const ByteRows all = comm.all_gather(bytes);
  std::vector<std::string> names;
  for (PacketReader reader(all.bytes); !reader.at_end();) {
    const std::string_view name = reader.take_text();
    if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
  }
  return names;
}

void unite_activity_types(const Comm& comm, std::size_t given, TravelDemand& demand) {
  if (comm.size() == 1) return;
  std::vector<std::string>& types = demand.activity_types;
  const std::vector<std::string> mine(types.begin() + static_cast<std::ptrdiff_t>(given), types.end());
  const std::vector<std::string> all = united_names(comm, mine);
  types.resize(given);
  types.insert(types.end(), all.begin(), all.end());
  std::vector<std::uint16_t> row;
  for (const std::string& name : mine)
    row.push_back(static_cast<std::uint16_t>(
        given + static_cast<std::size_t>(std::find(all.begin(), all.end(), name) - all.begin())));
  for (Activity& activity : demand.activities)
    if (activity.type >= given) activity.type = row[activity.type - given];
}

void unite_vehicles(const Comm& comm, std::size_t given_types, TravelDemand& demand) {
  if (comm.size() > 1) VehicleUnion(comm, given_types, demand).run();
}

}  // namespace machi

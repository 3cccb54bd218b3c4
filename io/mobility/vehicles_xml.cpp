#include "io/mobility/vehicles_xml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "engine/comm/agree_on_first.hpp"
#include "engine/core/error.hpp"
#include "io/mobility/file_part.hpp"
#include "io/mobility/matsim_xml.hpp"

namespace machi {
namespace {

constexpr std::string_view vehicles_kind = "MATSim vehicles";

using WantedVehicles = std::unordered_set<std::string_view>;

class VehiclesHandler final : public MatsimHandler {
 public:
  VehiclesHandler(const std::string& path, VehiclesReading& reading) : MatsimHandler(path), reading_(reading) {}
  /// Looks for second vehicles in its part of the names, and keeps the vehicles of `wanted`; `at` counts what begins
  /// and ends in the file.
  VehiclesHandler(const std::string& path, const FilePart& part, const WantedVehicles& wanted, std::uint64_t& at,
                  VehiclesReading& reading)
      : MatsimHandler(path), reading_(reading), part_(part), wanted_(&wanted), at_(&at) {}

  void start(const char* name, XmlAttributes attributes) override {
    if (at_ != nullptr) ++*at_;
    const std::string_view element = name;
    if (!rooted_ && element != "vehicleDefinitions")
      fail(fmt::format("begins with <{}> where vehicles have <vehicleDefinitions>. Give MATSim vehicles",
                       shortened(element)));
    rooted_ = true;
    if (element == "vehicleType") return start_type(attributes);
    if (element == "vehicle") return read_vehicle(attributes);
    if (reading_.types.empty()) return;
    read_property(element, attributes);
    read_passenger_property(element, attributes);
  }
  void text(std::string_view piece) override {
    if (!attribute_.empty()) text_ += piece;
  }
  void end() override {
    if (at_ != nullptr) ++*at_;
    if (!attribute_.empty()) read_attribute();
    attribute_.clear();
    text_.clear();
  }

  void finish() const {
    if (reading_.types.empty()) throw InputError(path_, "has no vehicle type. Add one");
    for (std::size_t t = 0; t < reading_.types.size(); ++t) {
      const VehicleType& type = reading_.types[t];
      TransitVehicleType& transit = reading_.transit_types[t];
      transit.id = type.id;
      transit.length_m = type.length_m;
      transit.max_speed_m_s = type.max_speed_m_s;
      transit.pcu = type.pcu;
      transit.flow_efficiency = type.flow_efficiency;
      transit.network_mode = type.network_mode;
    }
  }

 private:
  void start_type(XmlAttributes attributes) {
    VehicleType type;
    type.id = need(attributes, "vehicleType", "id");
    type.network_mode = type.id;
    if (index_of(type.id) < reading_.types.size())
      fail(fmt::format("vehicle type '{}' is there twice. Give each its own id", shortened(type.id)));
    reading_.types.push_back(std::move(type));
    reading_.transit_types.emplace_back();
  }

  // Of version 1 elements, of version 2 attributes.
  void read_passenger_property(std::string_view element, XmlAttributes attributes) {
    TransitVehicleType& type = reading_.transit_types.back();
    if (element == "seats") type.seats = persons(attributes, element, "persons");
    if (element == "standingRoom") type.standing = persons(attributes, element, "persons");
    if (element == "capacity" && find(attributes, "seats") != nullptr)
      type.seats = persons(attributes, element, "seats");
    if (element == "capacity" && find(attributes, "standingRoomInPersons") != nullptr)
      type.standing = persons(attributes, element, "standingRoomInPersons");
    if (element == "accessTime") type.boarding_s = seconds(need(attributes, element, "secondsPerPerson"), element);
    if (element == "egressTime") type.alighting_s = seconds(need(attributes, element, "secondsPerPerson"), element);
    if (element == "doorOperation") type.doors = doors(need(attributes, element, "mode"));
    if (element == "attribute") attribute_ = need(attributes, element, "name");
  }

  void read_attribute() {
    TransitVehicleType& type = reading_.transit_types.back();
    if (attribute_ == "accessTimeInSecondsPerPerson") type.boarding_s = seconds(text_, attribute_);
    if (attribute_ == "egressTimeInSecondsPerPerson") type.alighting_s = seconds(text_, attribute_);
    if (attribute_ == "doorOperationMode") type.doors = doors(text_);
  }

  std::uint32_t persons(XmlAttributes attributes, std::string_view element, std::string_view name) const {
    const double count = need_number(attributes, element, name);
    if (!(count >= 0 && count <= 1e6))
      fail(fmt::format("{} of vehicle type '{}' is not from 0 to 1,000,000. Correct it", name,
                       reading_.types.back().id));
    return static_cast<std::uint32_t>(count);
  }

  double seconds(const std::string& text, std::string_view name) const {
    const std::optional<double> value = matsim_time_s(text);
    if (!value || !(*value >= 0 && *value <= 3600))
      fail(fmt::format("{} of vehicle type '{}' is '{}', not 0 to 3600 s. Correct it", name, reading_.types.back().id,
                       shortened(text)));
    return *value;
  }

  DoorOperation doors(const std::string& word) const {
    if (word != "serial" && word != "parallel")
      fail(fmt::format("the doors of vehicle type '{}' are '{}', not serial or parallel. Correct it",
                       reading_.types.back().id, shortened(word)));
    return word == "parallel" ? DoorOperation::parallel : DoorOperation::serial;
  }

  void read_property(std::string_view element, XmlAttributes attributes) {
    VehicleType& type = reading_.types.back();
    if (element == "length") type.length_m = positive(attributes, element, "meter");
    if (element == "maximumVelocity" && need(attributes, element, "meterPerSecond") != "Infinity")
      type.max_speed_m_s = positive(attributes, element, "meterPerSecond");
    if (element == "passengerCarEquivalents") type.pcu = positive(attributes, element, "pce");
    if (element == "flowEfficiencyFactor") type.flow_efficiency = positive(attributes, element, "factor");
    if (element == "networkMode") type.network_mode = need(attributes, element, "networkMode");
  }

  void read_vehicle(XmlAttributes attributes) {
    const std::string id = need(attributes, "vehicle", "id");
    const std::string type = need(attributes, "vehicle", "type");
    const std::size_t index = index_of(type);
    if (index == reading_.types.size())
      fail(fmt::format("vehicle '{}' is of type '{}', which is not there. Add the type", shortened(id),
                       shortened(type)));
    if (part_.checks(id) && !seen_.insert(id).second)
      fail(fmt::format("vehicle '{}' is there twice. Give each its own id", shortened(id)));
    if (wanted_ != nullptr && !wanted_->contains(id)) return;
    reading_.vehicle_id.push_back(id);
    reading_.vehicle_type.push_back(static_cast<std::uint32_t>(index));
  }

  std::size_t index_of(const std::string& id) const {
    const auto found = std::find_if(reading_.types.begin(), reading_.types.end(),
                                    [&](const VehicleType& type) { return type.id == id; });
    return static_cast<std::size_t>(found - reading_.types.begin());
  }

  double positive(XmlAttributes attributes, std::string_view element, std::string_view name) const {
    const double value = need_number(attributes, element, name);
    if (!(value > 0))
      fail(fmt::format("{} of vehicle type '{}' is not above 0. Correct it", element, reading_.types.back().id));
    return value;
  }

  VehiclesReading& reading_;
  FilePart part_;
  const WantedVehicles* wanted_{nullptr};  ///< null: all
  std::uint64_t* at_{nullptr};
  std::unordered_set<std::string> seen_;
  std::string attribute_;  ///< that is open
  std::string text_;
  bool rooted_{false};
};

}  // namespace

VehiclesReading read_vehicles_xml(const std::string& path) {
  VehiclesReading reading;
  VehiclesHandler handler(path, reading);
  read_matsim(path, handler, vehicles_kind);
  handler.finish();
  return reading;
}

VehiclesReading read_vehicles_xml(const Comm& comm, const std::string& path, const std::vector<std::string>& wanted) {
  VehiclesReading reading;
  const WantedVehicles names(wanted.begin(), wanted.end());
  const FilePart part{static_cast<std::uint64_t>(comm.rank()), static_cast<std::uint64_t>(comm.size())};
  agree_on_first(comm, [&](std::uint64_t& at) {
    VehiclesHandler handler(path, part, names, at, reading);
    read_matsim(path, handler, vehicles_kind);
    handler.finish();
  });
  return reading;
}

VehiclesReading read_vehicles_xml(ByteSource& bytes, const std::string& name) {
  VehiclesReading reading;
  VehiclesHandler handler(name, reading);
  read_matsim(bytes, name, handler, vehicles_kind);
  handler.finish();
  return reading;
}

}  // namespace machi

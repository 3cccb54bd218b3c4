// Parts of people's files, on however many ranks the test runs: together they are the whole, and what is wrong is said
// as one rank says it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "io/mobility/file_part.hpp"
#include "io/mobility/population_file.hpp"
#include "io/mobility/population_xml.hpp"
#include "io/mobility/sumo_demand.hpp"
#include "io/mobility/vehicles_xml.hpp"
#include "tests/io/mobility/text_file.hpp"
#include "tests/same_refusal.hpp"

namespace machi {
namespace {

/// A ring of links "0" … "5".
TrafficNetwork ring() {
  TrafficNetwork network;
  network.modes = {"car"};
  for (std::uint32_t k = 0; k < 6; ++k) {
    network.node_id.push_back(fmt::format("n{}", k));
    network.link_id.push_back(fmt::format("{}", k));
    network.from.push_back(k);
    network.to.push_back((k + 1) % 6);
  }
  network.x_m.assign(6, 0);
  network.y_m.assign(6, 0);
  network.length_m.assign(6, 100);
  network.free_speed_m_s.assign(6, 10);
  network.link_modes.assign(6, 1);
  return network;
}

std::string text_of(const TravelDemand& demand, const Leg& leg) {
  std::string text = fmt::format(" {}/{} {} {}-{} line {} by {}", leg.mode, leg.routing_mode,
                                 static_cast<int>(leg.kind), leg.start_link, leg.end_link, leg.line,
                                 leg.vehicle == 0xffffffffU ? "none" : demand.vehicle_id[leg.vehicle]);
  if (leg.vehicle < demand.vehicle_type.size()) text += fmt::format(" type {}", demand.vehicle_type[leg.vehicle]);
  for (std::uint64_t k = leg.route_begin; k < leg.route_end; ++k) text += fmt::format(" {}", demand.route[k]);
  return leg.service == 0xffffffffU ? text : text + " in " + demand.services[leg.service].line;
}

/// Everything that is said of persons, one a line.
std::string text_of(const TravelDemand& demand) {
  std::string text;
  for (std::uint64_t p = 0; p < demand.persons(); ++p) {
    text += demand.person_id[p];
    for (std::uint64_t a = demand.activity_begin[p]; a < demand.activity_begin[p + 1]; ++a) {
      const Activity& activity = demand.activities[a];
      text += fmt::format("; {} on {} until {} or {} line {}", activity.type, activity.link, activity.end_s,
                          activity.duration_s, activity.line);
      if (a + 1 < demand.activity_begin[p + 1]) text += text_of(demand, demand.legs[a - p]);
    }
    text += "\n";
  }
  return text;
}

std::string services_of(const TravelDemand& demand) {
  std::string text;
  for (const TransitService& service : demand.services) text += service.line + "\n";
  return text;
}

std::string joined(const Comm& comm, const std::string& mine) {
  const ByteRows all = comm.all_gather(std::as_bytes(std::span(mine)));
  return {reinterpret_cast<const char*>(all.bytes.data()), all.bytes.size()};
}

std::string matsim_person(int k) {
  const std::string vehicle = k % 2 == 0 ? fmt::format(" vehicleRefId=\"v{}\"", k % 3) : "";
  const std::string ride =
      fmt::format("<leg mode=\"pt\"><route type=\"default_pt\">{{\"transitLineId\": \"L{}\"}}</route></leg>", k);
  const std::string home = "<activity type=\"home\" link=\"0\" end_time=\"08:00:00\"/>\n";
  std::string plans =
      fmt::format("<plan selected=\"no\">{}{}<activity type=\"not done {}\" link=\"1\"/></plan>\n", home, ride, k / 4);
  plans += fmt::format(
      "<plan selected=\"yes\">{}<leg mode=\"{}\"><attributes><attribute name=\"routingMode\">of {}</attribute>"
      "</attributes><route type=\"links\"{}>0 1 2</route></leg><activity type=\"work {}\" link=\"2\" "
      "end_time=\"0{}:00:00\"/>{}<activity type=\"home\" link=\"0\"/></plan>\n",
      home, k % 5 == 0 ? "truck" : "car", k / 7, vehicle, k / 5, 5 + k % 5, ride);
  return fmt::format("<person id=\"p{}\">{}</person>\n", k, k % 6 == 2 ? "" : plans);
}

std::string matsim_people(int persons) {
  std::string text = "<population>\n<!-- <person who is none -->\n";
  for (int k = 0; k < persons; ++k) text += matsim_person(k);
  return text + "</population>";
}

void expect_same_report(const ReadReport& is, const ReadReport& expected) {
  EXPECT_EQ(is.read, expected.read);
  for (const auto& [mine, theirs] : {std::pair(&is.repaired, &expected.repaired), {&is.skipped, &expected.skipped}}) {
    ASSERT_EQ(mine->size(), theirs->size());
    for (const auto& [what, tally] : *theirs) {
      EXPECT_EQ(mine->at(what).count, tally.count) << what;
      EXPECT_EQ(mine->at(what).first_ids, tally.first_ids) << what;
    }
  }
}

TEST(PeopleParts, OfMatsimAreTheWholeTogether) {
  const Comm comm = Comm::world();
  for (const int persons : {0, 1, 2, 3, 25, 64}) {
    const TextFile file(matsim_people(persons));
    const PopulationReading whole = read_population_xml(Comm::null(), file.path(), ring());
    const PopulationReading part = read_population_xml(comm, file.path(), ring());
    EXPECT_EQ(joined(comm, text_of(part.demand)), text_of(whole.demand));
    EXPECT_EQ(part.demand.activity_types, whole.demand.activity_types);
    EXPECT_EQ(part.demand.modes, whole.demand.modes);
    EXPECT_EQ(joined(comm, services_of(part.demand)), services_of(whole.demand));
    EXPECT_EQ(part.demand.own_services, part.demand.services.size());
    expect_same_report(united_report(comm, part.report), whole.report);
    if (persons < 25) continue;
    EXPECT_LE(part.demand.persons(), whole.demand.persons() / static_cast<unsigned>(comm.size()) + 2);
  }
}

TEST(PeopleParts, OfMatsimAreRefusedAsTheWhole) {
  const std::string good = matsim_people(40);
  const auto broken = [&](int k, const std::string& what, const std::string& by, const std::string& text) {
    return replaced(text, matsim_person(k), replaced(matsim_person(k), what, by));
  };
  const std::string twice = broken(30, "\"p30\"", "\"p3\"", good);
  const std::string off = broken(21, "0 1 2", "0 2", good);
  const std::string late = broken(37, "link=\"2\"", "link=\"nowhere\"", good);
  const auto read = [](const Comm& comm, const std::string& path) { read_population_xml(comm, path, ring()); };
  for (const std::string& text :
       {twice, off, late, broken(21, "0 1 2", "0 2", twice), broken(37, "link=\"2\"", "link=\"nowhere\"", twice),
        broken(5, "\"p5\"", "\"p4\"", twice), broken(24, "<leg", "<log", off), replaced(good, "</population>", "<"),
        replaced(twice, "</population>", "<"), broken(33, " type=\"home\"", "", good),
        broken(39, " id=\"p39\"", "", late), broken(9, "<plan", "<person id=\"x\"><plan", late)})
    expect_same_refusal(text, ".xml", read);
}

TEST(PeopleParts, OfVehiclesAreThoseThatAreWanted) {
  std::string text = "<vehicleDefinitions><vehicleType id=\"a\"/>\n<vehicleType id=\"b\"/>\n";
  for (int k = 0; k < 20; ++k) text += fmt::format("<vehicle id=\"v{}\" type=\"{}\"/>\n", k, k % 2 == 0 ? "a" : "b");
  text += "</vehicleDefinitions>";
  const Comm comm = Comm::world();
  const TextFile file(text);
  const std::vector<std::string> wanted{"v7", fmt::format("v{}", 10 + comm.rank()), "other"};
  const VehiclesReading reading = read_vehicles_xml(comm, file.path(), wanted);
  EXPECT_EQ(reading.types.size(), 2U);
  EXPECT_EQ(reading.vehicle_id, (std::vector<std::string>{wanted[0], wanted[1]}));
  EXPECT_EQ(reading.vehicle_type, (std::vector<std::uint32_t>{1, static_cast<std::uint32_t>(comm.rank() % 2)}));
  const auto read = [](const Comm& ranks, const std::string& path) { read_vehicles_xml(ranks, path, {}); };
  expect_same_refusal(replaced(replaced(text, "\"v9\"", "\"v2\""), "\"v15\"", "\"v1\""), ".xml", read);
  expect_same_refusal(
      replaced(replaced(text, "\"v9\"", "\"v2\""), "<vehicle id=\"v6\" type=\"a\"", "<vehicle id=\"v6\""), ".xml",
      read);
}

std::string sumo_vehicles() {
  std::string text = R"xml(<routes><route id="named" edges="0 1 2"/>
<vTypeDistribution id="mix"><vType id="small" probability="0.3"/><vType id="truck" vClass="truck" probability="0.7"/>
</vTypeDistribution><routeDistribution id="ways"><route edges="1 2" probability="0.5"/>
<route id="other" edges="2 3 4" probability="0.5"/></routeDistribution>
<flow id="f" begin="3" end="60" probability="0.4" type="mix" from="0" to="2"/>
<flow id="g" begin="0" end="60" number="9" route="ways"/>
)xml";
  for (int k = 0; k < 30; ++k) {
    const int depart = k * 17 % 60;
    const char* const type = k == 20 ? "mix" : "DEFAULT_VEHTYPE";
    text +=
        k % 3 == 0   ? fmt::format("<vehicle id=\"v{}\" depart=\"{}\" type=\"{}\" route=\"named\"/>\n", k, depart, type)
        : k % 3 == 1 ? fmt::format(
                           "<vehicle id=\"v{}\" depart=\"{}\" type=\"{}\"><route edges=\"3 4 5 0\"/><stop lane=\"5_0\" "
                           "duration=\"9\"/></vehicle>\n",
                           k, depart, type)
                     : fmt::format("<trip id=\"v{}\" depart=\"{}\" type=\"{}\" from=\"1\" via=\"4\" to=\"2\"/>\n", k,
                                   depart, type);
  }
  return text + "<person id=\"walker\"/></routes>";
}

TEST(PeopleParts, OfSumoAreTheWholeTogether) {
  const Comm comm = Comm::world();
  for (const std::string& text : {sumo_vehicles(), std::string("<routes/>"),
                                  std::string("<routes><trip id=\"v\" depart=\"1\" from=\"0\" to=\"1\"/></routes>")}) {
    const TextFile file(text);
    const PopulationFile whole = read_population_file(Comm::null(), file.path(), {}, ring(), 3);
    const PopulationFile part = read_population_file(comm, file.path(), {}, ring(), 3);
    EXPECT_EQ(joined(comm, text_of(part.demand)), text_of(whole.demand));
    EXPECT_EQ(part.demand.modes, whole.demand.modes);
    EXPECT_EQ(part.driven_modes, whole.driven_modes);
    EXPECT_EQ(part.starts, whole.starts);
    EXPECT_EQ(part.notes, whole.notes);
    ASSERT_EQ(part.demand.vehicle_types.size(), whole.demand.vehicle_types.size());
    for (std::size_t t = 0; t < part.demand.vehicle_types.size(); ++t)
      EXPECT_EQ(part.demand.vehicle_types[t].id, whole.demand.vehicle_types[t].id);
    EXPECT_LE(part.demand.persons(), whole.demand.persons() / static_cast<unsigned>(comm.size()) + 1);
  }
}

TEST(PeopleParts, OfSumoAreRefusedAsTheWhole) {
  const std::string good = sumo_vehicles();
  const std::string twice = replaced(good, "\"v12\"", "\"v25\"");
  const auto read = [](const Comm& comm, const std::string& path) { read_sumo_demand(comm, {path}, ring(), 3); };
  for (const std::string& text :
       {twice, replaced(twice, "\"v3\"", "\"f.2\""), replaced(good, "edges=\"3 4 5 0\"", "edges=\"3 4 0\""),
        replaced(twice, "lane=\"5_0\"", "lane=\"1_0\""), replaced(twice, "</routes>", "<"),
        replaced(replaced(good, "\"v27\"", "\"v9\""), "\"v28\"", "\"v10\"")})
    expect_same_refusal(text, ".xml", read);
}

}  // namespace
}  // namespace machi

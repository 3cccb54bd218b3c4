/// \file  Reads the programs of traffic lights of SUMO, in a network or beside it. For io/mobility only.
#pragma once

#include "io/mobility/matsim_xml.hpp"
#include "io/mobility/sumo_net.hpp"

namespace machi {

class SumoLightHandler : public MatsimHandler {
 public:
  SumoLightHandler(const std::string& path, SumoNet& net) : MatsimHandler(path), net_(net) {}
  void start(const char* name, XmlAttributes attributes) override;
  void end() override;

 protected:
  SumoNet& net_;
  std::vector<std::string> open_;  ///< elements that are not closed yet

 private:
  void start_light(XmlAttributes attributes);
  void read_phase(XmlAttributes attributes);
  void end_light();
  std::int64_t time_ms(XmlAttributes attributes, const char* element, const char* name) const;

  std::string light_id_;
  SumoLight light_;
};

}  // namespace machi

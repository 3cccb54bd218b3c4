/// \file  A run as entities of NGSI-LD, which the context brokers of a city's data platform take in.
#pragma once

#include <string>

#include "io/export/exported_run.hpp"

namespace machi {

/// Writes a JSON array of entities, normalised, as POST /ngsi-ld/v1/entityOperations/upsert takes it: of traffic
/// TrafficFlowObserved by link and bin, of an evacuation CrowdFlowObserved by square and frame (ETSI GS CIM 009; Smart
/// Data Models, dataModel.Transportation). Each says that it is simulated. Returns a line for the log. Throws
/// InputError where the run has neither or lies nowhere on Earth, OutputError.
std::string export_ngsi(const ExportedParts& parts, const std::string& path);

}  // namespace machi
